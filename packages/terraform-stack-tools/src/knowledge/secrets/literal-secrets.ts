import { blockOf, entries, type Json, objectOf, textOf } from "../../stack/json";
import { once } from "../../stack/remembered";
import { type Block, readBlock, type Stack, type Variable } from "../../stack/stack";
import { isPullSecret } from "../catalogue/block-types";
import { hasTokenInSource } from "../catalogue/secret-names";
import {
  givenAsItIs,
  givenAsSecrets,
  hasPlainPassword,
  hasSecretDefault,
  isSecretInput,
  plainSecrets,
} from "./secret-scan";

/** A secret that is written in a stack, so that everybody who has the stack can read it. */
interface LiteralSecret {
  readonly kind: "plain default" | "plain output" | "plain password" | "plain secret";
  /** The block, the local value or the like that it is in. */
  readonly address: string;
  /** Where in that, such as `aws_db_instance.main.password`. */
  readonly place: string;
}

/** The secrets that are written in a stack, as far as a place, a name or a form tells them. */
export function literalSecrets(stack: Stack): LiteralSecret[] {
  const { blocks, checks, locals, outputs, providers, settings, variables } = stack;
  const scoped = checks.flatMap(({ body }) => scopedBlocks(body.data));
  const given = givenValues(stack);
  const isGiven = (name: string, value: Json) => given.has(name) && plainSecrets({ secret: value }, "").length > 0;
  const isSecretDefault = (variable: Variable) =>
    hasSecretDefault(variable) || isGiven(`var.${variable.name}`, variable.default ?? null);
  return [
    ...variables.filter(isSecretDefault).map(({ name }) => whole("plain default", `variable.${name}`)),
    ...[...blocks, ...scoped].flatMap(inBlock),
    ...providers.flatMap(({ name, alias, body }) =>
      plain(["provider", name, ...(alias === undefined ? [] : [alias])].join("."), body, `provider.${name}`),
    ),
    ...[...locals].flatMap(([name, value]) =>
      found(`local.${name}`, [
        ...plainSecrets({ [name]: value }, "locals"),
        ...(isGiven(`local.${name}`, value) ? [`locals.${name}`] : []),
      ]),
    ),
    ...outputs.filter(isWrittenOutput).map(({ name }) => whole("plain output", `output.${name}`)),
    ...SETTINGS.flatMap((name) => plain(`terraform.${name}`, settings[name] ?? null)),
  ];
}

/** Settings of Terraform in which a credential may be written. */
const SETTINGS = ["backend", "cloud", "provider_meta"];

function whole(kind: LiteralSecret["kind"], address: string): LiteralSecret {
  return { kind, address, place: address };
}

function plain(address: string, body: Json, blockType?: string): LiteralSecret[] {
  return found(address, plainSecrets(body, address, blockType));
}

function found(address: string, places: readonly string[]): LiteralSecret[] {
  return [...new Set(places)].map((place) => ({ kind: "plain secret", address, place }));
}

function inBlock(block: Block): LiteralSecret[] {
  const { address, blockType, body, kind } = block;
  if (isPullSecret(block)) {
    return hasPlainPassword(body) ? [whole("plain password", address)] : [];
  }
  const hasToken = kind === "module" && hasTokenInSource(textOf(body.source));
  return found(address, [...(hasToken ? [`${address}.source`] : []), ...plainSecrets(body, address, blockType)]);
}

function scopedBlocks(data: Json | undefined): Block[] {
  return entries(data).flatMap(([type, named]) =>
    entries(named).map(([name, body]) => readBlock("data", type, name, blockOf(objectOf(body)))),
  );
}

function isWrittenOutput({ name, isSecret, value }: Stack["outputs"][number]): boolean {
  return plainSecrets({ [name]: value }, "").length > 0 || (isSecret && plainSecrets({ secret: value }, "").length > 0);
}

/** The variables and local values, such as `var.a`, that become a secret, whatever they are called. */
const givenValues = once(({ blocks, locals, providers, variables }: Stack): ReadonlySet<string> => {
  if (variables.length + locals.size === 0) {
    return new Set();
  }
  const given = new Set([
    ...blocks.flatMap(({ body, blockType }) => givenAsSecrets(body, blockType)),
    ...providers.flatMap(({ name, body }) => givenAsSecrets(body, `provider.${name}`)),
  ]);
  // A set gives what is added meanwhile, too.
  for (const name of given) {
    const value = name.startsWith("local.") ? locals.get(name.slice("local.".length)) : undefined;
    for (const inner of typeof value === "string" ? givenAsItIs(value) : []) {
      given.add(inner);
    }
  }
  return given;
});

/**
 * The inputs and local values, such as `var.a` and `local.b`, that are secret by their declaration, their name, their value
 * or their use: no page and no test shows their values.
 */
export const hiddenValues = once((stack: Stack): ReadonlySet<string> => {
  const given = givenValues(stack);
  const isGiven = (name: string, value: Json) => given.has(name) && value !== null && value !== "";
  const inputs = stack.variables.flatMap((variable) => {
    const name = `var.${variable.name}`;
    return isSecretInput(variable) || isGiven(name, variable.isRequired || (variable.default ?? null)) ? [name] : [];
  });
  const values = [...stack.locals].flatMap(([key, value]) => {
    const name = `local.${key}`;
    return plainSecrets({ [key]: value }, "").length > 0 || isGiven(name, value) ? [name] : [];
  });
  return new Set([...inputs, ...values]);
});
