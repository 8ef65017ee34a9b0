import { objectOf, textOf } from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { REGISTRIES, TENANT } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";

const TYPE = `${REGISTRIES}/cacheRules`;

/** Azure, "Optimize image pulls with artifact cache in Azure Container Registry" of 2026-06-11. */
const LOGIN_ONLY = /^((docker|dhi)[.]io|.+[.](pkg[.]dev|azurecr[.](io|us|cn))|registry[.]redhat[.]io)$/;
const NO_LOGIN = /^(mcr[.]microsoft[.]com|public[.]ecr[.]aws|registry[.]access[.]redhat[.]com)$/;

/** By which a registry pulls what others publish. */
export const cacheRules: ResourceKind = { type: TYPE, put, delete: withoutContent };

/** The cache rules of a registry. */
export function cacheRulesOf(store: Store, registryId: string): Resource[] {
  return store.below(registryId).filter((resource) => isType(resource, TYPE));
}

function put(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { store } = azure;
  const stated = objectOf(body.properties);
  const [source, target] = [textOf(stated.sourceRepository), textOf(stated.targetRepository)];
  if (current && (current.properties.sourceRepository !== source || current.properties.targetRepository !== target)) {
    refuse(400, "CacheRuleImmutable", "The source and the target repository of a cache rule cannot be changed.");
  }
  checkLogin(source, textOf(stated.credentialSetResourceId) !== "");
  const others = cacheRulesOf(store, parent?.id ?? "").filter(({ id }) => key(id) !== key(path.id));
  checkTarget(target, others);
  const rule = store.put({
    id: current?.id ?? path.id,
    name: path.name,
    type: TYPE,
    properties: { ...stated, provisioningState: "Succeeded" },
  });
  return longRunning(call, ok(rule, statusOf(call)));
}

function checkLogin(source: string, isLoggedIn: boolean): void {
  const [host] = source.split("/");
  if (host === "docker.io" && !isLoggedIn) {
    const help = "Please add a credential set to cache rule. Learn more: https://aka.ms/acr/cache-auth";
    refuse(400, "EnforceDockerAuthentication", `Cannot create cache rule pointing to Docker Hub without credentials. ${help}`);
  }
  if (LOGIN_ONLY.test(host) && !isLoggedIn) {
    refuse(400, "EnforceAuthentication", `Cannot create cache rule pointing to ${host} without credentials.`);
  }
  if (NO_LOGIN.test(host) && isLoggedIn) {
    refuse(400, "AuthenticationNotSupported", `Cannot create cache rule pointing to ${host} with credentials.`);
  }
}

/** Azure, "Wildcard support for artifact cache in Azure Container Registry" of 2026-06-11. */
function checkTarget(target: string, others: readonly Resource[]): void {
  const other = others.find(({ properties }) => isOverlapping(textOf(properties.targetRepository), target));
  if (other) {
    refuse(409, "CacheRuleOverlap", `The target repository ${target} overlaps with that of the cache rule ${other.name}.`);
  }
}

function isOverlapping(one: string, other: string): boolean {
  if (!one.endsWith("*") || !other.endsWith("*")) {
    return one === other;
  }
  const [path, otherPath] = [one.slice(0, -1), other.slice(0, -1)];
  return path.startsWith(otherPath) || otherPath.startsWith(path);
}

const CREDENTIAL_SET_TYPE = `${REGISTRIES}/credentialSets`;

/** What a registry logs in with where it caches from. It reads the credentials with an identity of its own. */
export const credentialSets: ResourceKind = {
  type: CREDENTIAL_SET_TYPE,
  put: putCredentialSet,
  delete: withoutContent,
};

function putCredentialSet(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { store } = azure;
  const there = textOf(objectOf(current?.identity).principalId);
  const create = () => store.directory.addServicePrincipal({ displayName: path.name, servicePrincipalType: "ManagedIdentity" });
  const principalId = there || create().id;
  const credentialSet = store.put({
    id: current?.id ?? path.id,
    name: path.name,
    type: CREDENTIAL_SET_TYPE,
    identity: { type: "SystemAssigned", principalId, tenantId: TENANT },
    properties: { ...objectOf(body.properties), provisioningState: "Succeeded" },
  });
  return longRunning(call, ok(credentialSet, statusOf(call)));
}

/** How Azure answers the deletion of rules and credentials, which is over at once. */
function withoutContent({ azure, path }: Call): Answer {
  azure.store.delete(path.id);
  return NO_CONTENT;
}
