import { saysAccess } from "../../../knowledge/catalogue/arguments";
import { isPullSecret } from "../../../knowledge/catalogue/block-types";
import { hasTokenInSource } from "../../../knowledge/catalogue/secret-names";
import { hasPlainPassword, plainSecrets } from "../../../knowledge/secrets/secret-scan";
import { entries, isList, type Json, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { counted, type Lines, nameOf } from "./lines";

/** The arguments whose values a test compares itself, by the address of the block: a name for each literal. */
export type Held = ReadonlyMap<string, readonly string[]>;

/**
 * What `tests/blocks` approves of each block: a whole line, or the name of one whose value another assertion holds. No
 * secret is repeated.
 * @param hidden the inputs and local values that are secret, such as `var.a`
 */
export function approvedBlocks(
  lines: Lines,
  held: Held,
  stack: Stack,
  hidden: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const secretive = blocksWithSecrets(stack, hidden);
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

/** @param secretive the names in a block with secrets; undefined where it has none */
function approvedLines(
  lines: readonly string[],
  held: readonly string[],
  secretive: Secretive | undefined,
): readonly string[] {
  const [wholes, names, heldNames] = [counted(lines), counted(lines.map(nameOf)), counted(held)];
  if (secretive !== undefined && !lines.every((line) => secretive.all.has(nameOf(line)) || REFERENCE.test(line))) {
    return [ANY];
  }
  const isShort = (line: string): boolean => {
    const isHeld = heldNames.get(nameOf(line)) === names.get(nameOf(line));
    return !saysAccess(nameOf(line)) && (isHeld || (secretive !== undefined && !hasReference(line)));
  };
  const short = new Set([...lines.filter(isShort).map(nameOf), ...(secretive?.secret ?? [])]);
  const approved = lines.map((line) => (short.has(nameOf(line)) ? names.get(nameOf(line)) : wholes.get(line)) ?? line);
  return [...new Set(approved)];
}

/** The names in a block that has a secret. */
interface Secretive {
  readonly all: ReadonlySet<string>;
  /** Those of arguments with a secret: what is in them may be it, beside a reference too. */
  readonly secret: ReadonlySet<string>;
}

/** A line of an expression that is a reference and nothing else. */
const REFERENCE = /^(?:[\w-]+ = )?(?:var|local|module|data|each|count|path|self)(?:\.[\w-]+|\[\w+\])+$/;

function hasReference(line: string): boolean {
  return /[\w\])]\.[a-z]/.test(line);
}

/** The names in each block that has a secret, by its address: what else is in it may be the secret. */
function blocksWithSecrets(stack: Stack, hidden: ReadonlySet<string>): ReadonlyMap<string, Secretive> {
  const { blocks, providers, variables, locals, checks, outputs, sections } = stack;
  const secret = variables.filter(({ name, isRequired }) => !isRequired && hidden.has(`var.${name}`));
  const bodies: readonly (readonly [address: string, names: Secretive])[] = [
    ...blocks.map((block) => [block.address, secretive(block.body, (one) => hasSecret(one, block))] as const),
    ...providers.map(({ name }) => {
      const isSecret = (argument: JsonObject) => plainSecrets(argument, "", `provider.${name}`).length > 0;
      return [`provider.${name}`, secretive(objectOf(sections.provider)[name], isSecret)] as const;
    }),
    ...secret.map(({ name }) => {
      return [`variable.${name}`, secretive(objectOf(sections.variable)[name], (one) => "default" in one)] as const;
    }),
    [
      "locals",
      secretive(Object.fromEntries(locals), (one) => Object.keys(one).some((name) => hidden.has(`local.${name}`))),
    ],
    ...checks.map(({ name, body }) => [`check.${name}`, secretive(body, isPlain)] as const),
    ...outputs
      .filter(({ name, value }) => isPlain({ [name]: value }))
      .map(({ name }) => {
        return [`output.${name}`, secretive(objectOf(sections.output)[name], (one) => "value" in one)] as const;
      }),
  ];
  return new Map(bodies.filter(([, names]) => names.secret.size > 0));
}

/** @param body several where a provider has several configurations */
function secretive(body: Json, isSecret: (argument: JsonObject) => boolean): Secretive {
  const found = listOf(body)
    .flatMap((one) => entries(one))
    .filter(([name, value]) => isSecret({ [name]: value }));
  return { all: new Set(namesIn(body)), secret: new Set(found.flatMap(([name, value]) => namesIn({ [name]: value }))) };
}

function isPlain(argument: JsonObject): boolean {
  return plainSecrets(argument, "").length > 0;
}

function hasSecret(argument: JsonObject, block: Block): boolean {
  return (
    plainSecrets(argument, "", block.blockType).length > 0 ||
    (block.kind === "module" && hasTokenInSource(textOf(argument.source))) ||
    (isPullSecret(block) && hasPlainPassword(argument))
  );
}

function namesIn(value: Json): string[] {
  const children = isList(value) ? value : Object.values(objectOf(value));
  return [...Object.keys(objectOf(value)).map((name) => name.replace(/["\\]/g, "")), ...children.flatMap(namesIn)];
}
