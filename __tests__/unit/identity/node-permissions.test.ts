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
import { knownRegistry } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyStack, type JsonTree, synthesize, variable } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID } from "../../support/values";

const DEFAULT_IDENTITY = { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID };

function imagePull(stack: TerraformStack, props: Partial<AksServiceAccountImagePullProps> = {}): AksServiceAccountImagePull {
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });
  return new AksServiceAccountImagePull(stack, "pull", { cluster, ...props });
}

function resourcesOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource;
}

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

const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];
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
