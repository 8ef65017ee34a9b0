import { ContainerRegistry as Bare } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformResourceLifecycle, type TerraformStack, Testing } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  ContainerRegistrySku,
  ProviderGeneration,
  RegistryRoleAssignmentMode,
} from "../../../src";
import { complaint, emptyStack, synthesize, variable, warnings } from "../../support/stack";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

function bareRegistry(stack: TerraformStack, config: object = {}): Bare {
  return new Bare(stack, "acr", { ...PLACE, name: "contoso", sku: "Premium", ...config });
}

function bareCluster(stack: TerraformStack, config: object = {}): KubernetesCluster {
  return new KubernetesCluster(stack, "aks", {
    ...PLACE,
    name: "prod",
    dnsPrefix: "prod",
    defaultNodePool: { name: "pool", vmSize: "Standard_D2s_v5", nodeCount: 1 },
    identity: { type: "SystemAssigned" },
    ...config,
  });
}

test("a registry and a cluster of the stack are attached and left as they are", () => {
  const [plain, attached] = [emptyStack(), emptyStack()];
  bareRegistry(plain);
  bareCluster(plain);
  const registry = ContainerRegistry.fromResource(attached, "contoso", bareRegistry(attached));
  registry.grantPull(AksCluster.fromResource(attached, "prod", bareCluster(attached)));
  const { azurerm_role_assignment, ...others } = synthesize(attached).resource;
  expect(others).toEqual(synthesize(plain).resource);
  expect(Object.values(azurerm_role_assignment)).toEqual([
    expect.objectContaining({
      scope: "${azurerm_container_registry.acr.id}",
      principal_id: "${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}",
      role_definition_name: "AcrPull",
    }),
  ]);
});

test("what the resource states is known: name, tier, provider, mode", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  const bare = bareRegistry(stack, { provider });
  bare.addOverride("role_assignment_mode", "AbacRepositoryPermissions");
  expect(ContainerRegistry.fromResource(stack, "contoso", bare)).toMatchObject({
    sku: ContainerRegistrySku.PREMIUM,
    roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
    provider,
  });
});

test("the same registry as another construct is found by its name", () => {
  const stack = emptyStack();
  const cluster = AksCluster.fromResource(stack, "prod", bareCluster(stack));
  ContainerRegistry.fromResource(stack, "contoso", bareRegistry(stack)).grantPull(cluster);
  const found = ContainerRegistry.fromLookup(stack, "found", { registryName: "contoso", resourceGroupName: "rg" });
  found.grantPull(cluster);
  expect(() => synthesize(stack)).toThrow("409 RoleAssignmentExists");
});

test("the admin account is used where the resource enables it", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromResource(stack, "contoso", bareRegistry(stack, { adminEnabled: true }));
  const { username } = registry.adminCredentials();
  new TerraformOutput(stack, "username", { value: username });
  expect(synthesize(stack).output.username.value).toMatch(
    /^\$\{terraform_data\.contoso_AdminAccount\w*\.output\.is_enabled \? azurerm_container_registry\.acr\.admin_username : ""\}$/,
  );
  expect(warnings(stack)).toEqual([expect.stringContaining("the admin account is for development only")]);
});

test.each<[string, (stack: TerraformStack) => unknown, string, string]>([
  [
    "another resource as a cluster",
    (stack) => AksCluster.fromResource(stack, "prod", bareRegistry(stack) as never),
    "AksCluster.fromResource: cluster",
    "pass the construct of the binding",
  ],
  [
    "a registry of this package",
    (stack) =>
      ContainerRegistry.fromResource(
        stack,
        "contoso",
        new ContainerRegistry(stack, "own", { ...PLACE, registryName: "contoso" }) as never,
      ),
    "ContainerRegistry.fromResource: registry",
    "pass the construct of the binding",
  ],
  [
    "a cluster with a service principal",
    (stack) =>
      AksCluster.fromResource(stack, "prod", bareCluster(stack, { servicePrincipal: { clientId: "x", clientSecret: "y" } }))
        .kubeletObjectId,
    "[stack/prod] cluster",
    "use AksCluster.fromClusterAttributes",
  ],
  [
    "an issuer that is off",
    (stack) => AksCluster.fromResource(stack, "prod", bareCluster(stack)).oidcIssuerUrl,
    "[stack/prod] cluster.oidcIssuerEnabled",
    "set oidcIssuerEnabled: true",
  ],
  [
    "an admin account that is off",
    (stack) => ContainerRegistry.fromResource(stack, "contoso", bareRegistry(stack)).adminCredentials(),
    "[stack/contoso] registry.adminEnabled",
    "set adminEnabled: true",
  ],
  [
    "a mode that a variable decides",
    (stack) => {
      const bare = bareRegistry(stack);
      bare.addOverride("role_assignment_mode", variable(stack, "mode"));
      return ContainerRegistry.fromResource(stack, "contoso", bare);
    },
    "[stack/acr] roleAssignmentMode",
    "pass RegistryRoleAssignmentMode",
  ],
])("refuses %s", (_, build, place, repair) => {
  expect(() => build(emptyStack())).toThrow(complaint(place, repair));
});

describe("a switch of a declared registry on azurerm 5", () => {
  const switching = (lifecycle?: TerraformResourceLifecycle) => {
    const stack = emptyStack();
    const bare = bareRegistry(stack);
    bare.lifecycle = lifecycle;
    ContainerRegistry.fromResource(stack, "contoso", bare, { roleAssignmentMode: RegistryRoleAssignmentMode.SWITCHING });
    ProviderGeneration.useAzurerm5(stack);
    return stack;
  };

  test("is refused where the next apply would take it back", () => {
    expect(() => Testing.synth(switching(), true)).toThrow(
      "registry.lifecycle.ignoreChanges must contain 'role_assignment_mode'",
    );
    expect(() => Testing.synth(switching({ ignoreChanges: ["tags"] }), true)).toThrow("role_assignment_mode");
  });

  test.each<[string[] | "all"]>([[["role_assignment_mode"]], ["all"]])(
    "goes on where the resource ignores %j",
    (ignoreChanges) => {
      expect(() => Testing.synth(switching({ ignoreChanges }), true)).not.toThrow();
    },
  );
});
