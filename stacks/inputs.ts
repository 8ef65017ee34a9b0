import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";

const GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** A required text variable. */
export function text(
  scope: Construct,
  name: string,
  description: string,
  pattern = ".",
  must = "not be empty",
): string {
  return new TerraformVariable(scope, name, {
    type: "string",
    description,
    nullable: false,
    validation: [{ condition: `\${can(regex("${pattern}", var.${name}))}`, errorMessage: `${name} must ${must}.` }],
  }).stringValue;
}

/** A required list of texts. */
function texts(scope: Construct, name: string, description: string, pattern: string, must: string): string[] {
  return new TerraformVariable(scope, name, {
    type: "list(string)",
    description,
    nullable: false,
    validation: [
      { condition: `\${length(var.${name}) > 0}`, errorMessage: `${name} must not be empty.` },
      {
        condition: `\${alltrue([for text in var.${name} : can(regex("${pattern}", text))])}`,
        errorMessage: `${name} must ${must}.`,
      },
    ],
  }).listValue;
}

export function secret(scope: Construct, name: string, description: string): string {
  return new TerraformVariable(scope, name, {
    type: "string",
    description,
    sensitive: true,
    nullable: false,
    validation: [{ condition: `\${length(var.${name}) > 0}`, errorMessage: `${name} must not be empty.` }],
  }).stringValue;
}

export function subscriptionId(scope: Construct): string {
  return text(
    scope,
    "subscription_id",
    "Azure subscription, as `az account show --query id --output tsv` prints it",
    `^${GUID}$`,
    "be a subscription id (a GUID)",
  );
}

export function registryName(scope: Construct): string {
  return text(
    scope,
    "registry_name",
    "Name of the container registry, without .azurecr.io",
    "^[a-zA-Z0-9]{5,50}$",
    "be 5 to 50 letters and digits",
  );
}

export function loginServer(scope: Construct): string {
  return text(
    scope,
    "login_server",
    "Host name of the registry, as `az acr show --query loginServer --output tsv` prints it",
    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)+$",
    "be a lowercase host name such as contoso.azurecr.io, without scheme, path or port",
  );
}

export function clusterName(scope: Construct): string {
  return text(
    scope,
    "cluster_name",
    "Name of the AKS cluster",
    "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
    "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit",
  );
}

/** The name is also the DNS prefix, which has a lower limit. */
export function newClusterName(scope: Construct): string {
  return text(
    scope,
    "cluster_name",
    "Name of the AKS cluster, also the first part of its API server's host name",
    "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$",
    "be 1 to 54 letters, digits and '-', starting and ending with a letter or digit",
  );
}

export function resourceGroupName(scope: Construct, name: string, holds: string): string {
  return text(scope, name, `Existing resource group of ${holds}`);
}

export function namespaces(scope: Construct): string[] {
  return new TerraformVariable(scope, "namespaces", {
    type: "list(string)",
    description: "Existing Kubernetes namespaces whose pods pull images",
    nullable: false,
    validation: [
      { condition: "${length(var.namespaces) > 0}", errorMessage: "namespaces must contain at least one namespace." },
      {
        condition:
          '${alltrue([for name in var.namespaces : can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", name))])}',
        errorMessage:
          "namespaces must be RFC 1123 labels (at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit).",
      },
    ],
  }).listValue;
}

export function namespace(scope: Construct): string {
  return text(
    scope,
    "namespace",
    "Existing Kubernetes namespace whose pods pull images",
    "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    "be an RFC 1123 label (at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit)",
  );
}

export function issuerUrl(scope: Construct): string {
  return text(
    scope,
    "issuer_url",
    "Issuer of the cluster's service account tokens, as `kubectl get --raw /.well-known/openid-configuration` prints it",
    "^https://[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)+(/[-_.~a-zA-Z0-9]+)*/?$",
    "be a public https URL such as https://oidc.contoso.com/prod",
  );
}

/** In two steps: a policy that denies from the start stops every deployment that it finds. */
export function validationActions(scope: Construct): string[] {
  return new TerraformVariable(scope, "validation_actions", {
    type: "list(string)",
    description: 'What happens to pods without the pull secret: ["Warn", "Audit"] to roll out, then ["Deny"]',
    nullable: false,
    validation: [
      { condition: "${length(var.validation_actions) > 0}", errorMessage: "validation_actions must not be empty." },
      {
        condition: '${alltrue([for action in var.validation_actions : contains(["Warn", "Audit", "Deny"], action)])}',
        errorMessage: "validation_actions must be Warn, Audit or Deny.",
      },
    ],
  }).listValue;
}

export function adminGroups(scope: Construct): string[] {
  return texts(
    scope,
    "admin_group_object_ids",
    "Entra groups whose members administer the cluster, as `az ad group show --query id --output tsv` prints their ids",
    `^${GUID}$`,
    "be object ids (GUIDs)",
  );
}

export function authorizedIpRanges(scope: Construct): string[] {
  return texts(
    scope,
    "authorized_ip_ranges",
    "Addresses that may reach the API server, such as 203.0.113.0/24. Must include the machine that runs Terraform",
    "^([0-9]{1,3}[.]){3}[0-9]{1,3}(/([0-9]|[12][0-9]|3[0-2]))?$",
    "be IPv4 addresses or CIDR ranges",
  );
}

/** Registries and the identities that may pull from them, by the name of the grant. */
export function grants(scope: Construct): { [name: string]: string } {
  const is = (field: string, pattern: string) =>
    `\${alltrue([for grant in var.grants : can(regex("${pattern}", grant.${field}))])}`;
  const registry = `^/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]ContainerRegistry/registries/[a-zA-Z0-9]{5,50}$`;
  return new TerraformVariable(scope, "grants", {
    type: "map(object({ registry_id = string, object_id = string }))",
    description:
      "Who may pull from where, under a name of your choice: registry_id as `az acr show --query id --output tsv` prints it, object_id as " +
      "`az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints it for a cluster",
    nullable: false,
    validation: [
      { condition: "${length(var.grants) > 0}", errorMessage: "grants must contain at least one grant." },
      {
        condition: is("registry_id", registry),
        errorMessage: "registry_id of each grant must be the resource id of a registry.",
      },
      {
        condition: is("object_id", `^${GUID}$`),
        errorMessage: "object_id of each grant must be an object id (a GUID).",
      },
      {
        condition: "${length(distinct([for grant in var.grants : lower(jsonencode(grant))])) == length(var.grants)}",
        errorMessage:
          "grants must not contain a registry and identity twice, since Azure answers a second assignment with 409.",
      },
    ],
  }).value;
}

export function image(scope: Construct): string {
  return text(
    scope,
    "image",
    "Image in the registry that proves that pulling works, without the login server: team/app:1. It must have the command `true`",
    "^[a-z0-9]+([-_]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$",
    "be a repository with a tag or digest, without the login server",
  );
}
