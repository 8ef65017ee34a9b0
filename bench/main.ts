import { tmpdir } from "node:os";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { App, TerraformStack } from "cdktf";
import { ratios, shown } from "./support/ratio";

/** As users have it: compiled, by `npm run build`. */
const {
  AksCluster,
  ContainerRegistry,
  ImagePullSecret,
  RegistryCredentials,
}: typeof import("../src") = require("../lib");

const REGISTRY_ID =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";

interface Case {
  readonly name: string;
  /** The bare resources that a person would write. */
  readonly bare: (stack: TerraformStack) => void;
  /** The same by this package. */
  readonly ours: (stack: TerraformStack) => void;
}

function guid(index: number): string {
  return `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`;
}

function times(count: number, body: (index: number) => void): void {
  for (let index = 0; index < count; index++) {
    body(index);
  }
}

function grants(count: number): Case {
  return {
    name: `${count} grants`,
    bare: (stack) =>
      times(count, (index) => {
        new RoleAssignment(stack, `grant-${index}`, {
          scope: REGISTRY_ID,
          roleDefinitionName: "AcrPull",
          principalId: guid(index),
          principalType: "ServicePrincipal",
          skipServicePrincipalAadCheck: true,
          lifecycle: { ignoreChanges: ["description", "skip_service_principal_aad_check"] },
        });
      }),
    ours: (stack) => {
      const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
        registryId: REGISTRY_ID,
        loginServer: "contoso.azurecr.io",
      });
      times(count, (index) => {
        registry.grantPull(AksCluster.fromClusterAttributes(stack, `aks-${index}`, { kubeletObjectId: guid(index) }));
      });
    },
  };
}

const namespaces = Array.from({ length: 100 }, (_, index) => `team-${index}`);
const document = { ".dockerconfigjson": "{}" };

const CASES: Case[] = [
  grants(1_000),
  grants(2_000),
  {
    name: "100 namespaces",
    bare: (stack) => {
      for (const namespace of namespaces) {
        new SecretV1(stack, `pull-${namespace}`, {
          metadata: { name: "acr-pull", namespace },
          type: "kubernetes.io/dockerconfigjson",
          data: document,
        });
      }
    },
    ours: (stack) => {
      const credentials = [
        RegistryCredentials.fromPassword({
          loginServer: "contoso.azurecr.io",
          username: "puller",
          password: "benchmark",
        }),
      ];
      new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
    },
  },
];

/** Milliseconds of the processor to make a stack, validate it and render it: other programs hardly change them. */
function measure(build: (stack: TerraformStack) => void): number {
  const stack = new TerraformStack(new App({ outdir: tmpdir(), stackTraces: false }), "stack");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new KubernetesProvider(stack, "kubernetes");
  const start = process.cpuUsage();
  build(stack);
  stack.prepareStack();
  stack.runAllValidations();
  JSON.stringify(stack.toTerraform());
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const ROUNDS = 9;

// The loader of this file maps stack traces to its source, which no app does: they would cost the bare resources more.
process.setSourceMapsEnabled(false);

for (const { name, bare, ours } of CASES) {
  measure(bare);
  measure(ours);
  const [ratio] = ratios(
    ROUNDS,
    () => measure(bare),
    () => measure(ours),
  );
  console.log(`${name}, to the bare resources: ${shown(ratio)}`);
}
