import { readFileSync } from "node:fs";
import { isObject, type Json, type JsonObject, objectOf, sorted } from "../../../packages/terraform-stack-tools/src/stack/json";

/** The types of azurerm that this repository uses. Other providers are kept whole. */
const AZURERM = [
  "resource_group resource_provider_registration role_assignment role_definition user_assigned_identity",
  "federated_identity_credential management_lock",
  "container_registry container_registry_token container_registry_token_password container_registry_scope_map",
  "container_registry_cache_rule container_registry_credential_set container_registry_webhook",
  "kubernetes_cluster kubernetes_cluster_node_pool kubernetes_cluster_extension",
  "key_vault key_vault_secret key_vault_access_policy",
  "virtual_network subnet private_endpoint private_dns_zone private_dns_zone_virtual_network_link",
  "log_analytics_workspace storage_account storage_container",
  "client_config subscription",
]
  .flatMap((line) => line.split(" "))
  .map((noun) => `azurerm_${noun}`);

const KINDS = ["resource_schemas", "data_source_schemas", "ephemeral_resource_schemas", "functions"];
const PROSE = ["description", "description_kind", "summary"];

/**
 * What the replaying providers keep of `terraform providers schema -json`: no texts, one block a line, sorted, so that
 * it can be compared line by line.
 */
function picked(printed: JsonObject, provider: string): string {
  const [schema] = Object.entries(objectOf(printed.provider_schemas))
    .filter(([address]) => address.endsWith(`/${provider}`))
    .map(([, value]) => objectOf(value));
  if (!schema) {
    throw new Error(`The schemas have no provider ${provider}; run terraform init in a folder that requires it.`);
  }
  const isKept = (kind: string, name: string) => kind === "functions" || provider !== "azurerm" || AZURERM.includes(name);
  const sections = KINDS.map((kind) => {
    const rows = Object.entries(objectOf(schema[kind]))
      .filter(([name]) => isKept(kind, name))
      // The replaying providers speak protocol 5, which has no nested types.
      .filter(([, value]) => !JSON.stringify(value).includes('"nested_type"'))
      .map(([name, value]): [string, string] => [name, `${JSON.stringify(name)}: ${line(value)}`])
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, row]) => row);
    return `${JSON.stringify(kind)}: {${rows.length > 0 ? `\n${rows.join(",\n")}\n` : ""}}`;
  });
  return `{\n${[`"provider": ${line(schema.provider)}`, ...sections].join(",\n")}\n}\n`;
}

/** Letters that are not in ASCII are escaped. */
function line(value: Json): string {
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(sorted(withoutProse(value))).replace(/[\u0080-\uffff]/g, escaped);
}

/** An attribute may itself be called `description`: only texts go, and types stay as they are. */
function withoutProse(value: Json): Json {
  if (isObject(value)) {
    const kept = Object.entries(value).filter(([name, member]) => !(PROSE.includes(name) && typeof member === "string"));
    return Object.fromEntries(kept.map(([name, member]) => [name, withoutProse(member)]));
  }
  const isNamed = (one: Json) => isObject(one) && "name" in one;
  return Array.isArray(value) && value.every(isNamed) ? value.map(withoutProse) : value;
}

process.stdout.write(picked(JSON.parse(readFileSync(0, "utf8")), process.argv[2]));
