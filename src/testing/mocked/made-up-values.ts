import { createHash } from "node:crypto";
import { armId } from "../../catalogue/arm-ids";
import { blockOf, isObject, type Json } from "./json";

/** Values for what a resource, a data source or an ephemeral resource answers, shaped as Azure would and the same in every run. */
export class MadeUpValues {
  /** Every text that was made up: where one turns up in a plan, the real one is unknown. */
  public readonly texts = new Set<string>();

  /** Another seed gives other values. */
  constructor(private readonly seed: string) {}

  /** Values for the computed attributes of a block that its configuration does not set. */
  public of(address: string, type: string, schema: Json, configuration: Json = {}): Json {
    const values: Json = {};
    for (const [name, attribute] of Object.entries<Json>(schema.attributes ?? {})) {
      const isSet = configuration[name] !== undefined && configuration[name] !== null;
      if (attribute.computed && !isSet) {
        values[name] = this.value(attribute.nested_type ?? attribute.type, name, address, type);
      }
    }
    for (const [name, { block }] of Object.entries<Json>(schema.block_types ?? {})) {
      // Mocks fill blocks that are there, and take one object for all of a kind.
      const body = configuration[name] ?? blockOf(configuration.dynamic)?.[name]?.content;
      const nested =
        body === undefined || body === null || body.length === 0 ? {} : this.of(`${address}.${name}`, type, block, blockOf(body));
      if (Object.keys(nested).length > 0) {
        values[name] = nested;
      }
    }
    return values;
  }

  /** A text for the output of another stack, of which the name alone tells what it is: cdktf's end with the attribute. */
  public output(name: string): string {
    const attribute = OUTPUTS.find(([pattern]) => pattern.test(name));
    return this.text(attribute?.[1] ?? "value", name, attribute?.[2] ?? "");
  }

  private value(type: unknown, name: string, address: string, resourceType: string): unknown {
    if (isObject(type)) {
      const fields = Object.entries<Json>(type.attributes).map(([field, one]) => [field, one.nested_type ?? one.type]);
      return this.collected(type.nesting_mode, this.fields(Object.fromEntries(fields), address, resourceType, name));
    }
    if (Array.isArray(type)) {
      const [kind, element] = type;
      const inner =
        kind === "object"
          ? this.fields(element, address, resourceType, name)
          : () => this.value(element, name, address, resourceType);
      return this.collected(kind, inner);
    }
    return type === "number" ? 1 : type === "bool" ? name === "admin_enabled" : this.text(name, address, resourceType);
  }

  private fields(types: Json, address: string, resourceType: string, name: string): () => Json {
    const entries = () =>
      Object.keys(types).map((field) => [field, this.value(types[field], field, `${address}.${name}`, resourceType)]);
    return () => Object.fromEntries(entries());
  }

  /** One element, so that `[0]` finds something; no key can be made up. */
  private collected(kind: string, element: () => unknown): unknown {
    return kind === "map" ? {} : kind === "object" || kind === "single" ? element() : kind === "tuple" ? [] : [element()];
  }

  private text(name: string, address: string, type: string): string {
    const hash = createHash("sha256").update(`${this.seed} ${address} ${name}`).digest("hex");
    const text = shaped(name, type, hash);
    // A text that says nothing of whose it is, such as a location, may also come from the stack.
    if (text !== shaped(name, type, [...hash].reverse().join(""))) {
      this.texts.add(text);
    }
    return text;
  }
}

function shaped(name: string, type: string, hash: string): string {
  const guid = [8, 4, 4, 4, 12].map((length, at) => hash.slice(at * 5, at * 5 + length)).join("-");
  const isAzure = type.startsWith("azure");
  const madeUp = `madeup${hash.slice(0, 8)}`;
  if (name === "id" || (name.endsWith("resource_id") && isAzure)) {
    return type.startsWith("azurerm_")
      ? armId(type, madeUp)
      : (ENTRA_IDS[type]?.(guid) ?? (type.startsWith("azuread_") ? guid : madeUp));
  }
  if (name === "application_id" && type !== "azuread_application") {
    return `/applications/${guid}`;
  }
  if (name === "role_definition_id") {
    return `/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
  }
  if (/(^|_)(object|client|tenant|principal|application|subscription|key|app_role|template)_id$/.test(name)) {
    return guid;
  }
  if (/_ids?$/.test(name) && isAzure) {
    return armId(ID_TYPES[name.replace(/_ids?$/, "")] ?? "", madeUp);
  }
  return (SHAPES.find(([pattern]) => pattern.test(name))?.[1] ?? ((text) => text))(madeUp);
}

/** Another one for each text, so that what refers to it is seen to change. */
function timeOf(madeUp: string): string {
  const seconds = Number.parseInt(madeUp.replace("madeup", ""), 16) % (365 * 24 * 3600);
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().replace(".000", "");
}

const SHAPES: [RegExp, (madeUp: string) => string][] = [
  [/login_server/, (madeUp) => `${madeUp}.azurecr.io`],
  [/fqdn|_hostname$/, (madeUp) => `${madeUp}.example.com`],
  [/^host$|_uri$|_url$|^uri$|^url$|endpoint$/, (madeUp) => `https://${madeUp}.example.com/`],
  [/certificate$|_key$|^key$/, (madeUp) => Buffer.from(madeUp).toString("base64")],
  [/rfc3339|expir|_date$|_time$|_at$|timestamp/, timeOf],
  [/^location$/, () => "westeurope"],
];

const OUTPUTS: [pattern: RegExp, attribute: string, type: string][] = [
  [/login_?server$/, "login_server", "azurerm_container_registry"],
  [/(object|principal|client|tenant)_?id$/, "object_id", "azurerm_user_assigned_identity"],
  [/registry.*id$/, "id", "azurerm_container_registry"],
  [/cluster.*id$/, "id", "azurerm_kubernetes_cluster"],
  [/identity.*id$/, "id", "azurerm_user_assigned_identity"],
  [/subnet.*id$/, "id", "azurerm_subnet"],
  [/vault.*id$/, "id", "azurerm_key_vault"],
  [/location$/, "location", ""],
];

const ENTRA_IDS: Record<string, (guid: string) => string> = {
  azuread_application: (guid) => `/applications/${guid}`,
  azuread_application_registration: (guid) => `/applications/${guid}`,
  azuread_service_principal: (guid) => `/servicePrincipals/${guid}`,
  azuread_application_password: (guid) => `${guid}/password/${guid}`,
  azuread_service_principal_password: (guid) => `${guid}/password/${guid}`,
};

/** The types that attributes name by a word. */
const ID_TYPES: Record<string, string> = {
  user_assigned_identity: "azurerm_user_assigned_identity",
  container_registry: "azurerm_container_registry",
  key_vault: "azurerm_key_vault",
  subnet: "azurerm_subnet",
  vnet_subnet: "azurerm_subnet",
  virtual_network: "azurerm_virtual_network",
  resource_group: "azurerm_resource_group",
  node_resource_group: "azurerm_resource_group",
};
