import { saysAccess } from "../../../knowledge/catalogue/decisions";
import { isSecretInput, plainSecrets } from "../../../knowledge/secrets/secret-scan";
import { isList, type Json, objectOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import { counted, type Lines, nameOf } from "./lines";

/** The arguments whose values a test compares itself, by the address of the block: a name for each literal. */
export type Held = ReadonlyMap<string, readonly string[]>;

/**
 * What `tests/blocks` approves of each block: a whole line, or the name of one whose value another assertion holds. No
 * secret is repeated.
 */
export function approvedBlocks(lines: Lines, held: Held, stack: Stack): ReadonlyMap<string, readonly string[]> {
  const secretive = blocksWithSecrets(stack);
  return new Map(
    [...lines].map(([address, all]) => {
      // What is said to people may be said better.
      const isDescribed = /^(variable|output)\./.test(address);
      const said = all
        .map(nameOf)
        .filter((name) => name === "error_message" || (isDescribed && name === "description"));
      const names = [...(held.get(address) ?? []), ...said];
      return [address, approvedLines(all, names, secretive.get(address))];
    }),
  );
}

/** Every line may be there. */
const ANY = "*";

/** @param names all that a block with secrets has; undefined where it has none */
function approvedLines(
  lines: readonly string[],
  held: readonly string[],
  secretive: ReadonlySet<string> | undefined,
): readonly string[] {
  const [wholes, names, heldNames] = [counted(lines), counted(lines.map(nameOf)), counted(held)];
  if (secretive !== undefined && !lines.every((line) => secretive.has(nameOf(line)) || hasReference(line))) {
    return [ANY];
  }
  const isShort = (line: string): boolean => {
    const isHeld = heldNames.get(nameOf(line)) === names.get(nameOf(line));
    return !saysAccess(nameOf(line)) && (isHeld || (secretive !== undefined && !hasReference(line)));
  };
  const short = new Set(lines.filter(isShort).map(nameOf));
  const approved = lines.map((line) => (short.has(nameOf(line)) ? names.get(nameOf(line)) : wholes.get(line)) ?? line);
  return [...new Set(approved)];
}

function hasReference(line: string): boolean {
  return /[\w\])]\.[a-z]/.test(line);
}

/** The names in each block that has a secret, by its address: what else is in it may be the secret. */
function blocksWithSecrets(stack: Stack): ReadonlyMap<string, ReadonlySet<string>> {
  const { blocks, providers, variables, locals, checks, outputs, sections } = stack;
  const hasSecret = (body: Json, type = ""): boolean => plainSecrets(body, "", type).length > 0;
  const secret = variables.filter((one) => !one.isRequired && isSecretInput(one)).map(({ name }) => name);
  const values = Object.fromEntries(locals);
  const bodies: readonly (readonly [address: string, body: Json])[] = [
    ...blocks
      .filter(({ body, blockType }) => hasSecret(body, blockType))
      .map(({ address, body }) => [address, body] as const),
    ...providers
      .filter(({ name, body }) => hasSecret(body, `provider.${name}`))
      .map(({ name }) => [`provider.${name}`, objectOf(sections.provider)[name]] as const),
    ...secret.map((name) => [`variable.${name}`, objectOf(sections.variable)[name]] as const),
    ...(hasSecret(values) ? [["locals", values] as const] : []),
    ...checks.filter(({ body }) => hasSecret(body)).map(({ name, body }) => [`check.${name}`, body] as const),
    ...outputs
      .filter(({ name, value }) => hasSecret({ [name]: value }))
      .map(({ name }) => [`output.${name}`, objectOf(sections.output)[name]] as const),
  ];
  return new Map(bodies.map(([address, body]) => [address, new Set(namesIn(body))]));
}

function namesIn(value: Json): string[] {
  const children = isList(value) ? value : Object.values(objectOf(value));
  return [...Object.keys(objectOf(value)).map((name) => name.replace(/["\\]/g, "")), ...children.flatMap(namesIn)];
}
