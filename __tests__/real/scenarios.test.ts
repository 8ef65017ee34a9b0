import { scenarios } from "../../stacks/main";
import { stacksOf } from "../support/scenarios";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAks,
  startKubernetes,
} from "./support/providers";
import { inputsOf } from "./support/scenarios";

const runs = GENERATIONS.flatMap(({ generation, use }, index) =>
  stacksOf(scenarios).map((stack) => {
    use(stack);
    return { id: stack.node.id, stack, generation, index };
  }),
);

// All at once: the providers wait for Azure most of the time.
describeReal("the scenario", () => {
  // A cluster has room for one policy and one ClusterRole of a name, so each generation has a cluster of its own.
  let clusters: readonly KubernetesCluster[] = [];
  let azures: readonly FakeAzure[] = [];

  beforeAll(async () => {
    // Everybody may pull from contosoregistry, because the kubelet does not know the passwords that the scenarios create.
    const registries = ["contoso.azurecr.io=puller:secret", "contosoregistry.azurecr.io="];
    clusters = await Promise.all(GENERATIONS.map(() => startKubernetes(...registries)));
    azures = await Promise.all(clusters.map((cluster) => startAks(cluster, { FAKE_AZURE_AKS_OIDC_DEFAULT: "1" })));
  });

  test.concurrent.each(runs)(
    "$id applies without a warning with $generation, and has nothing to change afterwards",
    async ({ id, stack, index }) => {
      const [cluster, namespace] = [clusters[index], id];
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
