import { isOfType } from "../../src/catalogue/questions";
import type { Json } from "../../src/terraform/json";
import { blocksReferredTo, variablesIn } from "../../src/terraform/references";
import type { Block, Stack } from "../../src/terraform/stack";
import { nameIn, resourceName } from "./names";

/** The names of the registries that a value is about: blocks of the stack, resource ids, hosts or variables. */
export function registriesIn(value: Json, { blocks }: Stack): string[] {
  const named = blocksReferredTo(value, blocks.filter(isRegistry)).map(resourceName);
  const text = JSON.stringify(value);
  const literal = [...text.matchAll(/\/registries\/([a-zA-Z0-9]+)|([-a-z0-9]+)\.azurecr\.(?:io|us|cn)/g)];
  const found = [...named, ...literal.map(([, id, host]) => id ?? host)];
  const [variable] = variablesIn(value);
  return found.length === 0 && variable !== undefined ? [`var.${variable}`] : [...new Set(found)];
}

/** The name of the registry that an argument gives, literally, by a variable or by a block. */
export function registryName(value: Json | undefined, { blocks }: Stack): string | undefined {
  const [block] = blocksReferredTo(value, blocks.filter(isRegistry));
  return block === undefined ? nameIn(value) : resourceName(block);
}

function isRegistry(block: Block): boolean {
  return isOfType(block, "azurerm_container_registry") || isOfType(block, "data.azurerm_container_registry");
}
