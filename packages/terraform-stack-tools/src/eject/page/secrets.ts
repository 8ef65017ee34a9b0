import { stateSecrets } from "../../hand-off/readme/tables";
import { remainsOf } from "../../knowledge/catalogue/questions";
import type { Stack } from "../../stack/stack";

/** More than this would be a list of all blocks. */
const MAXIMUM_UNKNOWN = 3;

/** Which secrets end up in the state; where that is known of few blocks, only how to treat it. */
export function secretsOf(stack: Stack): string[] {
  const remains = stack.blocks.map(remainsOf);
  const unknown = remains.filter((one) => "unknown" in one).length;
  const isKnown = unknown <= MAXIMUM_UNKNOWN || remains.some((one) => "secret" in one);
  return isKnown ? stateSecrets(stack) : [TREAT];
}

const TREAT =
  "**Treat the state as secret.** Providers keep in it what they send and what they are answered, passwords and keys " +
  "included, and a saved plan (`terraform plan -out`) contains what the state contains. Keep both encrypted and locked, " +
  "and restrict who can read them.";
