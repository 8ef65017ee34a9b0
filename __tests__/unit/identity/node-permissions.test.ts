import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AksCluster,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  AzureCloud,
  KubernetesDistribution,
  PullIdentityConsumer,
} from "../../../src";
import { knownRegistry, registryOf } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
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

const SUBJECTS = [{ namespaceName: "shop", serviceAccount: "app" }];
const { AZURE_CLOUD, AZURE_US_GOVERNMENT, AZURE_CHINA_CLOUD } = AzureCloud;

type Build = (stack: TerraformStack, loginServer: string, cloud?: AzureCloud) => unknown;

const accessToken: Build = (stack, loginServer, cloud) => {
  const pullIdentity = new KnownIdentity(stack, "shop", SUBJECTS, PullIdentityConsumer.EXTERNAL_SECRETS);
  return new AcrAccessToken(stack, "pull", { pullIdentity, registry: knownRegistry(stack, { loginServer }), cloud });
};

const credentialProvider: Build = (stack, loginServer, cloud) => {
  const registries = [knownRegistry(stack, { loginServer })];
  const provider = new AcrCredentialProvider(stack, "pull", { registries, tenantId: OBJECT_ID, cloud });
  new TerraformOutput(stack, "files", { value: provider.nodeFiles(KubernetesDistribution.K3S) });
};

const environmentIn = ({ resource }: JsonTree) => resource.kubernetes_manifest.pull.manifest.spec.environmentType;
const cloudOfNodes = ({ output }: JsonTree) =>
  /"cloud" = "(\w+)"/.exec(String(output.files.value["/var/lib/rancher/credentialprovider/azure.json"]))?.[1];

describe.each<[string, Build, (tree: JsonTree) => unknown, readonly [string, string, string]]>([
  ["AcrAccessToken", accessToken, environmentIn, ["PublicCloud", "USGovernmentCloud", "ChinaCloud"]],
  ["AcrCredentialProvider", credentialProvider, cloudOfNodes, ["AzurePublicCloud", "AzureUSGovernmentCloud", "AzureChinaCloud"]],
])("%s", (_title, build, read, [global, government, china]) => {
  test.each<[string, AzureCloud | undefined, string]>([
    ["contoso.azurecr.io", undefined, global],
    ["contoso.azurecr.us", undefined, government],
    ["contoso.azurecr.cn", undefined, china],
    ["registry.contoso.com", undefined, global],
    ["registry.contoso.com", AZURE_CHINA_CLOUD, china],
    ["contoso.azurecr.us", AZURE_US_GOVERNMENT, government],
  ])("of %s and %s is for the right cloud", (loginServer, cloud, expected) => {
    const stack = emptyStack();
    build(stack, loginServer, cloud);
    expect(read(synthesize(stack))).toBe(expected);
  });

  test("takes the stated cloud where the login server is unknown until plan, and the public one without", () => {
    const [stated, unstated] = [emptyStack(), emptyStack()];
    build(stated, variable(stated, "server"), AZURE_US_GOVERNMENT);
    build(unstated, variable(unstated, "server"));
    expect([stated, unstated].map((stack) => read(synthesize(stack)))).toEqual([government, global]);
  });

  test("refuses another cloud than that of the registry, and one that is none", () => {
    expect(() => build(emptyStack(), "contoso.azurecr.us", AZURE_CLOUD)).toThrow(complaint("cloud", "leave cloud out"));
    expect(() => build(emptyStack(), "contoso.azurecr.us", "usgov" as AzureCloud)).toThrow(
      complaint("cloud", "use a value of the enum"),
    );
  });
});

test("nodes have the credentials of one cloud", () => {
  const stack = emptyStack();
  const registries = ["io", "cn"].map((end) => knownRegistry(stack, { loginServer: `contoso.azurecr.${end}` }, end));
  expect(() => new AcrCredentialProvider(stack, "pull", { registries, tenantId: OBJECT_ID })).toThrow(
    complaint("registries", "leave the registries of other clouds out"),
  );
});
