import { isTemplate } from "../../stack/expression/template";
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
  textValues,
} from "../../stack/json";
import { exactJsonIn } from "../../stack/json-text";
import { contentOf, fromAzapi } from "../access/translation/azapi";
import { isElsewhere } from "./credentials";
import { blocksOf, isChanged, isChangedBut, isDeployer, isFrom, isGiven, type Rule } from "./rule";

/** What is derived of something in the same stack, by the argument that names it. */
const ABOUT: Readonly<Record<string, readonly [arguments: readonly string[], type: string]>> = {
  azuread_application_password: [["application_id", "application_object_id"], "azuread_application"],
  azuread_service_principal_password: [["service_principal_id"], "azuread_service_principal"],
  azurerm_container_registry_token_password: [["container_registry_token_id"], "azurerm_container_registry_token"],
  azurerm_lighthouse_assignment: [["lighthouse_definition_id"], "azurerm_lighthouse_definition"],
};

const elsewhere: Rule = ({ block }) => {
  const [names, type] = lookUp(ABOUT, block.blockType) ?? [[], ""];
  const about = names.map((name) => block.body[name]).filter(isGiven);
  return isFrom([type], about) ? undefined : "what it is for is in another plan";
};

/** Settings by which others than before come into a group. Who gets the roles of a new one is told with these. */
const joined: Rule = (given, around) => {
  const { before } = around;
  const { block, values } = given;
  if (before === undefined) {
    return undefined;
  }
  const [visibility, units] = ["visibility", "administrative_unit_ids"].map((name) => values[name] ?? block.body[name]);
  if (isGiven(visibility) && isChanged(["visibility"], given, around) && !CLOSED.includes(textOf(visibility))) {
    return "everybody may join it";
  }
  const old = listOf(before.administrative_unit_ids);
  const isLarger = isList(units) ? !units.every((one) => old.includes(one)) : isGiven(units);
  return isLarger ? "administrators of its unit may change its members" : undefined;
};

/** Terraform Registry, azuread_group, 2026-02-19. */
const CLOSED = ["Private", "Hiddenmembership"];

/** Whoever runs Terraform owns what it creates. */
const owners: Rule = (given, around) => {
  const { body } = given.block;
  if (around.before?.account_enabled === false && given.values.account_enabled !== false) {
    return "it may sign in again, with the roles that it has";
  }
  if (!isChanged(["owners", "dynamic_membership"], given, around)) {
    return joined(given, around);
  }
  if (blocksOf(body, "dynamic_membership").length > 0) {
    return "whoever fits its rule is a member";
  }
  return isGiven(body.owners) && !isDeployer(body.owners)
    ? "its owners may add credentials or members"
    : joined(given, around);
};

const DESCRIBING = ["description", "display_name", "metadata", "non_compliance_message", "tags", "timeouts"];

/** A policy without an identity deploys nothing, and changes nothing that exists. */
const identity: Rule = (given, around) =>
  blocksOf(given.block.body, "identity").length > 0 && isChangedBut(DESCRIBING, given, around)
    ? "its policies deploy or change something with its identity"
    : undefined;

const MACHINES = [
  ...["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine"],
  ...["azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set"],
  ...["azurerm_orchestrated_virtual_machine_scale_set", "azurerm_virtual_machine_scale_set"],
  ...["azurerm_arc_machine", "azapi_resource"],
];
const ON_MACHINE = ["virtual_machine_id", "virtual_machine_scale_set_id", "arc_machine_id", "parent_id"];

/** The publisher of the agent that watches. Azure, "Azure Monitor agent requirements". */
const WATCHING = "Microsoft.Azure.Monitor";

/** What runs in a machine may use its identity, like a program of a provisioner. */
const program: Rule = (given, around) => {
  const { body } = given.block;
  const about = ON_MACHINE.map((name) => body[name]).filter(isGiven);
  const isOrdinary = isFrom(MACHINES, about) || body.publisher === WATCHING;
  return isOrdinary || !isChangedBut(DESCRIBING, given, around)
    ? undefined
    : "its program may use the identity of a machine that exists already";
};

/** Azure, "Authenticate with managed identity", a policy of API Management. */
const ACTING = "authentication-managed-identity";

/** Policies of API Management. The roles of the identity of a new service are derived. */
const policy: Rule = (given, around) => {
  const { block, values } = given;
  const { api_management_name, api_management_id, xml_link } = block.body;
  const content = block.type.endsWith("policy_fragment") ? "value" : "xml_content";
  const written = textOf(values[content] ?? block.body[content]);
  const isHidden = isGiven(xml_link) || isTemplate(written);
  const isActing = textValues([written, values.body ?? block.body.body ?? null]).some((text) => text.includes(ACTING));
  const isNew = isFrom(["azurerm_api_management"], api_management_name ?? api_management_id);
  return (isHidden || isActing) && !isNew && isChanged([content, "xml_link", "body"], given, around)
    ? "it may act with the identity of a service that exists already"
    : undefined;
};

const JUDGING = ["audit", "auditifnotexists", "deny", "denyaction", "disabled", "manual"];

/** The effect of a policy, or all that its parameter may have. */
const effect: Rule = ({ block, values }) => {
  const [rule, parameters] = ["policy_rule", "parameters"].map((name) => documentIn(values[name] ?? block.body[name]));
  const written = textOf(objectOf(rule.then).effect);
  const [, parameter] = /^\[parameters\('([^']+)'\)\]$/.exec(written) ?? [];
  const effects = parameter === undefined ? [written] : objectOf(lookUp(parameters, parameter)).allowedValues;
  return isOneOf(JUDGING, effects) ? undefined : "assignments of it may deploy or change something";
};

function documentIn(value: Json | undefined): JsonObject {
  return objectOf(typeof value === "string" && !isTemplate(value) ? exactJsonIn(Buffer.from(value)) : value);
}

function isOneOf(known: readonly string[], value: Json | undefined): boolean {
  return isList(value) && value.length > 0 && value.every((one) => known.includes(textOf(one).toLowerCase()));
}

const NOT_READING = ["delete", "list", "purge", "recover", "set"];

/** Who reads the secrets of a vault, other than whoever runs Terraform. What is in it, no plan tells. */
const vault: Rule = (given, around) => {
  const { blockType, body } = given.block;
  const isPolicy = blockType === "azurerm_key_vault_access_policy";
  if (!isChanged(isPolicy ? ["object_id", "secret_permissions"] : ["access_policy"], given, around)) {
    return undefined;
  }
  const policies = isPolicy ? [body] : blocksOf(body, "access_policy");
  const isReading = ({ object_id, secret_permissions: allowed }: JsonObject) =>
    isGiven(allowed) && !isOneOf(NOT_READING, allowed) && !isDeployer(object_id);
  return policies.some(isReading) ? "it lets somebody read secrets, which may be passwords of a registry" : undefined;
};

const ADMINISTRATORS = ["azure_active_directory_role_based_access_control", "azure_active_directory"];

/** A new cluster has no pull secrets yet. */
const administrators: Rule = (given, around) => {
  const { before } = around;
  if (before === undefined || !isChanged(ADMINISTRATORS, given, around)) {
    return undefined;
  }
  const [old, fresh] = [before, given.block.body].map((body) =>
    ADMINISTRATORS.flatMap((name) => blocksOf(body, name)).flatMap(({ admin_group_object_ids: ids }) => listOf(ids)),
  );
  return fresh.every((one) => old.includes(one)) ? undefined : "its administrators read the pull secrets in it";
};

const workspace: Rule = (given, around) => {
  const name = "container_registry_id";
  return isGiven(given.block.body[name]) && isChanged([name], given, around)
    ? "its service uses the registry with rights that it gets by itself"
    : undefined;
};

/** Whoever pulls from the cache pulls what it copies. */
const upstream: Rule = ({ block, values }) => {
  const { sourceRepository } = objectOf(objectOf(contentOf(values.body ?? block.body.body)).properties);
  const source = values.source_repo ?? block.body.source_repo ?? sourceRepository;
  return isElsewhere(source) ? undefined : "whoever pulls from it pulls images of another registry";
};

/** Only what can be read is derived. */
const body: Rule = ({ block, values }) =>
  fromAzapi(block.blockType, block.body, values) === undefined ? "its body is not in the plan" : undefined;

/** Settings with which no pod pulls, and nobody gets into the cluster. */
const CLUSTER_SETTINGS = [
  ...["agentPoolProfiles", "apiServerAccessProfile", "autoScalerProfile", "autoUpgradeProfile", "bootstrapProfile"],
  ...["disableLocalAccounts", "dnsPrefix", "kubernetesVersion", "networkProfile", "nodeProvisioningProfile"],
  ...["nodeResourceGroup", "nodeResourceGroupProfile", "oidcIssuerProfile", "publicNetworkAccess", "storageProfile"],
  ...["supportPlan", "upgradeSettings"],
];

const settings: Rule = (given, around) => {
  const { block, values } = given;
  const all = [block.body.body, values.body].map((one) => objectOf(contentOf(one)).properties).filter(isGiven);
  const isHarmless = all.every(
    (one) => isObject(one) && Object.keys(one).every((name) => CLUSTER_SETTINGS.includes(name)),
  );
  return isHarmless || !isChanged(["body"], given, around) ? undefined : "some of its settings may let somebody pull";
};

/** By the names that the table has for them. */
export const AZURE_RULES: Readonly<Record<string, Rule>> = {
  administrators,
  body,
  effect,
  elsewhere,
  identity,
  joined,
  owners,
  policy,
  program,
  settings,
  upstream,
  vault,
  workspace,
};
