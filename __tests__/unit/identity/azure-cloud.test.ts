import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AcrPullBinding,
  AzureCloud,
  KubernetesDistribution,
  PullIdentityConsumer,
} from "../../../src";
import { knownRegistry } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyStack, type JsonTree, synthesize, variable } from "../../support/stack";
import { OBJECT_ID } from "../../support/values";

const SUBJECTS = [{ namespace: "shop", serviceAccount: "app" }];
const { AZURE_CLOUD, AZURE_US_GOVERNMENT, AZURE_CHINA_CLOUD } = AzureCloud;

type Build = (stack: TerraformStack, loginServer: string, cloud?: AzureCloud) => unknown;

const pullBinding: Build = (stack, loginServer, cloud) => {
  const pullIdentity = new KnownIdentity(stack, "shop", SUBJECTS, PullIdentityConsumer.MSI_ACRPULL);
  const registry = knownRegistry(stack, { loginServer });
  return new AcrPullBinding(stack, "pull", { pullIdentity, registry, repositories: ["shop/app"], cloud });
};

const accessToken: Build = (stack, loginServer, cloud) => {
  const pullIdentity = new KnownIdentity(stack, "shop", SUBJECTS, PullIdentityConsumer.EXTERNAL_SECRETS);
  return new AcrAccessToken(stack, "pull", { pullIdentity, registry: knownRegistry(stack, { loginServer }), cloud });
};

const credentialProvider: Build = (stack, loginServer, cloud) => {
  const registries = [knownRegistry(stack, { loginServer })];
  const provider = new AcrCredentialProvider(stack, "pull", { registries, tenantId: OBJECT_ID, cloud });
  new TerraformOutput(stack, "files", { value: provider.nodeFiles(KubernetesDistribution.K3S) });
};

const environmentIn = ({ resource }: JsonTree) => {
  const { spec } = resource.kubernetes_manifest.pull.manifest;
  return spec.environmentType ?? spec.acr.environment;
};
const cloudOfNodes = ({ output }: JsonTree) =>
  /"cloud" = "(\w+)"/.exec(String(output.files.value["/var/lib/rancher/credentialprovider/azure.json"]))?.[1];

describe.each<[string, Build, (tree: JsonTree) => unknown, readonly [string, string, string]]>([
  ["AcrPullBinding", pullBinding, environmentIn, ["PublicCloud", "USGovernmentCloud", "ChinaCloud"]],
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
