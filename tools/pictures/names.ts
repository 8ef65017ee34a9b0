import { isLiteral } from "../../src/terraform/expression/template";
import type { Json } from "../../src/terraform/json";
import { objectOf } from "../../src/terraform/json";
import { variablesIn } from "../../src/terraform/references";
import type { Block } from "../../src/terraform/stack";

/** A name that a reader recognizes: the literal one, or the variable that it comes from. */
export function nameIn(value: Json | undefined): string | undefined {
  if (isLiteral(value)) {
    return value;
  }
  const [variable] = variablesIn(value);
  return variable && `var.${variable}`;
}

/** The keys of a `for_each`, as far as they are literal texts. */
export function keysIn(forEach: Json | undefined): string | undefined {
  const [variable] = variablesIn(forEach);
  if (variable !== undefined) {
    return `var.${variable}`;
  }
  const keys = [...JSON.stringify(forEach ?? "").matchAll(/\\"([-a-z0-9]+)\\"/g)].map(([, key]) => key);
  if (keys.length > 3) {
    return `${keys.length} namespaces`;
  }
  return keys.length === 0 ? undefined : keys.join(", ");
}

/** What Azure calls a cluster or a registry. */
export function resourceName({ body, name }: Block): string {
  return nameIn(body.name) ?? name;
}

/** What Kubernetes calls an object. */
export function objectName({ body, name }: Block): string {
  return nameIn(objectOf(body.metadata).name) ?? name;
}
