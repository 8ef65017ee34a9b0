import { scenarios } from "../../stacks/main";
import { inputsOf } from "../support/inputs";
import { stacksOf } from "../support/scenarios";
import { type Json, render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

// Mocks make values up that no provider would take, and leave lists empty: these are what a real look-up answers.
const CREDENTIALS = { client_certificate: "", client_key: "", username: "", password: "" };

const ANSWERS: Record<string, Json> = {
  "data.azurerm_container_registry.acr": { id: REGISTRY_ID, login_server: LOGIN_SERVER },
  "data.azurerm_kubernetes_cluster.aks": {
    kubelet_identity: [{ object_id: OBJECT_ID, client_id: OBJECT_ID, user_assigned_identity_id: "" }],
    kube_config: [{ host: "https://prod.azmk8s.io:443", cluster_ca_certificate: "Y2E=", ...CREDENTIALS }],
  },
};

/** A test that plans the stack with made-up providers, as teams run it in their own pipelines. */
function testOf(json: Json): Json {
  const providers = Object.keys(json.terraform.required_providers);
  const targets = Object.keys(json.data ?? {}).flatMap((type) =>
    Object.keys(json.data[type]).map((name) => `data.${type}.${name}`),
  );
  return {
    mock_provider: Object.fromEntries(providers.map((name) => [name, {}])),
    override_data: targets.map((target) => ({ target, values: ANSWERS[target] })),
    variables: inputsOf(json),
    run: { plan: { command: "plan" } },
  };
}

describe.each(binaries())("%s", (binary) => {
  test.each(stacksOf(scenarios).map((stack) => [stack.node.id, render(stack)] as const))(
    "plans %s with mocked providers",
    (_id, json) => {
      inWorkspace(binary, (workspace) => {
        workspace.write(json).file("tests/plan.tftest.json", JSON.stringify(testOf(json)));
        expect(workspace.succeed("test")).toContain("1 passed, 0 failed");
      });
    },
  );
});
