import { isTemplate } from "../../../stack/expression/template";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, textOf } from "../../../stack/json";
import { parseJson } from "../../../stack/json-text";
import type { KnownBlockType } from "../../catalogue/block-types";
import { isAzapi } from "../../catalogue/block-types/azapi";
import { type Arguments, known, type Members, type Translation } from "./translation";

/** A resource of Azure's own API: its name, the id of its parent, and its properties. */
interface Resource {
  readonly name?: Json;
  readonly parent?: Json;
  readonly location?: Json;
  readonly properties: JsonObject;
}

/**
 * The resources that decide who may pull, as azurerm has them. Azure, "Microsoft.Authorization roleAssignments",
 * "Microsoft.ContainerRegistry registries" and so on in the reference of ARM templates.
 */
const RESOURCES: Readonly<Record<string, readonly [type: KnownBlockType, convert: (resource: Resource) => Members]>> = {
  "microsoft.authorization/roleassignments": ["azurerm_role_assignment", assignment],
  "microsoft.authorization/roleassignmentschedulerequests": ["azurerm_pim_active_role_assignment", assignment],
  "microsoft.authorization/roleeligibilityschedulerequests": ["azurerm_pim_eligible_role_assignment", assignment],
  "microsoft.authorization/roledefinitions": [
    "azurerm_role_definition",
    ({ name, parent, properties }) => ({
      role_definition_id: name,
      name: properties.roleName,
      scope: parent,
      permissions: isList(properties.permissions) ? properties.permissions.map(permission) : properties.permissions,
    }),
  ],
  "microsoft.containerregistry/registries": [
    "azurerm_container_registry",
    ({ name, parent, location, properties }) => ({
      name,
      parent_id: parent,
      resource_group_name: groupIn(parent),
      location,
      data_endpoint_enabled: properties.dataEndpointEnabled,
      admin_enabled: properties.adminUserEnabled,
      anonymous_pull_enabled: properties.anonymousPullEnabled,
      role_assignment_mode: properties.roleAssignmentMode,
      public_network_access_enabled: isOpen(properties.publicNetworkAccess),
      network_rule_set: ruleSet(properties.networkRuleSet),
    }),
  ],
  "microsoft.containerregistry/registries/scopemaps": [
    "azurerm_container_registry_scope_map",
    ({ name, parent, properties }) => ({
      name,
      container_registry_name: parentName(parent),
      resource_group_name: groupIn(parent),
      actions: properties.actions,
    }),
  ],
  "microsoft.containerregistry/registries/tokens": [
    "azurerm_container_registry_token",
    ({ name, parent, properties }) => ({
      name,
      container_registry_name: parentName(parent),
      resource_group_name: groupIn(parent),
      scope_map_id: properties.scopeMapId,
      enabled: properties.status === undefined ? undefined : textOf(properties.status).toLowerCase() !== "disabled",
    }),
  ],
  "microsoft.managedidentity/userassignedidentities": [
    "azurerm_user_assigned_identity",
    ({ name, parent }) => ({ name, parent_id: parent }),
  ],
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": [
    "azurerm_federated_identity_credential",
    ({ name, parent, properties }) => ({
      name,
      parent_id: parent,
      issuer: properties.issuer,
      subject: properties.subject,
    }),
  ],
  "microsoft.managedservices/registrationdefinitions": [
    "azurerm_lighthouse_definition",
    ({ name, parent, properties }) => ({
      name,
      scope: parent,
      managing_tenant_id: properties.managedByTenantId,
      authorization: authorizations(properties.authorizations),
      eligible_authorization: authorizations(properties.eligibleAuthorizations),
    }),
  ],
  "microsoft.managedservices/registrationassignments": [
    "azurerm_lighthouse_assignment",
    ({ parent, properties }) => ({ scope: parent, lighthouse_definition_id: properties.registrationDefinitionId }),
  ],
};

export function fromAzapi(blockType: string, body: Arguments, values: Arguments): Translation | undefined {
  if (!isAzapi(blockType)) {
    return undefined;
  }
  const [type, convert] = lookUp(RESOURCES, resourceType(body, values)) ?? [];
  // A body that is an expression is only known as planned. What is sensitive in one is not in a plan, but its version is.
  const isReadable =
    [body, values].some(({ body: one }) => contentOf(one) !== undefined) &&
    [body.sensitive_body, body.sensitive_body_version].every((one) => one === undefined || one === null);
  return type === undefined || convert === undefined || !isReadable
    ? undefined
    : { type, convert: (given) => ({ ...meta(given), ...known(convert(resourceIn(given))) }) };
}

/** In lower case, without the version of the API; empty where it is not known. */
export function resourceType(body: Arguments, values: Arguments): string {
  const text = textOf(values.type ?? body.type);
  return isTemplate(text) ? "" : text.split("@")[0].toLowerCase();
}

function resourceIn(given: Arguments): Resource {
  // What the provider derives, nothing in a configuration tells.
  const [name, parent_id, resource_id, location] = ["name", "parent_id", "resource_id", "location"].map((argument) =>
    isList(given[argument]) ? undefined : given[argument],
  );
  const id = typeof resource_id === "string" && !isTemplate(resource_id) ? resource_id.split("/") : [];
  const content = objectOf(contentOf(given.body));
  return {
    name: name ?? id.at(-1) ?? resource_id,
    parent: parent_id ?? (id.length > 2 ? id.slice(0, -2).join("/") : resource_id),
    location: location ?? content.location,
    properties: objectOf(content.properties),
  };
}

/** An object, which older versions of the provider take as JSON; undefined for an expression. */
export function contentOf(body: Json | undefined): JsonObject | undefined {
  if (typeof body !== "string") {
    return isObject(body) ? body : undefined;
  }
  try {
    const read = isTemplate(body) ? undefined : parseJson(body);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function assignment({ parent, properties }: Resource): Members {
  const { roleDefinitionId, principalId, condition } = properties;
  return { scope: parent, role_definition_id: roleDefinitionId, principal_id: principalId, condition };
}

function permission(one: Json): Json {
  const { actions, notActions, dataActions, notDataActions } = objectOf(one);
  return known({ actions, not_actions: notActions, data_actions: dataActions, not_data_actions: notDataActions });
}

function authorizations(all: Json | undefined): Json | undefined {
  return all === undefined
    ? undefined
    : listOf(all).map((one) => {
        const { principalId, roleDefinitionId } = objectOf(one);
        return known({ principal_id: principalId, role_definition_id: roleDefinitionId });
      });
}

function isOpen(access: Json | undefined): Json | undefined {
  return access === "Enabled" || access === "Disabled" ? access === "Enabled" : access;
}

function ruleSet(rules: Json | undefined): Json | undefined {
  if (!isObject(rules)) {
    return rules;
  }
  const { defaultAction, ipRules, virtualNetworkRules } = rules;
  const ip_rule =
    ipRules === undefined ? undefined : listOf(ipRules).map((rule) => ({ ip_range: objectOf(rule).value ?? null }));
  // azurerm has no name for these, which only previews of the API take.
  const subnets = listOf(virtualNetworkRules);
  return [known({ default_action: defaultAction, ip_rule, virtual_network: subnets.length > 0 ? subnets : undefined })];
}

/** The resource group in an id that is written out. */
function groupIn(id: Json | undefined): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(textOf(id))?.[1];
}

/** The name in an id; an expression as it is, since it refers to the parent. */
function parentName(id: Json | undefined): Json | undefined {
  return typeof id === "string" && !isTemplate(id) ? id.split("/").pop() : id;
}

function meta({ for_each, count, provider, id }: Arguments): Arguments {
  return known({ for_each, count, provider, id });
}
