import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  AcrCredentialProvider,
  AksCluster,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  KubernetesDistribution,
} from "../../../src";
import { knownRegistry, registryOf } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID } from "../../support/values";

const LIFECYCLE = { ignore_changes: ["metadata[0].annotations", "metadata[0].labels"] };
const DEFAULT_IDENTITY = { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID };

function imagePull(stack: TerraformStack, props: Partial<AksServiceAccountImagePullProps> = {}): AksServiceAccountImagePull {
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });
  return new AksServiceAccountImagePull(stack, "pull", { cluster, ...props });
}

function resourcesOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource;
}

/** What lets nodes request tokens of service accounts for one audience. */
function tokenRequests(name: string, audience: string) {
  const rule = { api_groups: [""], resources: [audience], verbs: ["request-serviceaccounts-token-audience"] };
  return {
    role: { metadata: { name }, rule: [rule], lifecycle: LIFECYCLE },
    binding: {
      metadata: { name },
      role_ref: { api_group: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subject: [{ api_group: "rbac.authorization.k8s.io", kind: "Group", name: "system:nodes" }],
      depends_on: [`kubernetes_cluster_role_v1.${name}`],
      lifecycle: LIFECYCLE,
    },
  };
}

test("an AKS cluster gets what its nodes need, and its preview stays off", () => {
  const stack = emptyStack();
  imagePull(stack);
  const { role, binding } = tokenRequests("pull", "api://AKSIdentityBinding");
  expect(resourcesOf(stack)).toEqual({
    kubernetes_cluster_role_v1: { pull: role },
    kubernetes_cluster_role_binding_v1: { pull_Binding: binding },
  });
});

test("the preview is switched on last, with a default identity that every service account may use", () => {
  const stack = emptyStack();
  imagePull(stack, { previewEnabled: true, defaultIdentity: DEFAULT_IDENTITY });
  const { azapi_update_resource, azapi_resource, kubernetes_cluster_role_v1, kubernetes_cluster_role_binding_v1 } =
    resourcesOf(stack);
  expect(azapi_update_resource).toEqual({
    pull_Preview: {
      type: "Microsoft.ContainerService/managedClusters@2026-08-02-preview",
      resource_id: "${data.azurerm_kubernetes_cluster.aks.id}",
      body: {
        properties: {
          securityProfile: {
            serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: DEFAULT_IDENTITY.identityId },
          },
        },
      },
      ignore_casing: true,
      depends_on: [
        "kubernetes_cluster_role_binding_v1.pull_Binding",
        "azapi_resource.pull_DefaultIdentityBinding",
        "kubernetes_cluster_role_binding_v1.pull_UseDefaultIdentityBinding",
      ],
    },
  });
  expect(azapi_resource.pull_DefaultIdentityBinding.body).toEqual({
    properties: { managedIdentity: { resourceId: DEFAULT_IDENTITY.identityId } },
  });
  expect(kubernetes_cluster_role_v1.pull_UseDefaultIdentity.rule).toEqual([
    { api_groups: ["cid.wi.aks.azure.com"], resources: [CLIENT_ID], verbs: ["use-managed-identity"] },
  ]);
  expect(kubernetes_cluster_role_binding_v1.pull_UseDefaultIdentityBinding.subject).toEqual([
    { api_group: "rbac.authorization.k8s.io", kind: "Group", name: "system:serviceaccounts" },
  ]);
});

test.each<[string, Partial<AksServiceAccountImagePullProps>, RegExp]>([
  ["the preview without a default identity", { previewEnabled: true }, complaint("defaultIdentity", "kubelet identity")],
  ["a default identity without the preview", { defaultIdentity: DEFAULT_IDENTITY }, complaint("previewEnabled", "set preview")],
  [
    "a default identity that is no managed identity",
    { previewEnabled: true, defaultIdentity: { ...DEFAULT_IDENTITY, identityId: "nodes" } },
    complaint("defaultIdentity.identityId"),
  ],
  ["a name that Kubernetes refuses", { clusterRoleName: "Pull" }, complaint("clusterRoleName", "set clusterRoleName")],
])("refuses %s", (_title, props, message) => {
  expect(() => imagePull(emptyStack(), props)).toThrow(message);
});

test("a cluster outside Azure gets the same for tokens of Microsoft Entra ID", () => {
  const stack = emptyStack();
  new AcrCredentialProvider(stack, "acr", { registries: [knownRegistry(stack, {}, "one")], tenantId: OBJECT_ID });
  const { role, binding } = tokenRequests("acr", "api://AzureADTokenExchange");
  expect(resourcesOf(stack)).toEqual({
    kubernetes_cluster_role_v1: { acr: role },
    kubernetes_cluster_role_binding_v1: { acr_Binding: binding },
  });
});

test.each([
  ["no registry", { registries: [] }, complaint("registries", "pass the registry")],
  ["a domain in place of a tenant's id", { tenantId: "contoso.com" }, complaint("tenantId", "az account show")],
])("the credential provider refuses %s", (_title, props, message) => {
  const stack = emptyStack();
  const all = { registries: [knownRegistry(stack)], tenantId: OBJECT_ID, ...props };
  expect(() => new AcrCredentialProvider(stack, "provider", all)).toThrow(message);
});

test("two of one name in a cluster fail the validation", () => {
  const stack = emptyStack();
  const props = { registries: [knownRegistry(stack)], tenantId: OBJECT_ID, clusterRoleName: "nodes" };
  new AcrCredentialProvider(stack, "one", props);
  new AcrCredentialProvider(stack, "two", props);
  expect(validationErrors(stack).join()).toMatch(complaint("[stack/two] clusterRoleName", "leave it to 'stack/one'"));
});

describe("the files of nodes", () => {
  const provider = (stack: TerraformStack) =>
    new AcrCredentialProvider(stack, "provider", { registries: [registryOf(stack)], tenantId: OBJECT_ID });

  /** What Terraform is told to write, as cdktf renders it. */
  function filesOf(distribution: KubernetesDistribution): { [path: string]: string } {
    const stack = emptyStack();
    new TerraformOutput(stack, "files", { value: provider(stack).nodeFiles(distribution) });
    return synthesize(stack).output.files.value as never;
  }

  test.each([
    [KubernetesDistribution.K3S, "/var/lib/rancher/credentialprovider", "/etc/rancher/k3s/config.yaml.d"],
    [KubernetesDistribution.RKE2, "/var/lib/rancher/credentialprovider", "/etc/rancher/rke2/config.yaml.d"],
  ])("of %s are where it looks for them", (distribution, folder, flags) => {
    const files = filesOf(distribution);
    const paths = [`${folder}/azure.json`, `${folder}/config.yaml`, `${flags}/acr-credential-provider.yaml`];
    expect(Object.keys(files).sort()).toEqual(paths.sort());
    expect(files[`${flags}/acr-credential-provider.yaml`]).toBe(
      `image-credential-provider-bin-dir: ${folder}/bin\nimage-credential-provider-config: ${folder}/config.yaml\n`,
    );
  });

  test("of kubeadm have a drop-in of systemd with the flags", () => {
    const files = filesOf(KubernetesDistribution.KUBEADM);
    expect(files["/etc/systemd/system/kubelet.service.d/20-acr-credential-provider.conf"]).toBe(
      '[Service]\nEnvironment="KUBELET_EXTRA_ARGS=--image-credential-provider-bin-dir=/usr/local/lib/kubelet/credential-providers ' +
        '--image-credential-provider-config=/etc/kubernetes/credential-providers.yaml"\n',
    );
    expect(Object.keys(files)).toHaveLength(3);
  });

  test("of Talos are one patch", () => {
    expect(Object.keys(filesOf(KubernetesDistribution.TALOS))).toEqual(["machine-config-patch.yaml"]);
  });

  test("match the registries, and ask for tokens of the audience that the ClusterRole allows", () => {
    const files = filesOf(KubernetesDistribution.K3S);
    const [config, azure] = ["config.yaml", "azure.json"].map((name) => files[`/var/lib/rancher/credentialprovider/${name}`]);
    for (const part of [
      '"matchImages" = [data.azurerm_container_registry.acr.login_server]',
      '"serviceAccountTokenAudience" = "api://AzureADTokenExchange"',
      '"requiredServiceAccountAnnotationKeys" = ["kubernetes.azure.com/acr-client-id", "kubernetes.azure.com/acr-tenant-id"]',
    ]) {
      expect(config).toContain(part);
    }
    expect(azure).toContain(`"tenantId" = "${OBJECT_ID}"`);
  });

  test("refuse another distribution", () => {
    expect(() => provider(emptyStack()).nodeFiles("gke" as KubernetesDistribution)).toThrow(complaint("distribution"));
  });
});
