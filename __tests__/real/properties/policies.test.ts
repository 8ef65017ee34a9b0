import type { Construct } from "constructs";
import {
  ContainerRegistry,
  type IContainerRegistry,
  ImagePolicy,
  type ImagePolicyProps,
  ImagePullSecret,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { startWithPolicies, useMutatingVersion } from "../policy/api-server";
import { createNamespaces, kubernetesStack } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

const FOR_VALIDATE = "is for VALIDATE";

const LOGIN = { loginServer: "contoso.azurecr.io", username: "puller", password: "secret" };

interface Parts {
  readonly secrets: readonly ImagePullSecret[];
  readonly accounts: readonly ServiceAccount[];
}

const subjectRows = ({ secrets, accounts }: Parts) => ({
  imagePullSecret: { on: secrets[1], changed: secrets[2] },
  serviceAccount: { on: accounts[0], changed: accounts[1], rounds: [1] },
  namespaceSelector: { on: { team: "web" }, changed: { team: "api" }, rounds: [0, 1] },
  exemptNamespaceLabel: { on: "contoso.example/exempt", changed: "contoso.example/free" },
});

const demandRows = (parts: Parts): Rows<PullSecretPolicyProps> => ({
  ...subjectRows(parts),
  exemptPodLabel: { on: "contoso.example/break-glass", changed: "contoso.example/later" },
  exemptImagePrefixes: { on: [`${LOGIN.loginServer}/public/`], changed: [`${LOGIN.loginServer}/open/`] },
  validationActions: { on: PullSecretPolicy.DENY, changed: ["Warn", "Audit"] },
  workloadValidationActions: { on: PullSecretPolicy.WARN, changed: PullSecretPolicy.DENY, rounds: [0, 1] },
  serviceAccountNames: { on: ["default"], changed: ["default", "web"] },
  kubernetesVersion: { on: "1.34", changed: "v1.34.1" },
  policyName: { on: "demand-on", changed: "demand-changed", rounds: [1] },
  movedFrom: { on: "former/demand", changed: "other/demand" },
});

const injectRows = (parts: Parts): Rows<PullSecretPolicyProps> => ({
  ...subjectRows(parts),
  exemptPodLabel: FOR_VALIDATE,
  exemptImagePrefixes: FOR_VALIDATE,
  validationActions: FOR_VALIDATE,
  workloadValidationActions: FOR_VALIDATE,
  serviceAccountNames: FOR_VALIDATE,
  kubernetesVersion: { on: "1.37", changed: "v1.36.2" },
  policyName: { on: "inject-on", changed: "inject-changed", rounds: [1] },
  movedFrom: { on: "former/inject", changed: "other/inject" },
});

const imageRows = (registries: readonly IContainerRegistry[]): Rows<ImagePolicyProps> => ({
  allowedImages: "is there in each version",
  registries: { on: [registries[0]], changed: [registries[1]] },
  digestRequired: { on: true, changed: false },
  allowedTagPattern: { on: "v[0-9]+", changed: "v.*", rounds: [1] },
  exemptImages: { on: ["quay.io/agents"], changed: ["quay.io/agents/log:1"] },
  exemptNamespaceLabel: { on: "contoso.example/exempt", changed: "contoso.example/free" },
  namespaceSelector: { on: { team: "web" }, changed: { team: "api" }, rounds: [0, 1] },
  validationActions: { on: PullSecretPolicy.DENY, changed: ["Warn", "Audit"] },
  workloadValidationActions: { on: PullSecretPolicy.WARN, changed: PullSecretPolicy.DENY, rounds: [0, 1] },
  policyName: { on: "images-on", changed: "images-changed", rounds: [1] },
  provider: "is another cluster",
  movedFrom: { on: "former/images", changed: "other/images" },
});

const registryIdOf = (name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/${name}`;

function build(stack: Construct, _others: undefined, round: number, direction: Direction): void {
  const credentials = [RegistryCredentials.fromPassword(LOGIN)];
  const namespaces = { first: ["apps"], second: ["apps"], third: ["apps", "jobs"] };
  const secrets = Object.entries(namespaces).map(
    ([id, places]) => new ImagePullSecret(stack, id, { credentials, namespaces: places }),
  );
  const accounts = ["app", "web"].map((id, index) => new ServiceAccount(stack, id, { imagePullSecrets: [secrets[index]] }));
  const parts = { secrets, accounts };
  const policyWith = (
    id: string,
    base: Pick<PullSecretPolicyProps, "mode" | "kubernetesVersion">,
    rows: Rows<PullSecretPolicyProps>,
  ) => {
    const props = turned(rows, round, direction);
    const subject = props.serviceAccount ? {} : { imagePullSecret: secrets[0] };
    return new PullSecretPolicy(stack, id, { ...base, ...subject, ...props });
  };
  policyWith("demand", { mode: PullSecretPolicyMode.VALIDATE }, demandRows(parts));
  const inject = { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "1.36" };
  useMutatingVersion(policyWith("inject", inject, injectRows(parts)));
  const registries = ["contoso", "fabrikam"].map((name) =>
    ContainerRegistry.fromRegistryAttributes(stack, name, { registryId: registryIdOf(name), loginServer: `${name}.azurecr.io` }),
  );
  new ImagePolicy(stack, "images", { allowedImages: ["registry.k8s.io"], ...turned(imageRows(registries), round, direction) });
}

async function start() {
  const cluster = await startWithPolicies();
  await createNamespaces(cluster, "apps", "jobs");
  return cluster;
}

turnEverything({ start, stack: () => [kubernetesStack(), undefined], parts: { policies: { rounds: [0, 1], build } } });
