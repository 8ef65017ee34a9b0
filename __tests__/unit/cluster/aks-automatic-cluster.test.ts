import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import { AksAutomaticCluster, type AksAutomaticClusterProps, AksKubernetesProvider, ProviderGeneration } from "../../../src";
import { knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { complaint, emptyApp, emptyStack, type JsonTree, synthesize, variable } from "../../support/stack";

const TYPE = "azurerm_kubernetes_automatic_cluster";
const PROPS = { clusterName: "prod", resourceGroupName: "rg-prod", location: "westeurope" };
const LOOKUP = { clusterName: "prod", resourceGroupName: "rg-prod" };

function azurerm5Stack(): TerraformStack {
  const stack = emptyStack();
  ProviderGeneration.useAzurerm5(stack);
  return stack;
}

function clusterIn(stack: TerraformStack, props: Partial<AksAutomaticClusterProps> = {}): AksAutomaticCluster {
  return new AksAutomaticCluster(stack, "aks", { ...PROPS, ...props });
}

function resourceOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource[TYPE].aks;
}

describe("a new cluster", () => {
  test("states what Azure demands, and leaves everything else to Azure", () => {
    const stack = azurerm5Stack();
    clusterIn(stack);
    const json = synthesize(stack);
    expect(json.resource).toEqual({
      [TYPE]: {
        aks: {
          name: "prod",
          resource_group_name: "rg-prod",
          location: "westeurope",
          identity: { type: "SystemAssigned" },
          lifecycle: { ignore_changes: ["api_server_access", "private_cluster", "service_mesh", "tags"] },
        },
      },
    });
    expect(json).not.toHaveProperty("data");
  });

  test("states what its user states", () => {
    const stack = azurerm5Stack();
    clusterIn(stack, {
      apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] },
      preventDestroy: true,
      tags: { team: "shop" },
      provider: new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] }),
    });
    expect(resourceOf(stack)).toEqual({
      name: "prod",
      resource_group_name: "rg-prod",
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      api_server_access: { authorized_ip_ranges: ["203.0.113.0/24"] },
      tags: { team: "shop" },
      provider: "azurerm.shared",
      lifecycle: { prevent_destroy: true, ignore_changes: ["api_server_access[0].subnet_id", "private_cluster", "service_mesh"] },
    });
  });

  test.each([[[]], [["0.0.0.0/0"]]])("states that there is no restriction for %j, without an empty block", (ranges) => {
    const stack = azurerm5Stack();
    clusterIn(stack, { apiServerAccess: { authorizedIpRanges: ranges } });
    const { api_server_access, lifecycle } = resourceOf(stack);
    expect(api_server_access).toBeUndefined();
    expect(lifecycle.ignore_changes).toEqual(["private_cluster", "service_mesh", "tags"]);
  });

  test("is private without a public name", () => {
    const stack = azurerm5Stack();
    clusterIn(stack, { apiServerAccess: { privateClusterEnabled: true } });
    const { private_cluster, lifecycle } = resourceOf(stack);
    expect(private_cluster).toEqual({ public_fully_qualified_domain_name_enabled: false });
    expect(lifecycle.ignore_changes).not.toContain("private_cluster");
  });

  test("takes overrides on its default child, and owns what they state", () => {
    const stack = azurerm5Stack();
    const { defaultChild } = clusterIn(stack).node;
    if (!TerraformResource.isTerraformResource(defaultChild)) {
      throw new Error("no resource");
    }
    defaultChild.addOverride("service_mesh", { revisions: ["asm-1-27"] });
    const { service_mesh, lifecycle } = resourceOf(stack);
    expect(service_mesh).toEqual({ revisions: ["asm-1-27"] });
    expect(lifecycle.ignore_changes).toEqual(["api_server_access", "private_cluster", "tags"]);
  });

  test("is read after it exists, once, and the grant comes last", () => {
    const stack = azurerm5Stack();
    const cluster = clusterIn(stack);
    knownRegistry(stack).grantPull(cluster);
    expect(cluster.kubeletObjectId).toBe(cluster.pullPrincipalId);
    const { resource, data, locals } = synthesize(stack);
    // Refers to the cluster by a local value only: otherwise a change of the cluster would replace the grant.
    expect(Object.values(locals)).toEqual([`\${element(split("/", ${TYPE}.aks.id), 4)}`]);
    const [local] = Object.keys(locals);
    expect(data).toEqual({ [TYPE]: { aks_KubeletIdentity: { name: "prod", resource_group_name: `\${local.${local}}` } } });
    const [assignment] = Object.values<JsonTree>(resource.azurerm_role_assignment);
    expect(assignment).toMatchObject({
      role_definition_name: "AcrPull",
      principal_id: `\${data.${TYPE}.aks_KubeletIdentity.kubelet_identity[0].object_id}`,
      principal_type: "ServicePrincipal",
    });
    expect(resource[TYPE].aks).not.toHaveProperty("depends_on");
  });

  test("is read by the provider that creates it", () => {
    const stack = azurerm5Stack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    knownRegistry(stack).grantPull(clusterIn(stack, { provider }));
    expect(synthesize(stack).data[TYPE].aks_KubeletIdentity.provider).toBe("azurerm.shared");
  });

  test("exposes its id, its name and its issuer", () => {
    const stack = azurerm5Stack();
    const { clusterId, clusterName, oidcIssuerUrl } = clusterIn(stack);
    new TerraformOutput(stack, "shown", { value: [clusterId, clusterName, oidcIssuerUrl] });
    const attributes = ["id", "name", "oidc_issuer_url"].map((name) => `\${${TYPE}.aks.${name}}`);
    expect(synthesize(stack).output.shown.value).toEqual(attributes);
  });

  test("can be written in HCL", () => {
    const stack = azurerm5Stack();
    const cluster = clusterIn(stack, { apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] }, tags: { team: "shop" } });
    knownRegistry(stack).grantPull(cluster);
    stack.prepareStack();
    const { hcl } = stack.toHclTerraform();
    expect(hcl).toContain(`resource "${TYPE}" "aks"`);
    expect(hcl).toMatch(/api_server_access \{\s+authorized_ip_ranges\s+= \[\s*"203\.0\.113\.0\/24",?\s*\]/);
    expect(hcl).toMatch(/identity \{\s+type\s+= "SystemAssigned"/);
    expect(hcl).toMatch(/tags = \{\s+team\s+= "shop"/);
    expect(hcl).toContain(`data "${TYPE}" "aks_KubeletIdentity`);
  });

  test.each<[string, Partial<AksAutomaticClusterProps>, string]>([
    ["clusterName", { clusterName: "-prod" }, "choose another name"],
    ["resourceGroupName", { resourceGroupName: "" }, "set a value"],
    ["location", { location: "" }, "set a value"],
    ["apiServerAccess.authorizedIpRanges", { apiServerAccess: { authorizedIpRanges: ["any"] } }, "use ranges of public"],
  ])("fails for a wrong %s", (property, props, repair) => {
    expect(() => clusterIn(azurerm5Stack(), props)).toThrow(complaint(`[stack/aks] ${property}`, repair));
  });

  test("fails if only Terraform knows whether it is private", () => {
    const stack = azurerm5Stack();
    const privateClusterEnabled: unknown = variable(stack, "private");
    const apiServerAccess = { privateClusterEnabled: privateClusterEnabled as boolean };
    expect(() => clusterIn(stack, { apiServerAccess })).toThrow(
      complaint("[stack/aks] apiServerAccess.privateClusterEnabled", "decide it when the stack is synthesized"),
    );
  });
});

describe("a cluster that is looked up", () => {
  test("pulls with its kubelet identity", () => {
    const stack = azurerm5Stack();
    knownRegistry(stack).grantPull(AksAutomaticCluster.fromLookup(stack, "aks", LOOKUP));
    const { data, resource } = synthesize(stack);
    expect(data).toEqual({ [TYPE]: { aks: { name: "prod", resource_group_name: "rg-prod" } } });
    expect(Object.values<JsonTree>(resource.azurerm_role_assignment).map(({ principal_id }) => principal_id)).toEqual([
      `\${data.${TYPE}.aks.kubelet_identity[0].object_id}`,
    ]);
  });

  test("configures a Kubernetes provider, and fails the plan if its API server cannot be read", () => {
    const stack = azurerm5Stack();
    const cluster = AksAutomaticCluster.fromLookup(stack, "aks", LOOKUP);
    new AksKubernetesProvider(stack, "edge", { cluster, alias: "edge" });
    const { data, provider } = synthesize(stack);
    expect(provider.kubernetes[1]).toMatchObject({
      host: `\${data.${TYPE}.aks.kube_config[0].host}`,
      cluster_ca_certificate: `\${base64decode(data.${TYPE}.aks.kube_config[0].cluster_ca_certificate)}`,
    });
    expect(data[TYPE].aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.kube_config[0].host, "") != ""}',
        error_message: expect.stringMatching(complaint("[stack/aks] apiServerUrl", "assign it the role")),
      },
    ]);
  });

  test.each([
    ["clusterName", { clusterName: "" }, "choose another name"],
    ["resourceGroupName", { resourceGroupName: "" }, "set a value"],
  ])("fails for a wrong %s", (property, options, repair) => {
    expect(() => AksAutomaticCluster.fromLookup(azurerm5Stack(), "aks", { ...LOOKUP, ...options })).toThrow(
      complaint(`[stack/aks] ${property}`, repair),
    );
  });
});

describe("the provider", () => {
  const build: [string, (stack: TerraformStack) => unknown][] = [
    ["a new cluster", (stack) => clusterIn(stack)],
    ["a cluster that is looked up", (stack) => AksAutomaticCluster.fromLookup(stack, "aks", LOOKUP)],
  ];

  (HAS_AZURERM_5 ? test.skip.each : test.each)(build)("of %s must be azurerm 5", (_, create) => {
    const stack = emptyStack();
    create(stack);
    expect(() => synthesize(stack)).toThrow(
      complaint("[stack/aks] provider", "call ProviderGeneration.useAzurerm5(this) in the stack"),
    );
  });

  test.each(build)("of %s may be moved to azurerm 5 afterwards", (_, create) => {
    const stack = emptyStack();
    create(stack);
    ProviderGeneration.useAzurerm5(stack);
    expect(() => synthesize(stack)).not.toThrow();
  });

  test("may have a binding of azurerm 5", () => {
    const stack = new TerraformStack(emptyApp(), "stack");
    const provider = new AzurermProvider(stack, "azurerm", { features: [{}] });
    Object.defineProperty(provider, "terraformGeneratorMetadata", {
      value: { providerName: "azurerm", providerVersion: "5.10.0" },
    });
    clusterIn(stack);
    expect(() => synthesize(stack)).not.toThrow();
  });
});
