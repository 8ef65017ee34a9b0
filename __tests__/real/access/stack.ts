import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import {
  AksCluster,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../../src";
import { render } from "../../support/stack";
import { azureStack, merge } from "../support/providers";

const ALICE = "30000000-0000-0000-0000-000000000001";
const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";
const NAME = `@Request[${REPOSITORIES}:name]`;

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
    roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
  });
  const existing = ContainerRegistry.fromLookup(stack, "existing", {
    registryName: "abacregistry",
    resourceGroupName: "rg-shared",
    roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
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

const conditional = (scope: string, principal_id: string, role_definition_name: string, condition: string): JsonObject => ({
  scope,
  principal_id,
  role_definition_name,
  condition,
  condition_version: "2.0",
});
const OPEN = "${azurerm_container_registry.open.id}";
const EXISTING = "${data.azurerm_container_registry.existing.id}";

/** An account in a secret, a registry that everybody reads, and conditions of many forms. `review` has the other bare grants. */
const BARE: JsonObject = {
  data: { azuread_group: { team: { display_name: "platform-team" } } },
  resource: {
    azurerm_role_assignment: {
      // Of no effect: the condition is about data actions.
      conditioned: conditional(
        OPEN,
        ALICE,
        "AcrPull",
        `!(ActionMatches{'${REPOSITORIES}/content/read'}) OR ${NAME} StringEquals 'base'`,
      ),
      writer: conditional(
        EXISTING,
        ALICE,
        "Container Registry Repository Writer",
        `!(ActionMatches{'${REPOSITORIES}/content/write'}) || (${NAME} StringStartsWith 'team/')`,
      ),
      contributor: conditional(
        EXISTING,
        "${data.azuread_group.team.object_id}",
        "Container Registry Repository Contributor",
        [
          `(!(ActionMatches{'${REPOSITORIES}/content/delete'}) OR ${NAME} StringEqualsIgnoreCase 'base')`,
          `(!(ActionMatches{'${REPOSITORIES}/*/write'}) OR ${NAME} ForAnyOfAnyValues:StringLike {'team/*', 'shop/*/v1'})`,
        ].join(" AND "),
      ),
    },
    azurerm_container_registry_token: {
      disabled: {
        name: "disabled",
        container_registry_name: "${azurerm_container_registry.open.name}",
        resource_group_name: "rg-shared",
        scope_map_id: `${OPEN}/scopeMaps/_repositories_admin`,
        enabled: false,
      },
    },
    azurerm_container_registry: {
      open: {
        name: "accessopen",
        resource_group_name: "rg-shared",
        location: "westeurope",
        sku: "Standard",
        anonymous_pull_enabled: true,
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
