import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { DataAzurermKubernetesCluster } from "@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AksCluster,
  AksIdentityType,
  ContainerRegistry,
  ImagePullSecret,
  ProviderGeneration,
  RegistryPermissionMode,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../../src";
import { emptyApp, emptyStack, type Json, synthesize } from "../../support/stack";

const NAMES = { resourceGroupName: "rg", location: "westeurope" };
const CLUSTER = { ...NAMES, clusterName: "prod", identityType: AksIdentityType.SYSTEM_ASSIGNED };
const REGISTRY = { ...NAMES, registryName: "contoso" };
const MANUAL = { mode: "Manual" };

/** Not `synthesize`, which offers its stacks to `test:terraform` as blocks for both generations. */
function json(stack: TerraformStack): Json {
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform()), (key, value) => (key === "//" ? undefined : value));
}

function versions(stack: TerraformStack): Record<string, string> {
  const providers: [string, Json][] = Object.entries(json(stack).terraform.required_providers);
  return Object.fromEntries(providers.map(([name, { version }]) => [name, version]));
}

class OtherProvider extends TerraformProvider {
  constructor(scope: Construct, name: string, providerVersion: string) {
    super(scope, name, {
      terraformResourceType: name,
      terraformProviderSource: `hashicorp/${name}`,
      terraformGeneratorMetadata: { providerName: name, providerVersion },
    });
  }
}

function bareCluster(scope: Construct, id: string): KubernetesCluster {
  const { clusterName: name, resourceGroupName, location } = CLUSTER;
  const defaultNodePool = { name: "system", vmSize: "Standard_D2s_v5", nodeCount: 1 };
  const identity = { type: "SystemAssigned" };
  return new KubernetesCluster(scope, id, { name, resourceGroupName, location, dnsPrefix: name, defaultNodePool, identity });
}

/** One of everything that may differ. */
function estate(stack: TerraformStack): TerraformStack {
  new AksCluster(stack, "aks", CLUSTER);
  const registry = new ContainerRegistry(stack, "acr", REGISTRY);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
  new RegistryToken(stack, "token", { registry, repositories: ["*"] });
  new ImagePullSecret(stack, "acr-pull", { credentials: [puller], namespaces: ["apps"] });
  return stack;
}

describe("the versions", () => {
  test("move for each provider of the stack, and their sources stay", () => {
    const stack = emptyStack();
    const before = json(stack).terraform.required_providers;
    new OtherProvider(stack, "time", "0.13.1");
    ProviderGeneration.useAzurerm5(stack);
    expect(versions(stack)).toEqual({ azurerm: "~> 5.2", azuread: "~> 3.9", kubernetes: "~> 3.2", time: "~> 0.14" });
    expect(json(stack).terraform.required_providers).toMatchObject({
      azurerm: { source: before.azurerm.source },
      azuread: { source: before.azuread.source },
      kubernetes: { source: before.kubernetes.source },
    });
  });

  test("require no provider that the stack does not have", () => {
    const stack = new TerraformStack(emptyApp(), "stack");
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    ProviderGeneration.useAzurerm5(stack);
    expect(versions(stack)).toEqual({ azurerm: "~> 5.2" });
  });

  test("stay for a provider that this package knows nothing of", () => {
    const stack = emptyStack();
    new OtherProvider(stack, "random", "3.7.2");
    ProviderGeneration.useAzurerm5(stack);
    expect(versions(stack).random).toBe("3.7.2");
  });

  test("are the same for a provider under an alias, deep in the stack", () => {
    const stack = emptyStack();
    new AzurermProvider(new Construct(stack, "team"), "shared", { alias: "shared", features: [{}] });
    ProviderGeneration.useAzurerm5(stack);
    expect(versions(stack).azurerm).toBe("~> 5.2");
    expect(json(stack).provider.azurerm).toHaveLength(2);
  });
});

describe("the call", () => {
  test("may come before, after and within what it changes", () => {
    const first = emptyStack();
    ProviderGeneration.useAzurerm5(first);
    const last = estate(emptyStack());
    ProviderGeneration.useAzurerm5(last);
    const within = emptyStack();
    const team = new Construct(within, "team");
    estate(within);
    ProviderGeneration.useAzurerm5(team);
    expect(json(estate(first))).toEqual(json(last));
    expect(json(within)).toEqual(json(last));
  });

  test("does nothing the second time, and nothing more when the stack is rendered again", () => {
    const [once, twice] = [emptyStack(), emptyStack()].map(estate);
    new ContainerRegistry(twice, "eu", { ...REGISTRY, permissionMode: RegistryPermissionMode.MIGRATING });
    new ContainerRegistry(once, "eu", { ...REGISTRY, permissionMode: RegistryPermissionMode.MIGRATING });
    ProviderGeneration.useAzurerm5(once);
    for (const scope of [twice, new Construct(twice, "team")]) {
      ProviderGeneration.useAzurerm5(scope);
    }
    json(twice);
    expect(json(twice)).toEqual(json(once));
  });

  test("moves its own stack and no other one", () => {
    const app = emptyApp();
    const [moved, other] = ["moved", "other"].map((id) => estate(emptyStack(app, id)));
    const before = json(other);
    ProviderGeneration.useAzurerm5(moved);
    json(moved);
    expect(json(other)).toEqual(before);
  });

  test("changes nothing but what is listed here", () => {
    const [before, after] = [emptyStack(), emptyStack()].map(estate);
    ProviderGeneration.useAzurerm5(after);
    const [old, moved] = [json(before), json(after)];
    expect(moved.resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile).toEqual(MANUAL);
    expect(moved.resource.azurerm_container_registry.acr.role_assignment_mode).toBe("LegacyRegistryPermissions");
    delete moved.resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile;
    delete moved.resource.azurerm_container_registry.acr.role_assignment_mode;
    moved.terraform.required_providers = old.terraform.required_providers;
    expect(moved).toEqual(old);
  });

  test("is needed: without it, nothing of the newer generation stands in a stack", () => {
    const stack = estate(emptyStack());
    new ContainerRegistry(stack, "eu", { ...REGISTRY, permissionMode: RegistryPermissionMode.ABAC });
    expect(versions(stack)).toEqual({ azurerm: "4.55.0", azuread: "3.7.0", kubernetes: "2.38.0" });
    expect(JSON.stringify(json(stack))).not.toMatch(/node_provisioning_profile|role_assignment_mode/);
  });

  test("reaches HCL, with the profile as a block", () => {
    const stack = estate(emptyStack());
    process.env.SYNTH_HCL_OUTPUT = "true";
    try {
      const withHcl = estate(emptyStack(emptyApp()));
      ProviderGeneration.useAzurerm5(withHcl);
      const { hcl } = withHcl.toHclTerraform() as Json;
      expect(hcl).toMatch(/azurerm = \{\s+version = "~> 5[.]2"/);
      expect(hcl).toMatch(/\nnode_provisioning_profile \{\s+mode = "Manual"\s+\}/);
      expect(hcl).toContain('role_assignment_mode = "LegacyRegistryPermissions"');
    } finally {
      delete process.env.SYNTH_HCL_OUTPUT;
    }
    expect((stack.toHclTerraform() as Json).hcl).not.toMatch(/node_provisioning_profile|role_assignment_mode/);
  });
});

describe("the node provisioning profile", () => {
  test("stands in every cluster, ours and bare ones, at any depth", () => {
    const stack = emptyStack();
    new AksCluster(new Construct(stack, "team"), "aks", CLUSTER);
    bareCluster(stack, "bare");
    ProviderGeneration.useAzurerm5(stack);
    const clusters = Object.values<Json>(json(stack).resource.azurerm_kubernetes_cluster);
    expect(clusters.map((cluster) => cluster.node_provisioning_profile)).toEqual([MANUAL, MANUAL]);
  });

  test("stands in no data source and in nothing else", () => {
    const stack = emptyStack();
    AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });
    new DataAzurermKubernetesCluster(stack, "bare", { name: "prod", resourceGroupName: "rg" });
    new ContainerRegistry(stack, "acr", REGISTRY);
    ProviderGeneration.useAzurerm5(stack);
    expect(JSON.stringify(json(stack))).not.toContain("node_provisioning_profile");
  });
});

describe("the role assignment mode", () => {
  const { RBAC, ABAC, MIGRATING } = RegistryPermissionMode;

  test.each([
    [RBAC, "LegacyRegistryPermissions"],
    [ABAC, "AbacRepositoryPermissions"],
  ])("is set for a registry in %s mode", (permissionMode, mode) => {
    const stack = emptyStack();
    new ContainerRegistry(stack, "acr", { ...REGISTRY, permissionMode });
    ProviderGeneration.useAzurerm5(stack);
    const { acr } = json(stack).resource.azurerm_container_registry;
    expect(acr.role_assignment_mode).toBe(mode);
    expect(acr).not.toHaveProperty("lifecycle");
  });

  test("is left as a person sets it while the registry migrates", () => {
    const stack = emptyStack();
    new ContainerRegistry(stack, "acr", { ...REGISTRY, permissionMode: MIGRATING });
    ProviderGeneration.useAzurerm5(stack);
    const { acr } = json(stack).resource.azurerm_container_registry;
    expect(acr).not.toHaveProperty("role_assignment_mode");
    expect(acr.lifecycle).toEqual({ ignore_changes: ["role_assignment_mode"] });
  });

  test("keeps what else the user lets Azure change while the registry migrates", () => {
    const stack = emptyStack();
    const registry = new ContainerRegistry(stack, "acr", { ...REGISTRY, permissionMode: MIGRATING });
    (registry.node.defaultChild as BareRegistry).lifecycle = { preventDestroy: true, ignoreChanges: ["tags"] };
    ProviderGeneration.useAzurerm5(stack);
    expect(json(stack).resource.azurerm_container_registry.acr.lifecycle).toEqual({
      prevent_destroy: true,
      ignore_changes: ["tags", "role_assignment_mode"],
    });
  });

  test("keeps what the user lets Azure change by an override, and stays the same when it is rendered again", () => {
    const stack = emptyStack();
    const registry = new ContainerRegistry(stack, "acr", { ...REGISTRY, permissionMode: MIGRATING });
    (registry.node.defaultChild as BareRegistry).addOverride("lifecycle.ignore_changes", ["tags"]);
    ProviderGeneration.useAzurerm5(stack);
    json(stack);
    expect(json(stack).resource.azurerm_container_registry.acr.lifecycle).toEqual({
      ignore_changes: ["tags", "role_assignment_mode"],
    });
  });

  test.each<[string, (registry: BareRegistry) => void]>([
    ["an override", (registry) => registry.addOverride("lifecycle.ignore_changes", "all")],
    [
      "its lifecycle",
      (registry) => {
        registry.lifecycle = { ignoreChanges: "all" };
      },
    ],
  ])("keeps that all may change, by %s", (_way, ignore) => {
    const stack = emptyStack();
    const registry = new ContainerRegistry(stack, "acr", { ...REGISTRY, permissionMode: MIGRATING });
    ignore(registry.node.defaultChild as BareRegistry);
    ProviderGeneration.useAzurerm5(stack);
    expect(json(stack).resource.azurerm_container_registry.acr.lifecycle).toEqual({ ignore_changes: "all" });
  });

  test("is not ours to set for a bare registry, nor for one that is only read", () => {
    const stack = emptyStack();
    const { registryName: name, resourceGroupName, location } = REGISTRY;
    new BareRegistry(stack, "bare", { name, resourceGroupName, location, sku: "Basic" });
    new DataAzurermContainerRegistry(stack, "read", { name, resourceGroupName });
    ContainerRegistry.fromLookup(stack, "acr", { registryName: name, resourceGroupName, permissionMode: ABAC });
    ProviderGeneration.useAzurerm5(stack);
    expect(JSON.stringify(json(stack))).not.toContain("role_assignment_mode");
  });
});

test("leaves what the user overrode", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" });
  (cluster.node.defaultChild as KubernetesCluster).addOverride("node_provisioning_profile", { mode: "Auto" });
  stack.addOverride("terraform.required_providers.azurerm.version", "5.2.0");
  ProviderGeneration.useAzurerm5(stack);
  const { resource, terraform } = synthesize(stack);
  expect(resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile).toEqual({ mode: "Auto" });
  expect(terraform.required_providers.azurerm.version).toBe("5.2.0");
  expect(terraform.required_providers.kubernetes.version).toBe("~> 3.2");
});
