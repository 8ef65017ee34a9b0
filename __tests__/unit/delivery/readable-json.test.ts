import {
  AksCluster,
  ContainerRegistry,
  ImagePullSecret,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryToken,
  ServiceAccount,
} from "../../../src";
import { emptyStack, listVariable, render } from "../../support/stack";

interface Size {
  /** Of the JSON as cdktf writes it, indented, without its metadata. */
  readonly written: number;
  /** The same without the indentation. */
  readonly dense: number;
}

/** What people read of a stack with one construct of each kind, for namespaces of a variable. */
function sizeOf(mode?: PullSecretPolicyMode): Size {
  const stack = emptyStack();
  const registry = new ContainerRegistry(stack, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg",
    location: "westeurope",
  });
  registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }));
  const token = new RegistryToken(stack, "pull-token", { registry, repositories: ["team/*"], expiry: "2027-01-31T00:00:00Z" });
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials: [token], namespaces: listVariable(stack, "namespaces") });
  const serviceAccount = new ServiceAccount(stack, "shop", { imagePullSecrets: [secret] });
  if (mode !== undefined) {
    new PullSecretPolicy(stack, "demand-acr-pull", { mode, serviceAccount, kubernetesVersion: "1.36" });
  }
  const json = render(stack);
  return { written: JSON.stringify(json, undefined, 2).length, dense: JSON.stringify(json).length };
}

test("six constructs are 9 kB that people read", () => {
  expect(sizeOf().written).toBeLessThanOrEqual(9_000);
});

test.each([PullSecretPolicyMode.VALIDATE, PullSecretPolicyMode.MUTATE])(
  "a policy adds 4 kB to them, and a half for its indentation (%s)",
  (mode) => {
    const [without, with_] = [sizeOf(), sizeOf(mode)];
    expect(with_.dense - without.dense).toBeLessThanOrEqual(4_096);
    expect(with_.written - without.written).toBeLessThanOrEqual(6_200);
  },
);
