import { entries, isObject, type Json, type JsonObject, listOf } from "../../stack/json";
import { saysSecret } from "./secret-names";

/**
 * Words of arguments that say where a provider looks for objects, whatever the provider: `subscription_id`, `tenant_id`,
 * `region`, `host`, `config_context`. How it logs in is another matter.
 */
const WORDS: readonly string[] = [
  ...["account", "address", "addr", "cloud", "cluster", "config", "context", "database", "datacenter", "domain"],
  ...["endpoint", "endpoints", "environment", "folder", "host", "hostname", "hosts", "location", "namespace"],
  ...["org", "organization", "owner", "port", "profile", "project", "realm", "region", "server", "servers", "site"],
  ...["subscription", "tenancy", "tenant", "uri", "url", "urls", "workspace", "zone", "metadata", "universe"],
];

/** The role that a provider of AWS assumes decides the account, as does the key that it logs in with, and what it may be. */
const NAMES: readonly string[] = ["access_key", "allowed_account_ids", "forbidden_account_ids", "role_arn"];

/** How a provider behaves or logs in, or what it refuses, though a word is in the name. */
const OTHERS =
  /^(?:allowed|auxiliary|client|disable|enable|forbidden|http|ignore|max|oidc|proxy|skip|use)_|_(?:enabled|override)$/;

/** Blocks in which nothing says where. */
const BLOCKS: readonly string[] = ["features", "default_tags", "ignore_tags", "batching", "registries"];

/** The arguments of a provider configuration that say where it looks, by their path. */
export function targetSettings(configuration: JsonObject, path = ""): [path: string, value: Json][] {
  return entries(configuration).flatMap(([name, value]) => {
    const inner = listOf(value).filter(isObject);
    if (BLOCKS.includes(name) || name === "alias") {
      return [];
    }
    if (inner.length > 0) {
      return inner.flatMap((block, index) =>
        targetSettings(block, `${path}${name}${inner.length === 1 ? "" : `[${index}]`}.`),
      );
    }
    return saysWhere(name, path) ? [[`${path}${name}`, value] as [string, Json]] : [];
  });
}

/** A program that logs in to a cluster names it among its arguments, and each endpoint is called like its service. */
function saysWhere(name: string, path: string): boolean {
  if (path.endsWith("exec.")) {
    return name === "args";
  }
  if (/(?:^|\.)endpoints(?:\[\d+\])?\.$/.test(path)) {
    return true;
  }
  const isOther = OTHERS.test(name) || saysSecret(name);
  return NAMES.includes(name) || (!isOther && name.split("_").some((word) => WORDS.includes(word)));
}

/** Terraform AWS Provider, "Terraform AWS Provider Enhanced Region Support", read on 2026-11-28. */
const OF_RESOURCES: ReadonlyMap<string, readonly string[]> = new Map([["aws", ["region"]]]);

/** The arguments of a resource that outweigh those of its provider. */
export function ownTargets(provider: string, body: JsonObject): JsonObject {
  const names = OF_RESOURCES.get(provider) ?? [];
  return Object.fromEntries(entries(body).filter(([name]) => names.includes(name)));
}
