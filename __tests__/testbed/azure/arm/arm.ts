import { type JsonObject, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { LOCATIONS, NAMESPACES, SUBSCRIPTION, SUBSCRIPTIONS, TENANT } from "../known";
import { type Answer, type Azure, type AzureRequest, ok, refuse } from "../server/messages";
import { key } from "../store/store";
import { authorization, checkLocks } from "./authorization";
import { operation, ResourcePath } from "./call";
import { isNameFree } from "./registry/registries";
import { listed, resourceGroup, resourceGroups } from "./resource-groups";
import { resource } from "./resources";

/** Azure Resource Manager, as far as azurerm and azapi ask for it. */
export function arm(azure: Azure, request: AzureRequest): Answer {
  checkLocks(azure.store, request);
  const segments = request.path.split("/").filter(Boolean);
  const lower = segments.map((segment) => segment.toLowerCase());
  const authorizationAt = lower.lastIndexOf("microsoft.authorization");
  if (authorizationAt > 0 && lower[authorizationAt - 1] === "providers" && lower[authorizationAt + 1] !== undefined) {
    const scope = segments.slice(0, authorizationAt - 1).map((segment) => `/${segment}`);
    return authorization(azure, request, {
      scope: scope.join(""),
      kind: lower[authorizationAt + 1],
      name: lower[authorizationAt + 2],
    });
  }
  if (lower[0] === "tenants") {
    const tenant = { id: `/tenants/${TENANT}`, tenantId: TENANT, displayName: "Contoso", tenantType: "AAD" };
    return ok({ value: [tenant] });
  }
  if (lower[0] === "providers" && lower.length === 1) {
    return ok({
      value: NAMESPACES.map((namespace) => ({ namespace, registrationState: "Registered", resourceTypes: [] })),
    });
  }
  if (lower[0] !== "subscriptions") {
    return notServed(request);
  }
  if (segments.length === 1) {
    return subscriptions();
  }
  const subscription = subscriptionBody(lower[1]);
  if (segments.length === 2) {
    return ok(subscription);
  }
  return inSubscription(azure, request, segments);
}

function inSubscription(azure: Azure, request: AzureRequest, segments: readonly string[]): Answer {
  const [, subscription, kind] = segments.map((segment) => segment.toLowerCase());
  if (kind === "resourcegroups") {
    if (segments.length === 3) {
      return resourceGroups(azure, subscription);
    }
    if (segments.length === 4 || segments[4].toLowerCase() === "resources") {
      return resourceGroup(azure, request, { subscription, group: segments[3], isList: segments.length > 4 });
    }
    const path = ResourcePath.of(segments);
    return path ? resource(azure, request, path) : notServed(request);
  }
  return withinSubscription(azure, request, { subscription, rest: segments.slice(2) }) ?? notServed(request);
}

function notServed({ path }: AzureRequest): never {
  return refuse(404, "InvalidResourceType", `the imitation of Azure does not serve ${path}`);
}

function subscriptions(): Answer {
  return ok({ value: SUBSCRIPTIONS.map(subscriptionBody) });
}

function subscriptionBody(subscriptionId: string): JsonObject {
  if (!SUBSCRIPTIONS.includes(subscriptionId)) {
    refuse(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
  }
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: TENANT,
    displayName: subscriptionId === SUBSCRIPTION ? "imitated" : "imitated-too",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
    authorizationSource: "RoleBased",
  };
}

/** What belongs to no resource group. Undefined for what is not known. */
function withinSubscription(
  azure: Azure,
  request: AzureRequest,
  { subscription, rest }: { readonly subscription: string; readonly rest: readonly string[] },
): Answer | undefined {
  const [kind, namespace, name, ...further] = rest;
  const root = `/subscriptions/${subscription}`;
  switch (kind.toLowerCase()) {
    case "locations":
      return rest.length === 1 ? locations(root) : undefined;
    case "resources":
      return listed(azure, request, root);
    case "operationresults":
      return ok({ status: "Succeeded" });
    case "providers":
      return provider(azure, request, { root, namespace, name, further });
    default:
      return undefined;
  }
}

interface ProviderPath {
  readonly root: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly further: readonly string[];
}

function provider(azure: Azure, request: AzureRequest, { root, namespace, name, further }: ProviderPath): Answer | undefined {
  if (namespace === undefined) {
    return ok({ value: NAMESPACES.map((one) => registration(root, one)) });
  }
  switch (name?.toLowerCase()) {
    case undefined:
    case "register":
    case "unregister":
      return ok(registration(root, namespace));
    case "checknameavailability":
      return key(namespace) === "microsoft.containerregistry" ? isNameFree(azure, textOf(request.body.name)) : undefined;
    case "locations":
      return operation(azure, request, further[further.length - 1]);
    default: {
      const ofType = azure.store.ofType(`${namespace}/${name}`);
      return further.length === 0 ? ok({ value: ofType.filter(({ id }) => key(id).startsWith(`${root}/`)) }) : undefined;
    }
  }
}

function locations(root: string): Answer {
  const value = LOCATIONS.map((name) => ({
    id: `${root}/locations/${name}`,
    name,
    displayName: name,
    type: "Region",
    regionalDisplayName: name,
  }));
  return ok({ value });
}

function registration(root: string, namespace: string): JsonObject {
  return {
    id: `${root}/providers/${namespace}`,
    namespace,
    registrationState: "Registered",
    registrationPolicy: "RegistrationRequired",
    resourceTypes: [],
  };
}
