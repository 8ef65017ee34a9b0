import { scenarios } from "../../stacks/main";
import { installableStacksOf } from "../support/scenarios";
import { startAks } from "./support/aks";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startKubernetes,
} from "./support/providers";
import { inputsOf } from "./support/scenarios";

const runs = GENERATIONS.flatMap(
  ({ generation, use }, index) =>
    installableStacksOf(scenarios).map((stack) => {
      use(stack);
      return { id: stack.node.id, stack, generation, index };
    }),
  // A cluster has room for one policy and one ClusterRole of a name. Suites of their own have both generations.
).filter(({ id, index }) => !["pull-policy", "identity-outside-azure"].includes(id) || index === 0);

// All at once: the providers wait for Azure most of the time.
describeReal("the scenario", () => {
  let cluster: KubernetesCluster;
  let azures: readonly FakeAzure[] = [];

  beforeAll(async () => {
    // Everybody may pull from contosoregistry, because the kubelet does not know the passwords that the scenarios create.
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret", "contosoregistry.azurecr.io=");
    azures = await Promise.all(GENERATIONS.map(() => startAks(cluster, { FAKE_AZURE_AKS_OIDC_DEFAULT: "1" })));
  });

  afterAll(async () => {
    await Promise.all([...azures, cluster].map((running) => running?.stop()));
  });

  test.concurrent.each(runs)(
    "$id applies without a warning with $generation, and has nothing to change afterwards",
    async ({ id, stack, index }) => {
      const namespace = `${id}-${index}`;
      const workspace = new RealWorkspace(azures[index]);
      try {
        await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
        workspace.write(stack).variables(inputsOf(id, cluster, namespace));
        expect(await workspace.succeedMeanwhile("validate")).not.toContain("Warning");
        await workspace.applyMeanwhile();
        expect(await workspace.succeedMeanwhile("plan", "-input=false")).toContain("No changes.");
      } finally {
        workspace.remove();
      }
    },
  );
});
