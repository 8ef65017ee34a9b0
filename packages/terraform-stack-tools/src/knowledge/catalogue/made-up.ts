import { addressIn, blockAddress } from "../../stack/address";
import { type Json, lookUp } from "../../stack/json";
import { wholeReference } from "../../stack/reference";
import type { Stack } from "../../stack/stack";
import { isLiteral, unwrapped } from "../../stack/template";
import { recordOf } from "./block-types";

/** The parts that made-up ids and texts consist of. */
export interface MadeUp {
  /** The GUID of a subscription. */
  readonly subscription: string;
  /** The name of a resource group. */
  readonly resourceGroup: string;
  /** The name of any other object. */
  readonly name: string;
  /** The GUID of an object, a client, a tenant, a key and so on. */
  readonly guid: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** In place of every GUID that Azure would name: of a subscription, a tenant, an identity. */
export const ZERO_GUID = "00000000-0000-0000-0000-000000000000";

/** For files that a person reads and completes: the same in every bundle. */
export const EXAMPLE: MadeUp = {
  subscription: ZERO_GUID,
  resourceGroup: "example",
  name: "example",
  guid: ZERO_GUID,
  time: "2030-01-01T00:00:00Z",
};

const IN_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/";

function filled(form: string, { subscription, resourceGroup, name, guid, time }: MadeUp): string {
  return form
    .replace("/subscriptions/{guid}", `/subscriptions/${subscription}`)
    .replace("{subscription}", subscription)
    .replace("{group}", resourceGroup)
    .replace(/\{name\}/g, name)
    .replace(/\{guid\}/g, guid)
    .replace("{base64}", () => Buffer.from(name).toString("base64"))
    .replace("{time}", time);
}

/**
 * How a provider writes the `id` of a type. Azurerm's are below a resource group, or from their beginning. Nothing for a type
 * that is not known. Source: Terraform's azurerm provider 5.2, "Import" of each resource.
 */
function idForm(type: string): string | undefined {
  // With the type of the file, since the compiler puts into the package only what it knows.
  const data: typeof import("./data/azurerm-ids.json") = require("./data/azurerm-ids.json");
  const own = recordOf(type)?.id;
  const form = own ?? lookUp<string>(data, type);
  return own !== undefined || form === undefined || form.startsWith("/") ? form : IN_GROUP + form;
}

/**
 * The `id` of a resource or a data source, by its type without `data.`. Unknown types of azurerm get an id that most
 * validations accept.
 */
export function idOf(type: string, madeUp: MadeUp): string {
  const form = idForm(type);
  if (form !== undefined) {
    return filled(form, madeUp);
  }
  if (type.startsWith("azurerm_")) {
    return filled(`${IN_GROUP}Microsoft.Resources/${type.replace("azurerm_", "")}/{name}`, madeUp);
  }
  return type.startsWith("azuread_") ? madeUp.guid : madeUp.name;
}

/** What a text is to be made up for. */
export interface Named {
  readonly name: string;
  /** The type of the block that the attribute belongs to; none for an input or an output. */
  readonly blockType?: string;
}

/** A text of the form that the name suggests; nothing where the name suggests none. */
export function textFor(named: Named, madeUp: MadeUp): string | undefined {
  return textsFor(named, madeUp)[0];
}

/** Every form that the name suggests, the likeliest first. */
export function textsFor({ name, blockType }: Named, madeUp: MadeUp): string[] {
  const isAzure = blockType?.startsWith("azure") === true;
  // Data sources echo the block's own id as a `resource_id`.
  const isOwnId = blockType !== undefined && (name === "id" || (isAzure && name.endsWith("resource_id")));
  // On an application itself, `application_id` is the client id, which is a GUID.
  const isApplication = name === "application_id" && ![undefined, "azuread_application"].includes(blockType);
  const forms = [
    // The provider time reads a resource's time from its id.
    ...(name === "id" && blockType?.startsWith("time_") ? ["{time}"] : []),
    ...(isOwnId ? [blockType] : []),
    ...(isApplication ? ["/applications/{guid}"] : []),
    ...formsIn(IDS, name),
    ...(isAzure && /_ids?$/.test(name) ? [`${IN_GROUP}Microsoft.Resources/resources/{name}`] : []),
    ...formsIn(TEXTS, name),
  ];
  return forms.map((form) => (/[{/]|^westeurope$/.test(form) ? filled(form, madeUp) : idOf(form, madeUp)));
}

type Forms = readonly (readonly [pattern: RegExp, form: string])[];

function formsIn(forms: Forms, name: string): string[] {
  return name.length > LONGEST_NAME ? [] : forms.filter(([one]) => one.test(name)).map(([, form]) => form);
}

/** No provider has a longer name, and some patterns take the square of its length. */
const LONGEST_NAME = 200;

/**
 * What names say, as a form or as the type whose id it is: the likeliest first. Outputs that cdktf adds have names such as
 * `…-azurerm_container_registryacrid`.
 */
const IDS: Forms = [
  [/role_definition_id$/, "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{guid}"],
  [/(object|client|tenant|principal|subscription)_?id$|(^|_)(application|key|app_role|template)_id$/, "{guid}"],
  [/resource_group_ids?$/, "azurerm_resource_group"],
  [/virtual_network_ids?$/, "azurerm_virtual_network"],
  [/subnet.*ids?$/, "azurerm_subnet"],
  [/identity.*ids?$/, "azurerm_user_assigned_identity"],
  [/workspace.*ids?$/, "azurerm_log_analytics_workspace"],
  [/vault.*ids?$/, "azurerm_key_vault"],
  [/registry.*ids?$/, "azurerm_container_registry"],
  [/cluster.*ids?$/, "azurerm_kubernetes_cluster"],
];
const TEXTS: Forms = [
  [/login_?server/, "{name}.azurecr.io"],
  [/fqdn|_hostname$/, "{name}.example.com"],
  [/^host$|^ur[il]$|_ur[il]$|endpoint$/, "https://{name}.example.com/"],
  [/certificate$|_key$|^key$/, "{base64}"],
  [/rfc3339|expir|_date$|_time$|_at$|timestamp/, "{time}"],
  [/location$|region$/, "westeurope"],
  [/image$/, "team/app:1"],
];

/** Texts that inputs often take, where the name of an input suggests none. */
export function commonTexts(madeUp: MadeUp): string[] {
  const types = [
    ...IDS.map(([, form]) => form).filter((form) => form.startsWith("azurerm_")),
    "azurerm_role_assignment",
  ];
  const images = ["example.azurecr.io", "team/app:1", "example.azurecr.io/team/app:1"];
  return [...["azurerm_subscription", ...types].map((type) => idOf(type, madeUp)), ...images, "westeurope"];
}

/** Source: Terraform's azurerm provider, "azurerm_role_assignment", "Import". */
const ROLE_ASSIGNMENT_ID = /^(.+)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/;

/**
 * The ids of objects that a stack looks up, by the address of their data source, where an imported role assignment
 * reveals them: its own id begins with the id of its scope. Mocks must answer with that id, otherwise the plan shows
 * the assignment on another object.
 */
export function importedScopes({ imports, blockByAddress }: Stack): ReadonlyMap<string, string> {
  const scopes = imports.flatMap(({ to, id }): [string, string][] => {
    const assignment = blockByAddress.get(blockAddress(to));
    const source = assignment?.type === "azurerm_role_assignment" ? lookedUp(assignment.body.scope) : undefined;
    const scope = isLiteral(id) ? ROLE_ASSIGNMENT_ID.exec(id)?.[1] : undefined;
    return source === undefined || scope === undefined ? [] : [[source, scope]];
  });
  return new Map(scopes);
}

/** The address of the data source whose `id` a value is. */
function lookedUp(value: Json | undefined): string | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression.trim());
  if (reference?.root !== "data" || reference.steps.length !== 3) {
    return undefined;
  }
  const found = addressIn(reference);
  const [attribute] = found?.path ?? [];
  return found !== undefined && attribute?.kind === "attribute" && attribute.name === "id"
    ? blockAddress(found.address)
    : undefined;
}
