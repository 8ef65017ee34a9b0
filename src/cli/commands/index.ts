import type { Command } from "../command";
import { handOffCommand } from "./hand-off";
import { initCommand } from "./init";

/** All commands, in the order in which a project needs them. */
export const COMMANDS: readonly Command[] = [initCommand, handOffCommand];
