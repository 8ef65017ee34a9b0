import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  RegistryPermissionMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../../src";
import { render } from "../../support/stack";
import { type JsonObject, merge } from "../support/json";
import { azureStack } from "../support/providers";

const RG_SHARED = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared";
const ALICE = "30000000-0000-0000-0000-000000000001";
const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";
const NAME = `@Request[${REPOSITORIES}:name]`;
const ACR_DELETE = "c2f4ef07-c644-48eb-af81-4b1b4947fb11";

/** The registries that the stack is about, and the namespaces. */
export const REGISTRIES = ["accessrbac", "accessabac", "accessopen", "abacregistry"];
export const NAMESPACES = ["apps", "jobs"];

/** Every way to images that the package knows, by constructs and by bare resources. */
export function everyGrant(use: (stack: TerraformStack) => void): JsonObject {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  new KubernetesProvider(stack, "kubernetes");
  const group = { resourceGroupName: "rg-shared", location: "westeurope" };
  const rbac = new ContainerRegistry(stack, "rbac", { registryName: "accessrbac", ...group, adminEnabled: true });
  const abac = new ContainerRegistry(stack, "abac", {
    registryName: "accessabac",
    ...group,
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const existing = ContainerRegistry.fromLookup(stack, "existing", {
    registryName: "abacregistry",
    resourceGroupName: "rg-shared",
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const cluster = AksCluster.fromLookup(stack, "prod", { clusterName: "prod", resourceGroupName: "rg-prod" });
  rbac.grantPull(cluster);
  abac.grantPull(cluster);
  existing.grantPull(cluster, { repositories: ["shop/*", "base"] });

  const token = new RegistryToken(stack, "team-shop", { registry: rbac, repositories: ["team/app", "shop/*"] });
  const [everywhere, limited] = [rbac, existing].map(
    (registry) =>
      new ServicePrincipalCredentials(stack, `puller-${registry.node.id}`, {
        registry,
        ...(registry === existing ? { repositories: ["team/*"] } : {}),
      }),
  );
  const byToken = new ImagePullSecret(stack, "by-token", { credentials: [token, limited], namespaces: NAMESPACES });
  const byPrincipal = new ImagePullSecret(stack, "by-principal", { credentials: [everywhere], namespaces: ["jobs"] });
  new ServiceAccount(stack, "runner", { imagePullSecrets: [byToken] });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets: [byPrincipal] });
  use(stack);
  return merge(render(stack), BARE);
}

const registryId = (name: string) => `\${azurerm_container_registry.${name}.id}`;
const group = { resource_group_name: "rg-shared", location: "westeurope" };
const assignment = (scope: string, principal_id: string, role: string, more: JsonObject = {}): JsonObject => ({
  scope,
  principal_id,
  role_definition_name: role,
  ...more,
});
const when = (condition: string): JsonObject => ({ condition, condition_version: "2.0" });
const BUILDER = "${azurerm_user_assigned_identity.builder.principal_id}";
const TEAM = "${data.azuread_group.team.object_id}";
const EXISTING = "${data.azurerm_container_registry.existing.id}";

const BARE: JsonObject = {
  data: { azuread_group: { team: { display_name: "platform-team" } } },
  resource: {
    azurerm_container_registry: { open: { name: "accessopen", ...group, sku: "Standard", anonymous_pull_enabled: true } },
    azurerm_user_assigned_identity: { builder: { name: "builder", ...group } },
    azurerm_role_assignment: {
      push: assignment(registryId("rbac"), BUILDER, "AcrPush"),
      delete: {
        scope: registryId("rbac"),
        principal_id: BUILDER,
        role_definition_id: `/providers/Microsoft.Authorization/roleDefinitions/${ACR_DELETE}`,
      },
      // Of no effect: the registry is in the other mode.
      push_abac: assignment(EXISTING, BUILDER, "AcrPush"),
      reader_rbac: assignment(registryId("open"), BUILDER, "Container Registry Repository Reader"),
      // Of no effect: the condition is about data actions.
      conditioned: assignment(
        registryId("open"),
        ALICE,
        "AcrPull",
        when(`!(ActionMatches{'${REPOSITORIES}/content/read'}) OR ${NAME} StringEquals 'base'`),
      ),
      writer: assignment(
        EXISTING,
        ALICE,
        "Container Registry Repository Writer",
        when(`!(ActionMatches{'${REPOSITORIES}/content/write'}) || (${NAME} StringStartsWith 'team/')`),
      ),
      contributor: assignment(
        EXISTING,
        TEAM,
        "Container Registry Repository Contributor",
        when(
          [
            `(!(ActionMatches{'${REPOSITORIES}/content/delete'}) OR ${NAME} StringEqualsIgnoreCase 'base')`,
            `(!(ActionMatches{'${REPOSITORIES}/*/write'}) OR ${NAME} ForAnyOfAnyValues:StringLike {'team/*', 'shop/*/v1'})`,
          ].join(" AND "),
        ),
      ),
      group: assignment(RG_SHARED, TEAM, "Reader"),
    },
    azurerm_container_registry_scope_map: {
      mixed: {
        name: "mixed",
        container_registry_name: "${azurerm_container_registry.open.name}",
        resource_group_name: "rg-shared",
        actions: [
          "repositories/shop/*/content/read",
          "repositories/shop/*/content/write",
          "repositories/base/content/delete",
          "repositories/base/metadata/read",
        ],
      },
    },
    azurerm_container_registry_token: {
      mixed: {
        name: "mixed",
        container_registry_name: "${azurerm_container_registry.open.name}",
        resource_group_name: "rg-shared",
        scope_map_id: "${azurerm_container_registry_scope_map.mixed.id}",
      },
      all: {
        name: "puller",
        container_registry_name: "${azurerm_container_registry.open.name}",
        resource_group_name: "rg-shared",
        scope_map_id: `${registryId("open")}/scopeMaps/_repositories_push`,
      },
      disabled: {
        name: "disabled",
        container_registry_name: "${azurerm_container_registry.open.name}",
        resource_group_name: "rg-shared",
        scope_map_id: `${registryId("open")}/scopeMaps/_repositories_admin`,
        enabled: false,
      },
    },
    kubernetes_secret_v1: {
      admin: {
        metadata: { name: "admin", namespace: "apps" },
        type: "kubernetes.io/dockerconfigjson",
        data: {
          ".dockerconfigjson":
            "${jsonencode({ auths = { (azurerm_container_registry.rbac.login_server) = { username = azurerm_container_registry.rbac.admin_username, password = azurerm_container_registry.rbac.admin_password } } })}",
        },
      },
    },
    kubernetes_service_account_v1: {
      builder: {
        metadata: { name: "builder", namespace: "apps" },
        image_pull_secret: { name: "${kubernetes_secret_v1.admin.metadata[0].name}" },
      },
    },
  },
};
