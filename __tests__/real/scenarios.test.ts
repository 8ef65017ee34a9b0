import { scenarios } from "../../stacks/main";
import { stacksOf } from "../support/scenarios";
import { startAks } from "./support/aks";
import type { JsonObject } from "./support/json";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startKubernetes,
} from "./support/providers";

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
const FABRIKAM = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/fabrikamregistry`;

const EXISTING: JsonObject = {
  subscription_id: SUBSCRIPTION,
  registry_name: "contosoregistry",
  registry_resource_group_name: "rg-shared",
  cluster_name: "prod",
  cluster_resource_group_name: "rg-prod",
};

/** What each scenario is told: names of what the imitation of Azure and the API server have. */
const INPUTS: { readonly [id: string]: (cluster: KubernetesCluster) => JsonObject } = {
  "new-cluster": () => ({
    subscription_id: SUBSCRIPTION,
    registry_name: "scenarioregistry",
    cluster_name: "scenario",
    resource_group_name: "rg-prod",
    location: "westeurope",
    admin_group_object_ids: ["30000000-0000-0000-0000-000000000002"],
    authorized_ip_ranges: ["203.0.113.0/24"],
  }),
  "existing-cluster": () => EXISTING,
  "image-pull-secret": () => ({ ...EXISTING, image: "team/app:1" }),
  "service-account": () => ({ ...EXISTING, image: "team/app:1" }),
  "outside-azure": ({ env }) => ({
    kubeconfig_path: env.KUBECONFIG ?? "",
    kubeconfig_context: "throwaway",
    login_server: "contoso.azurecr.io",
    registry_username: "puller",
    registry_password: "secret",
    image: "team/app:1",
  }),
  "pull-grants": () => ({
    subscription_id: SUBSCRIPTION,
    grants: { legacy: { registry_id: FABRIKAM, object_id: "20000000-0000-0000-0000-000000000002" } },
  }),
};

/** The scenarios that put a secret into namespaces. */
const WITH_NAMESPACES = ["image-pull-secret", "service-account", "outside-azure"];

const runs = GENERATIONS.flatMap(({ generation, use }, index) =>
  stacksOf(scenarios).map((stack) => {
    use(stack);
    return { id: stack.node.id, stack, generation, index };
  }),
);

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
        const namespaces = WITH_NAMESPACES.includes(id) ? { namespaces: [namespace] } : {};
        workspace.write(stack).variables({ ...INPUTS[id](cluster), ...namespaces });
        expect(await workspace.succeedMeanwhile("validate")).not.toContain("Warning");
        await workspace.applyMeanwhile();
        expect(await workspace.succeedMeanwhile("plan", "-input=false")).toContain("No changes.");
      } finally {
        workspace.remove();
      }
    },
  );
});
