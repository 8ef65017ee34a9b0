import { blockOf, entries, type Json, type JsonObject } from "../../stack/json";

/**
 * Settings of a backend that name a program, or a file that may name one: HashiCorp, "Backend Type: kubernetes" and
 * "Backend Type: s3".
 */
export const BACKEND_PROGRAMS: readonly string[] = [
  "command",
  "config_path",
  "config_paths",
  "exec",
  "shared_config_files",
];

/** Settings that say where a backend keeps a state. Others log in, lock or encrypt, or may hold a secret. */
const PLACES: readonly string[] = [
  ...[
    "address",
    "bucket",
    "container_name",
    "endpoint",
    "hostname",
    "key",
    "namespace",
    "organization",
    "path",
    "prefix",
  ],
  ...["region", "resource_group_name", "schema_name", "secret_suffix", "storage_account_name", "subscription_id"],
  ...["tenant_id", "workspace_key_prefix", "name"],
];

/** The settings that say where a state is, by their path. */
export function statePlaces(settings: JsonObject): [path: string, value: Json][] {
  return entries(settings).flatMap(([name, value]) => {
    if (name === "workspaces") {
      return statePlaces(blockOf(value)).map(([path, inner]): [string, Json] => [`${name}.${path}`, inner]);
    }
    return PLACES.includes(name) ? [[name, value] as [string, Json]] : [];
  });
}
