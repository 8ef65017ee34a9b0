import { type TerraformStack, TerraformVariable } from "cdktf";
import { DefaultServiceAccount, ImagePullSecret, RegistryCredentials, ServiceAccount } from "../../src";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  startKubernetes,
} from "./support/providers";

/** From here on, the namespaces of a construct are a local. */
const LONG = 50;

function inNamespaces(count: number): TerraformStack {
  const stack = kubernetesStack();
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: "contoso.azurecr.io", username: "puller", password })];
  const namespaces = Array.from({ length: count }, (_, index) => `team-${index}`);
  const imagePullSecrets = [new ImagePullSecret(stack, "acr", { credentials, namespaces })];
  new ServiceAccount(stack, "app", { imagePullSecrets });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets, preventDestroy: false });
  return stack;
}

/** One generation: what takes long is the number of objects. */
describeReal.each(GENERATIONS.slice(-1))("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  function configure(count: number, password: string): RealWorkspace {
    const stack = inNamespaces(count);
    use(stack);
    return workspace.write(stack).variables({ password });
  }

  beforeAll(async () => {
    cluster = await startKubernetes();
    for (let index = 0; index <= LONG; index++) {
      await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: `team-${index}` } });
    }
    workspace = new RealWorkspace(cluster);
  });

  test("adds the fiftieth namespace without a change of the others, and removes it again", () => {
    configure(LONG - 1, "first").apply();
    const added = configure(LONG, "first").changes();
    const addresses = ["default_service_account_v1.default", "secret_v1.acr", "service_account_v1.app"];
    const last = addresses.map((address) => `kubernetes_${address}["team-${LONG - 1}"]`);
    expect(added.map(({ address, action }) => `${action} ${address}`)).toEqual(last.map((address) => `create ${address}`));
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    const removed = configure(LONG - 1, "first").changes();
    expect(removed.map(({ address, action }) => `${action} ${address}`)).toEqual(last.map((address) => `delete ${address}`));
  });

  test("rotates a password in each namespace in place, and plans nothing after that", () => {
    const rotated = configure(LONG, "second").changes();
    expect(rotated.map(({ action }) => action)).toEqual(Array(LONG).fill("update"));
    expect(new Set(rotated.flatMap(({ paths }) => paths))).toEqual(new Set(["data..dockerconfigjson"]));
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
  });
});
