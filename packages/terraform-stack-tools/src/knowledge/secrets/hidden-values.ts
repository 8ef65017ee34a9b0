import type { Json } from "../../stack/json";
import { once } from "../../stack/once";
import type { Stack } from "../../stack/stack";
import { givenAsItIs, givenAsSecrets, isSecretInput, plainSecrets } from "./secret-scan";

/** The variables and local values, such as `var.a`, that become a secret, whatever they are called. */
export const givenValues = once(({ blocks, locals, providers, variables }: Stack): ReadonlySet<string> => {
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
