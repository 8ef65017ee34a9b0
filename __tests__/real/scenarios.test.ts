import type { TerraformStack } from "cdktf";
import { scenarios } from "../../stacks/main";
import { stacksOf } from "../support/scenarios";
import type { JsonObject } from "./support/json";
import { describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
const REGISTRY = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/fabrikamregistry`;

/** The scenarios that need no Kubernetes, with inputs that name what the imitation of Azure has. */
const INPUTS: { readonly [id: string]: JsonObject } = {
  "new-cluster": {
    subscription_id: SUBSCRIPTION,
    registry_name: "scenarioregistry",
    cluster_name: "scenario",
    resource_group_name: "rg-prod",
    location: "westeurope",
    admin_group_object_ids: ["30000000-0000-0000-0000-000000000002"],
    authorized_ip_ranges: ["203.0.113.0/24"],
  },
  "existing-cluster": {
    subscription_id: SUBSCRIPTION,
    registry_name: "contosoregistry",
    registry_resource_group_name: "rg-shared",
    cluster_name: "prod",
    cluster_resource_group_name: "rg-prod",
  },
  "pull-grants": {
    subscription_id: SUBSCRIPTION,
    grants: { legacy: { registry_id: REGISTRY, object_id: "20000000-0000-0000-0000-000000000002" } },
  },
};

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;

  beforeAll(async () => {
    azure = await startAzure({ FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
  });

  afterAll(async () => {
    await azure?.stop();
  });

  function scenario(id: string): TerraformStack {
    const stack = stacksOf(scenarios).find(({ node }) => node.id === id);
    if (!stack) {
      throw new Error(`there is no scenario ${id}`);
    }
    use(stack);
    return stack;
  }

  test.each(Object.entries(INPUTS))("applies %s without a warning, and has nothing to change afterwards", (id, inputs) => {
    const workspace = new RealWorkspace(azure);
    try {
      workspace.write(scenario(id)).variables(inputs);
      expect(workspace.succeed("validate")).not.toContain("Warning");
      workspace.apply();
      expect(workspace.changes()).toEqual([]);
    } finally {
      workspace.remove();
    }
  });
});
