import { objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { identityIds } from "../arm/other/identities";
import { vaults } from "../arm/other/vaults";
import { cacheRulesOf, identitiesOf } from "../arm/registry/cache-rules";
import type { Resource } from "../store/contents";
import type { Store } from "../store/store";
import { canPull, registryNamed } from "./pulls";

export interface Fill {
  readonly filled: boolean;
  readonly reason: string;
}

/** Whether a pull of a repository would be filled from upstream: by its rule, past the network rules, with its login. */
export function canFill(store: Store, server: string, repository: string): Fill {
  const registry = registryNamed(store, server);
  const rule = registry && ruleFor(cacheRulesOf(store, registry.id), repository);
  if (!registry || !rule) {
    return { filled: false, reason: "no cache rule" };
  }
  if (keepsOutServices(registry)) {
    // Azure, "Enable artifact cache in your Azure Container Registry with Azure CLI", read on 2026-11-28.
    return { filled: false, reason: "trusted services are kept out" };
  }
  const credentialSet = store.get(textOf(rule.properties.credentialSetResourceId));
  if (credentialSet) {
    return fromVault(store, credentialSet);
  }
  const [identityId] = identitiesOf(rule);
  return identityId === undefined
    ? { filled: true, reason: "without a login" }
    : fromRegistry(store, identityId, upstreamOf(rule, repository));
}

/** The rule of the repository alone wins over one with an asterisk. */
function ruleFor(rules: readonly Resource[], repository: string): Resource | undefined {
  const target = ({ properties }: Resource) => textOf(properties.targetRepository);
  return (
    rules.find((rule) => target(rule) === repository) ??
    rules.find((rule) => target(rule).endsWith("*") && repository.startsWith(target(rule).slice(0, -1)))
  );
}

function upstreamOf({ properties }: Resource, repository: string): string {
  const [source, target] = [textOf(properties.sourceRepository), textOf(properties.targetRepository)];
  return target.endsWith("*") ? `${source.slice(0, -1)}${repository.slice(target.length - 1)}` : source;
}

function keepsOutServices({ properties }: Resource): boolean {
  const isClosed =
    properties.publicNetworkAccess === "Disabled" || objectOf(properties.networkRuleSet).defaultAction === "Deny";
  return isClosed && properties.networkRuleBypassOptions === "None";
}

function fromVault(store: Store, { identity, properties }: Resource): Fill {
  const principalId = textOf(objectOf(identity).principalId);
  const [credentials] = Array.isArray(properties.authCredentials) ? properties.authCredentials : [];
  const { usernameSecretIdentifier, passwordSecretIdentifier } = objectOf(credentials);
  const unread = [usernameSecretIdentifier, passwordSecretIdentifier].find(
    (secret) => !mayRead(store, principalId, new URL(textOf(secret))),
  );
  return unread === undefined
    ? { filled: true, reason: "with a login from a key vault" }
    : { filled: false, reason: `may not read ${textOf(unread)}` };
}

function mayRead(store: Store, principalId: string, { hostname, pathname }: URL): boolean {
  const vault = store.ofType(vaults.type).find(({ name }) => name.toLowerCase() === hostname.split(".")[0]);
  return vault !== undefined && store.roles.holds(principalId, `${vault.id}${pathname}`, ["Key Vault Secrets User"]);
}

/** In ABAC mode only: Azure, "Enable artifact cache to cache artifacts from another Azure Container Registry". */
function fromRegistry(store: Store, identityId: string, upstream: string): Fill {
  const identity = store.get(identityId);
  const [host, ...path] = upstream.split("/");
  const { allowed, mode } = canPull(store, identity ? identityIds(identity).objectId : "", host, path.join("/"));
  if (mode !== "AbacRepositoryPermissions") {
    return { filled: false, reason: `${host} is not in ABAC mode` };
  }
  return allowed ? { filled: true, reason: "with an identity" } : { filled: false, reason: `may not pull ${upstream}` };
}
