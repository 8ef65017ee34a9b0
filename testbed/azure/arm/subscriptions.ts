import { type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { SUBSCRIPTION, SUBSCRIPTIONS, TENANT } from "../known/identities";
import { LOCATIONS, NAMESPACES } from "../known/registrations";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok, refuse } from "../server/messages";
import { key } from "../store/store";
import { listed } from "./listed";
import { operation } from "./operations";
import { isNameFree } from "./registry/names";

export function subscriptions(): Answer {
  return ok({ value: SUBSCRIPTIONS.map(subscriptionBody) });
}

export function subscriptionBody(subscriptionId: string): JsonObject {
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
export function withinSubscription(
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

function provider(
  azure: Azure,
  request: AzureRequest,
  { root, namespace, name, further }: ProviderPath,
): Answer | undefined {
  if (namespace === undefined) {
    return ok({ value: NAMESPACES.map((one) => registration(root, one)) });
  }
  switch (name?.toLowerCase()) {
    case undefined:
    case "register":
    case "unregister":
      return ok(registration(root, namespace));
    case "checknameavailability":
      return key(namespace) === "microsoft.containerregistry"
        ? isNameFree(azure, textOf(request.body.name))
        : undefined;
    case "locations":
      return operation(azure, request, further[further.length - 1]);
    default: {
      const ofType = azure.store.ofType(`${namespace}/${name}`);
      return further.length === 0
        ? ok({ value: ofType.filter(({ id }) => key(id).startsWith(`${root}/`)) })
        : undefined;
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
