import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { ImagePullSecret, type ImagePullSecretProps, RegistryCredentials } from "../../../../../src";
import { checkPullSecrets, clusterOf } from "../../../../../src/constructs/delivery/private/pull-secrets";
import { emptyStack } from "../../../../support/stack";
import { LOGIN_SERVER } from "../../../../support/values";

function pullSecret(stack: TerraformStack, id: string, props: Partial<ImagePullSecretProps> = {}): ImagePullSecret {
  const password = new TerraformVariable(stack, `${id}-password`, { type: "string", sensitive: true }).stringValue;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "pull", password })];
  return new ImagePullSecret(stack, id, { credentials, namespaces: ["apps"], ...props });
}

const edge = (stack: TerraformStack) => new KubernetesProvider(stack, "edge", { alias: "edge", configPath: "kubeconfig" });

test("gives the first of several secrets that lie in the same namespaces and cluster", () => {
  const stack = emptyStack();
  const provider = edge(stack);
  const first = pullSecret(stack, "one", { namespaces: ["apps", "jobs"], provider });
  const second = pullSecret(stack, "two", { namespaces: ["jobs", "apps"], provider });
  expect(checkPullSecrets(stack, [first])).toBe(first);
  expect(checkPullSecrets(stack, [first, second])).toBe(first);
});

test("fails without a secret", () => {
  expect(() => checkPullSecrets(emptyStack(), [])).toThrow(
    "[stack] imagePullSecrets must hold at least one secret; give an ImagePullSecret.",
  );
});

test("fails for two secrets of one name", () => {
  const stack = emptyStack();
  const secrets = [pullSecret(stack, "one"), pullSecret(stack, "two"), pullSecret(stack, "three", { secretName: "one" })];
  expect(() => checkPullSecrets(stack, secrets)).toThrow(
    "[stack] imagePullSecrets must name each secret once, got 'one'; remove the second one, or give it another secretName.",
  );
});

test("fails for secrets in different namespaces, also when the third one differs", () => {
  const stack = emptyStack();
  const secrets = [pullSecret(stack, "one"), pullSecret(stack, "two"), pullSecret(stack, "three", { namespaces: ["jobs"] })];
  expect(() => checkPullSecrets(stack, secrets)).toThrow(
    "[stack] imagePullSecrets must lie in the same namespaces, which 'stack/one' and 'stack/three' do not; " +
      "give both secrets one list of namespaces.",
  );
});

test("fails for secrets in different clusters", () => {
  const stack = emptyStack();
  const secrets = [pullSecret(stack, "one"), pullSecret(stack, "two", { provider: edge(stack) })];
  expect(() => checkPullSecrets(stack, secrets)).toThrow(
    "[stack] imagePullSecrets must lie in the same cluster, which 'stack/one' and 'stack/two' do not; " +
      "give both secrets the same provider.",
  );
});

test("takes a provider without an alias for the one that Terraform uses where none is named", () => {
  const stack = emptyStack();
  const unnamed = stack.node.findChild("kubernetes") as KubernetesProvider;
  expect(clusterOf(unnamed)).toBe(clusterOf(undefined));
  expect(clusterOf(edge(stack))).not.toBe(clusterOf(undefined));
  const [one, two] = [pullSecret(stack, "one"), pullSecret(stack, "two", { provider: unnamed })];
  expect(checkPullSecrets(stack, [one, two])).toBe(one);
});
