import type { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
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
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { HAS_AZURERM_5 } from "../support/pins";
import { emptyApp, emptyStack, type JsonTree } from "../support/stack";

const NAMES = { resourceGroupName: "rg", location: "westeurope" };
const CLUSTER = { ...NAMES, clusterName: "prod", identityType: AksIdentityType.SYSTEM_ASSIGNED };
const REGISTRY = { ...NAMES, registryName: "contoso" };
const MANUAL = { mode: "Manual" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** Without validation, which would offer the stack with its providers of other makers to `test:terraform`. */
function json(stack: TerraformStack): JsonTree {
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform()), (key, value) => (key === "//" ? undefined : value));
}

function versions(stack: TerraformStack): Record<string, JsonTree> {
  const providers = Object.entries(json(stack).terraform.required_providers);
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
  const ofAzurerm5 = { nodeProvisioningProfile: MANUAL };
  const config = { name, resourceGroupName, location, dnsPrefix: name, defaultNodePool, identity };
  return new KubernetesCluster(scope, id, { ...config, ...ofAzurerm5 });
}

/** What a call changes. With bindings of azurerm 5, it changes nothing. */
const testOfOlderBindings = HAS_AZURERM_5 ? test.skip : test;

/** One of everything that may differ. */
function withEverything(stack: TerraformStack): TerraformStack {
  new AksCluster(stack, "aks", CLUSTER);
  const registry = new ContainerRegistry(stack, "acr", REGISTRY);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
  new RegistryToken(stack, "token", { registry, repositories: ["*"] });
  new ImagePullSecret(stack, "acr-pull", { credentials: [puller], namespaces: ["apps"] });
  return stack;
}

describe("the versions", () => {
  testOfOlderBindings("change for every provider of the stack, and the sources do not", () => {
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
});

describe("the call", () => {
  test("may be before, after and within what it changes", () => {
    const first = emptyStack();
    ProviderGeneration.useAzurerm5(first);
    const last = withEverything(emptyStack());
    ProviderGeneration.useAzurerm5(last);
    const within = emptyStack();
    const team = new Construct(within, "team");
    withEverything(within);
    ProviderGeneration.useAzurerm5(team);
    expect(json(withEverything(first))).toEqual(json(last));
    expect(json(within)).toEqual(json(last));
  });

  test("does nothing the second time, nor when the stack is rendered again", () => {
    const [once, twice] = [emptyStack(), emptyStack()].map(withEverything);
    new ContainerRegistry(twice, "eu", { ...REGISTRY, roleAssignmentMode: RegistryRoleAssignmentMode.EITHER });
    new ContainerRegistry(once, "eu", { ...REGISTRY, roleAssignmentMode: RegistryRoleAssignmentMode.EITHER });
    ProviderGeneration.useAzurerm5(once);
    for (const scope of [twice, new Construct(twice, "team")]) {
      ProviderGeneration.useAzurerm5(scope);
    }
    json(twice);
    expect(json(twice)).toEqual(json(once));
  });

  test("affects its own stack only", () => {
    const app = emptyApp();
    const [moved, other] = ["moved", "other"].map((id) => withEverything(emptyStack(app, id)));
    const before = json(other);
    ProviderGeneration.useAzurerm5(moved);
    json(moved);
    expect(json(other)).toEqual(before);
  });

  testOfOlderBindings("changes nothing else, and leaves to Azure what is new", () => {
    const [before, after] = [emptyStack(), emptyStack()].map(withEverything);
    ProviderGeneration.useAzurerm5(after);
    const [old, moved] = [json(before), json(after)];
    expect(moved.resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile).toEqual(MANUAL);
    expect(moved.resource.azurerm_container_registry.acr.role_assignment_mode).toBe("LegacyRegistryPermissions");
    const { node_provisioning_profile, lifecycle: ofCluster, ...aks } = moved.resource.azurerm_kubernetes_cluster.aks;
    const { role_assignment_mode, lifecycle: ofRegistry, ...acr } = moved.resource.azurerm_container_registry.acr;
    expect(ofCluster.ignore_changes).toContain("node_provisioning_profile");
    expect(ofRegistry.ignore_changes).toEqual(expect.arrayContaining(["azuread_authentication_as_arm_policy_enabled"]));
    // The mode of the registry is known.
    const unchanged = {
      azurerm_role_assignment: moved.resource.azurerm_role_assignment,
      azurerm_kubernetes_cluster: { aks: { ...aks, lifecycle: old.resource.azurerm_kubernetes_cluster.aks.lifecycle } },
      azurerm_container_registry: { acr: { ...acr, lifecycle: old.resource.azurerm_container_registry.acr.lifecycle } },
    };
    expect({
      ...moved,
      resource: { ...moved.resource, ...unchanged },
      terraform: { ...moved.terraform, required_providers: old.terraform.required_providers },
    }).toEqual(old);
  });

  testOfOlderBindings("applies to HCL, with the profile as a block", () => {
    const stack = withEverything(emptyStack());
    process.env.SYNTH_HCL_OUTPUT = "true";
    try {
      const withHcl = withEverything(emptyStack(emptyApp()));
      ProviderGeneration.useAzurerm5(withHcl);
      const { hcl } = withHcl.toHclTerraform();
      expect(hcl).toMatch(/azurerm = \{\s+version = "~> 5[.]2"/);
      expect(hcl).toMatch(/\nnode_provisioning_profile \{\s+mode = "Manual"\s+\}/);
      expect(hcl).toContain('role_assignment_mode = "LegacyRegistryPermissions"');
    } finally {
      delete process.env.SYNTH_HCL_OUTPUT;
    }
    expect(stack.toHclTerraform().hcl).not.toMatch(/node_provisioning_profile|role_assignment_mode/);
  });
});

describe("a call at the top of a stack", () => {
  testOfOlderBindings("affects providers and clusters that the user adds later", () => {
    const stack = new TerraformStack(emptyApp(), "stack");
    ProviderGeneration.useAzurerm5(stack);
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    bareCluster(stack, "bare");
    expect(versions(stack)).toEqual({ azurerm: "~> 5.2" });
    expect(json(stack).resource.azurerm_kubernetes_cluster.bare.node_provisioning_profile).toEqual(MANUAL);
  });

  test("keeps what the user overrides later", () => {
    ProviderGeneration.useAzurerm5(stack);
    const cluster = new AksCluster(stack, "aks", CLUSTER);
    (cluster.node.defaultChild as KubernetesCluster).addOverride("node_provisioning_profile", { mode: "Auto" });
    stack.addOverride("terraform.required_providers.azurerm.version", "5.2.0");
    expect(versions(stack).azurerm).toBe("5.2.0");
    expect(json(stack).resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile).toEqual({ mode: "Auto" });
  });
});

describe("the ignored arguments", () => {
  const ignoredIn = (stack: TerraformStack) => {
    const { azurerm_kubernetes_cluster: clusters, azurerm_container_registry: registries } = json(stack).resource;
    return [clusters.aks, registries.acr].map(({ lifecycle }) => Object.values(lifecycle.ignore_changes).map(String));
  };

  test("do not contain a profile that the user states, before or after the call", () => {
    const [before, after] = [emptyStack(), emptyStack()].map(withEverything);
    const state = (stack: TerraformStack) => {
      const cluster = stack.node.findChild("aks").node.defaultChild as KubernetesCluster;
      cluster.addOverride("node_provisioning_profile.mode", "Auto");
    };
    state(before);
    ProviderGeneration.useAzurerm5(before);
    ProviderGeneration.useAzurerm5(after);
    state(after);
    for (const stack of [before, after]) {
      expect(json(stack).resource.azurerm_kubernetes_cluster.aks.node_provisioning_profile).toEqual({ mode: "Auto" });
      expect(ignoredIn(stack)[0]).not.toContain("node_provisioning_profile");
    }
  });
});

describe("the role assignment mode", () => {
  const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;

  test.each([
    [undefined, "LegacyRegistryPermissions", undefined, ""],
    [EITHER, "LegacyRegistryPermissions", undefined, ""],
    [
      RBAC,
      "LegacyRegistryPermissions",
      '!= "AbacRepositoryPermissions"',
      "ABAC, EITHER or left out while the registry is in ABAC mode",
    ],
    [
      ABAC,
      "AbacRepositoryPermissions",
      '== "AbacRepositoryPermissions"',
      "RBAC, EITHER or left out while the registry is in RBAC mode",
    ],
  ])("of the mode %s is %s, and belongs to Azure once the registry exists", (roleAssignmentMode, mode, holds, must) => {
    new ContainerRegistry(stack, "acr", { ...REGISTRY, roleAssignmentMode });
    ProviderGeneration.useAzurerm5(stack);
    const { role_assignment_mode, lifecycle } = json(stack).resource.azurerm_container_registry.acr;
    expect(role_assignment_mode).toBe(mode);
    expect(lifecycle.ignore_changes).toContain("role_assignment_mode");
    // No apply switches a registry in another mode than the stated one.
    const demanded = {
      condition: `\${self.role_assignment_mode ${holds}}`,
      error_message: expect.stringContaining(`must be ${must}`),
    };
    expect(Object.values(lifecycle.postcondition ?? {})).toEqual(holds === undefined ? [] : [demanded]);
  });

  test.each<[string, (registry: BareRegistry) => void, object]>([
    [
      "a lifecycle",
      (registry) => Object.assign(registry, { lifecycle: { preventDestroy: true, ignoreChanges: ["location"] } }),
      { prevent_destroy: true, ignore_changes: expect.arrayContaining(["location", "role_assignment_mode"]) },
    ],
    [
      "an override",
      (registry) => registry.addOverride("lifecycle.ignore_changes", ["tags"]),
      { ignore_changes: HAS_AZURERM_5 ? ["tags"] : ["tags", "role_assignment_mode"] },
    ],
    [
      "an override of everything",
      (registry) => registry.addOverride("lifecycle.ignore_changes", "all"),
      { ignore_changes: "all" },
    ],
    [
      "a lifecycle with everything",
      (registry) => Object.assign(registry, { lifecycle: { ignoreChanges: "all" } }),
      { ignore_changes: "all" },
    ],
  ])("is ignored besides what the user ignores by %s", (_way, ignore, lifecycle) => {
    const registry = new ContainerRegistry(stack, "acr", REGISTRY);
    ignore(registry.node.defaultChild as BareRegistry);
    ProviderGeneration.useAzurerm5(stack);
    json(stack);
    expect(json(stack).resource.azurerm_container_registry.acr.lifecycle).toEqual(lifecycle);
  });
});

describe("bindings of the newer generation", () => {
  const NOTHING_TO_DO =
    "useAzurerm5 has nothing to do: the bindings of this stack were generated from those versions or later ones; remove the call";
  const notesIn = (stack: TerraformStack) => {
    json(stack);
    json(stack);
    const notes = stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type.endsWith("/info")));
    return notes.map(({ data }) => data);
  };

  test.each([
    ["5.10.0", "5.10.0", [NOTHING_TO_DO]],
    ["5.2.0", "5.2.0", [NOTHING_TO_DO]],
    ["5.1.0", "~> 5.2", []],
    ["4.81.0", "~> 5.2", []],
  ])("of azurerm %s require %s, and a call says so once where it changes nothing", (providerVersion, required, notes) => {
    const stack = new TerraformStack(emptyApp(), "stack");
    new OtherProvider(stack, "azurerm", providerVersion);
    ProviderGeneration.useAzurerm5(stack);
    expect(notesIn(stack)).toEqual(notes);
    expect(versions(stack)).toEqual({ azurerm: required });
  });
});
