import { TENANT } from "../known/identities";
import { NAMESPACES } from "../known/registrations";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok, refuse } from "../server/messages";
import { authorization } from "./authorization/authorization";
import { resourceGroup, resourceGroups } from "./resource-groups";
import { ResourcePath } from "./resource-path";
import { resource } from "./resources";
import { subscriptionBody, subscriptions, withinSubscription } from "./subscriptions";

/** Azure Resource Manager, as far as azurerm and azapi ask for it. */
export function arm(azure: Azure, request: AzureRequest): Answer {
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
