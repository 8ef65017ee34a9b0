import { lookUp } from "../../stack/json";
import type { IdForm, MadeUp } from "./made-up";

/**
 * How azurerm writes the `id` of a type: below a resource group, or from its beginning. Nothing for a type that is not
 * known. Source: Terraform's azurerm provider 5.2, "Import" of each resource, read on 2026-11-28.
 */
export function azurermIdForm(type: string): IdForm | undefined {
  // With the type of the file, since the compiler puts into the package only what it knows.
  const data: typeof import("./data/azurerm-ids.json") = require("./data/azurerm-ids.json");
  const forms: Readonly<Record<string, string>> = data;
  const form = lookUp(forms, type);
  return form === undefined ? undefined : (madeUp) => filled(form.startsWith("/") ? form : IN_GROUP + form, madeUp);
}

const IN_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/";

function filled(form: string, { subscription, resourceGroup, name, guid }: MadeUp): string {
  return form
    .replace(/\/subscriptions\/\{guid\}/, `/subscriptions/${subscription}`)
    .replace("{subscription}", subscription)
    .replace("{group}", resourceGroup)
    .replace(/\{name\}/g, name)
    .replace(/\{guid\}/g, guid);
}
