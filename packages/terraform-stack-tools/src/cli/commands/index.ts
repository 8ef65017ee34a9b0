import type { Command } from "../command";
import { ejectCommand } from "./eject";
import { handOffCommand } from "./hand-off";
import { planCommand } from "./plan";
import { reviewCommand } from "./review";
import { verifyCommand } from "./verify";

/** All commands, in the order in which a stack needs them. */
export const COMMANDS: readonly Command[] = [planCommand, reviewCommand, handOffCommand, verifyCommand, ejectCommand];
