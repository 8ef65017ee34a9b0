import { remainsOf } from "../../knowledge/catalogue/block-types";
import { code, codeList, table } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";

/** Which secrets end up in the state, which do not, and for which blocks that is unknown. */
export function stateSecrets({ blocks, variables, outputs }: Stack): string[] {
  const found = blocks.map((block) => ({ address: block.address, remains: remainsOf(block) }));
  const results = outputs.filter(({ isSecret }) => isSecret).map(({ name }) => `output.${name}`);
  const secret = byReason([
    ...found.flatMap(({ address, remains }) => ("secret" in remains ? [{ address, words: remains.secret }] : [])),
    ...results.map((address) => ({ address, words: "the value of this output" })),
  ]);
  const nothing = byReason(
    found.flatMap(({ address, remains }) => ("nothing" in remains ? [{ address, words: remains.nothing }] : [])),
  );
  const unknown = found.filter(({ remains }) => "unknown" in remains).map(({ address }) => address);
  const sensitive = namesOf(variables.filter(({ isSecret, isEphemeral }) => isSecret && !isEphemeral));
  const ephemeral = namesOf(variables.filter(({ isEphemeral }) => isEphemeral));
  return [
    verdict(secret.length > 0, unknown),
    ...(secret.length > 0 ? [table(["Block", "Secret"], secret)] : []),
    ...(nothing.length > 0 ? [NOT_STORED, table(["Block", "Why"], nothing)] : []),
    ...(sensitive.length > 0 ? [sensitiveInputs(sensitive)] : []),
    ...(ephemeral.length > 0 ? [ephemeralInputs(ephemeral)] : []),
    PLANS,
  ];
}

/** What is known and what is not, in one line. It calls a state free of secrets only where every block is known. */
function verdict(hasSecrets: boolean, unknown: readonly string[]): string {
  const gap = unknown.length === 0 ? "" : ` Unknown for ${codeList(unknown)}, so treat the state as secret.`;
  if (hasSecrets) {
    return `**Secrets are in the state, readable by everyone with access to it.**${gap}`;
  }
  return gap === "" ? "**No secret is in the state.**" : `**Secrets may be in the state.**${gap}`;
}

const NOT_STORED = "Nothing secret is stored for these:";
const PLANS =
  "A saved plan (`terraform plan -out`) contains what the state contains. " +
  "Keep both encrypted and locked, and restrict who can read them.";

interface Reason {
  readonly address: string;
  readonly words: string;
}

/** One row for all blocks of one reason. */
function byReason(reasons: readonly Reason[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { address, words } of reasons) {
    groups.set(words, [...(groups.get(words) ?? []), code(address)]);
  }
  return [...groups].map(([words, addresses]) => [addresses.join("<br>"), words]);
}

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

function namesOf(named: readonly { readonly name: string }[]): string[] {
  return named.map(({ name }) => name);
}
