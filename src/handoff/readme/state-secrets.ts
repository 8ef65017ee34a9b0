import { remainsOf } from "../../catalogue/questions";
import { code, codeList, table } from "../../shared/markdown";
import type { Stack } from "../../terraform/stack";

/** Which secrets end up in the state, which do not, and for which blocks that is unknown. */
export function stateSecrets({ blocks, variables, outputs }: Stack): string {
  const secret: string[][] = [];
  const nothing: string[][] = [];
  const unknown: string[] = [];
  for (const block of blocks) {
    const remains = remainsOf(block);
    if ("secret" in remains) {
      secret.push([code(block.address), remains.secret]);
    } else if ("nothing" in remains) {
      nothing.push([code(block.address), remains.nothing]);
    } else {
      unknown.push(block.address);
    }
  }
  const sensitive = namesOf(variables.filter(({ isSecret, isEphemeral }) => isSecret && !isEphemeral));
  const ephemeral = namesOf(variables.filter(({ isEphemeral }) => isEphemeral));
  const results = namesOf(outputs.filter(({ isSecret }) => isSecret));
  return [
    ...(secret.length > 0 ? [STORED, table(["Block", "Secret"], secret)] : [NOTHING_STORED]),
    ...(nothing.length > 0 ? [NOT_STORED, table(["Block", "Why"], nothing)] : []),
    ...(unknown.length > 0 ? [`**Unknown, so treat the state as secret:** ${codeList(unknown)}.`] : []),
    ...(sensitive.length > 0 ? [sensitiveInputs(sensitive)] : []),
    ...(ephemeral.length > 0 ? [ephemeralInputs(ephemeral)] : []),
    ...(results.length > 0 ? [sensitiveOutputs(results)] : []),
    PLANS,
  ].join("\n\n");
}

const STORED = "**Secrets in the state, readable by everyone with access to it:**";
const NOTHING_STORED = "**No known secret is stored in the state.**";
const NOT_STORED = "**Nothing secret is stored for these:**";
const PLANS =
  "A saved plan (`terraform plan -out`) contains what the state contains. " +
  "Keep both encrypted and locked, and restrict who can read them.";

function sensitiveInputs(names: readonly string[]): string {
  return names.length === 1
    ? `The secret input ${codeList(names)} is in every saved plan, and in the state if a block above stores it.`
    : `The secret inputs ${codeList(names)} are in every saved plan, and in the state if a block above stores them.`;
}

function ephemeralInputs(names: readonly string[]): string {
  return names.length === 1
    ? `The ephemeral input ${codeList(names)} is neither in the state nor in a plan.`
    : `The ephemeral inputs ${codeList(names)} are neither in the state nor in a plan.`;
}

function sensitiveOutputs(names: readonly string[]): string {
  return names.length === 1
    ? `The secret output ${codeList(names)} is in the state too.`
    : `The secret outputs ${codeList(names)} are in the state too.`;
}

function namesOf(named: readonly { readonly name: string }[]): string[] {
  return named.map(({ name }) => name);
}
