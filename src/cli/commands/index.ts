import type { Command } from "../command";
import { handOffCommand } from "./hand-off";
import { initCommand } from "./init";
import { planCommand } from "./plan";
import { verifyCommand } from "./verify";

/** All commands, in the order in which a project needs them. */
export const COMMANDS: readonly Command[] = [initCommand, planCommand, handOffCommand, verifyCommand];
