import type * as applicationBinding from "@cdktf/provider-azuread/lib/application";
import type * as clientConfigBinding from "@cdktf/provider-azuread/lib/data-azuread-client-config";
import type * as servicePrincipalBinding from "@cdktf/provider-azuread/lib/service-principal";
import type * as identityDataBinding from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import type * as identityBinding from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Fn, type TerraformProvider, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { checkIdentity } from "../cluster/aks-identities";
import type { UserAssignedIdentityAttributes } from "../interfaces";
import { claim } from "../private/claim";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { LEFT_OF_APPLICATION, LEFT_OF_SERVICE_PRINCIPAL, leftOfIdentity } from "../private/ownership/identities";
import { initialList } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { expressionsOf } from "../private/rendering/expression";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { IDENTITY_RULES } from "./private/identity-rules";
import type { PullIdentityApplication, PullIdentityProps } from "./pull-identity-props";

const identities = lazy<typeof identityBinding>(() => require("@cdktf/provider-azurerm/lib/user-assigned-identity"));
const identityData = lazy<typeof identityDataBinding>(() =>
  require("@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity"),
);
const applications = lazy<typeof applicationBinding>(() => require("@cdktf/provider-azuread/lib/application"));
const clientConfigs = lazy<typeof clientConfigBinding>(() =>
  require("@cdktf/provider-azuread/lib/data-azuread-client-config"),
);
const servicePrincipals = lazy<typeof servicePrincipalBinding>(() =>
  require("@cdktf/provider-azuread/lib/service-principal"),
);

/** The identity that tokens of service accounts are exchanged for. */
export interface EntraIdentity {
  readonly clientId: string;
  readonly principalId: string;
  readonly tenantId: string;
  readonly managedIdentity?: ManagedIdentity;
  /** Resource id of the application, where there is one. */
  readonly applicationId?: string;
}

export interface ManagedIdentity {
  readonly identityId: string;
  readonly resourceGroupName: string;
}

/** Uses the given identity or creates one, of the kind that is asked for. */
export function entraIdentity(rules: Rules, id: string, props: PullIdentityProps): EntraIdentity {
  const { existingIdentity, identityId, application } = props;
  if (existingIdentity) {
    leftOut(rules, props, "existingIdentity", ["identityId", "application", ...CREATED]);
    return existing(rules, existingIdentity);
  }
  if (identityId !== undefined) {
    leftOut(rules, props, "identityId", ["application", ...CREATED]);
    return lookedUp(rules, identityId, props.provider);
  }
  if (application) {
    leftOut(rules, props, "application", CREATED);
    return createdApplication(rules, id, application);
  }
  return createdIdentity(rules, id, props);
}

const CREATED = ["identityName", "resourceGroupName", "location", "tags"] as const;

function leftOut(
  rules: Rules,
  props: PullIdentityProps,
  by: "application" | "existingIdentity" | "identityId",
  names: readonly (keyof PullIdentityProps)[],
): void {
  const property = names.find((name) => props[name] !== undefined);
  if (property !== undefined) {
    fail(rules.construct, {
      property,
      must: `be left out with ${by}, since no managed identity is created`,
      repair: `remove ${property} or ${by}`,
    });
  }
}

function existing(rules: Rules, identity: UserAssignedIdentityAttributes): EntraIdentity {
  const { identityId, clientId, principalId, tenantId = "" } = identity;
  checkIdentity(rules, "existingIdentity", { ...identity, tenantId });
  return {
    clientId,
    principalId,
    tenantId,
    managedIdentity: { identityId, resourceGroupName: resourceGroupIn(identityId) },
  };
}

function lookedUp(rules: Rules, identityId: string, provider?: TerraformProvider): EntraIdentity {
  rules.text("identityId", identityId, RULES.identityId, { atPlan: "left to azurerm, which finds no other" });
  const resourceGroupName = resourceGroupIn(identityId);
  const identity = new (identityData().DataAzurermUserAssignedIdentity)(rules.construct, "Default", {
    name: partOf(identityId, 8),
    resourceGroupName,
    provider,
  });
  const { clientId, principalId, tenantId } = identity;
  return { clientId, principalId, tenantId, managedIdentity: { identityId, resourceGroupName } };
}

function resourceGroupIn(identityId: string): string {
  return partOf(identityId, 4);
}

/** A part of `/subscriptions/<id>/resourceGroups/<name>/providers/<namespace>/<type>/<name>`. */
function partOf(id: string, index: number): string {
  return Token.isUnresolved(id) ? Token.asString(Fn.element(Fn.split("/", id), index)) : id.split("/")[index];
}

function createdIdentity(rules: Rules, id: string, props: PullIdentityProps): EntraIdentity {
  const { identityName = id, resourceGroupName = "", location = "", tags, provider } = props;
  rules.text("identityName", identityName, RULES.identityName, { atPlan: "left to azurerm" });
  rules.text("resourceGroupName", resourceGroupName, IDENTITY_RULES.identityPlace, { atPlan: "left to azurerm" });
  rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
  rules.text("location", location, IDENTITY_RULES.identityPlace, { atPlan: "left to azurerm" });
  claimIdentity(rules.construct, identityName, resourceGroupName, provider);
  const identity = new (identities().UserAssignedIdentity)(rules.construct, "Default", {
    name: identityName,
    resourceGroupName,
    location,
    tags,
    provider,
  });
  leaveIfUnstated(identity, leftOfIdentity(identity));
  const { clientId, principalId, tenantId, id: identityId } = identity;
  return { clientId, principalId, tenantId, managedIdentity: { identityId, resourceGroupName } };
}

function claimIdentity(scope: IConstruct, name: string, resourceGroup: string, provider?: TerraformProvider): void {
  const place = expressionsOf(scope, [name, resourceGroup]).join(" in ").toLowerCase();
  claim(scope, `managed identity ${place} of ${provider?.alias ?? ""}`, (first) => ({
    property: "identityName",
    must: `be unique in the resource group, but '${first.node.path}' uses it already`,
    got: expressionsOf(scope, [name])[0],
    repair: `set identityName, or use '${first.node.path}', which may have several clusters`,
    see: "names-in-use",
  }));
}

function createdApplication(rules: Rules, id: string, options: PullIdentityApplication): EntraIdentity {
  const { displayName, azureadProvider: provider } = options;
  rules.text("application.displayName", displayName ?? id, RULES.notEmpty, { atPlan: "left to azuread" });
  const caller = new (clientConfigs().DataAzureadClientConfig)(rules.construct, "Caller", { provider });
  // azuread removes the caller from the owners again unless they contain it.
  const owners = initialList([caller.objectId]);
  const application = new (applications().Application)(rules.construct, "Application", {
    displayName: displayName ?? id,
    signInAudience: "AzureADMyOrg",
    owners,
    provider,
  });
  const servicePrincipal = new (servicePrincipals().ServicePrincipal)(rules.construct, "Default", {
    clientId: application.clientId,
    owners,
    provider,
  });
  leaveIfUnstated(application, LEFT_OF_APPLICATION);
  leaveIfUnstated(servicePrincipal, LEFT_OF_SERVICE_PRINCIPAL);
  return {
    clientId: application.clientId,
    principalId: servicePrincipal.objectId,
    tenantId: caller.tenantId,
    applicationId: application.id,
  };
}
