import type { TerraformStack } from "cdktf";
import { HUB_NETWORK, LOCATION, SPOKES } from "../../examples/hub-and-spoke/contoso";
import { type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { stacksOfExample } from "../support/examples";
import { render } from "../support/stack";
import {
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  RealWorkspace,
  request,
  startAzure,
  startKubernetes,
} from "./support/providers";

const PROD = "10000000-0000-0000-0000-000000000002";

const VERSION = "?api-version=2025-07-01";
/** The imitation has two subscriptions. */
const known = (text: string) => text.replace(/-0{11}3/g, "-000000000002");
const NETWORKS = [
  { id: HUB_NETWORK, subnet: "endpoints" },
  ...Object.values(SPOKES).map(({ networkId }) => ({ id: known(networkId), subnet: "nodes" })),
];

/** A stack of an example as it is, but with a state of its own and the cluster that the environment names. */
function local(stack: TerraformStack): JsonObject {
  const json = JSON.parse(known(JSON.stringify(render(stack))));
  const provider = objectOf(json.provider);
  return {
    ...json,
    terraform: { ...objectOf(json.terraform), backend: { local: { path: "terraform.tfstate" } } },
    provider: "kubernetes" in provider ? { ...provider, kubernetes: [{}] } : provider,
  };
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;

  function stackOf(example: string, id: string): TerraformStack {
    const stack = stacksOfExample(example).find(({ node }) => node.id === id);
    if (!stack) {
      throw new Error(`${example} has no stack ${id}`);
    }
    use(stack);
    return stack;
  }

  /** Applies a stack, of which nothing is left to change then. */
  function applied(stack: TerraformStack, env: NodeJS.ProcessEnv = {}): RealWorkspace {
    const workspace = new RealWorkspace({ ...azure, env: { ...env, ...azure.env, HTTPS_PROXY: azure.proxy } });
    workspace.write(local(stack)).apply();
    expect(workspace.changes()).toEqual([]);
    return workspace;
  }

  beforeEach(async () => {
    azure = await startAzure({ FAKE_AZURE_VAULT_WRITES: "1" });
  });

  test("the pipeline's grants let both clusters pull", async () => {
    const workspace = applied(stackOf("pipeline", "grants"));
    const answer = await azure.helper(`can-pull?principalId=${PROD}&registry=contosoregistry&repository=team/app`);
    expect(answer).toMatchObject({ allowed: true, role: "AcrPull" });
    workspace.succeed("destroy", "-auto-approve");
  });

  test("a spoke gets a cluster that pulls from the registry of the hub, whose name all networks resolve", async () => {
    for (const { id, subnet } of NETWORKS) {
      const [group] = id.split("/providers/");
      await request(azure, "PUT", `${group}${VERSION}`, { location: LOCATION });
      const subnets = [{ name: subnet, properties: { addressPrefixes: ["10.0.0.0/24"] } }];
      const properties = { addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, subnets };
      await request(azure, "PUT", `${id}${VERSION}`, { location: LOCATION, properties });
    }
    const hub = applied(stackOf("hub-and-spoke", "hub"));
    const links = Object.keys(hub.state()).filter((address) => address.includes("virtual_network_link"));
    expect(links).toHaveLength(NETWORKS.length);
    const shop = applied(stackOf("hub-and-spoke", "shop"));
    const kubelet = Object.entries(shop.state()).find(([address]) => address.includes("KubeletIdentity"))?.[1];
    const pull = `can-pull?principalId=${kubelet?.principal_id}&registry=contosohub&repository=team/app`;
    expect(await azure.helper(pull)).toMatchObject({ allowed: true, role: "AcrPull" });
  });

  test("a pod of k3s pulls with the password of the key vault, which is not in its state", async () => {
    const token = applied(stackOf("outside-azure", "k3s-token"));
    const { vaultSecrets } = await azure.helper("contents");
    const [username, password] = ["k3s-pull-username", "k3s-pull-password"].map((name) => {
      const versions = objectOf(objectOf(vaultSecrets).contosovault)[name];
      return String(objectOf(listOf(versions).at(-1)).value);
    });
    const cluster = await startKubernetes(`contosoregistry.azurecr.io=${username}:${password}`);
    await createNamespaces(cluster, "apps", "jobs");
    const workspace = applied(stackOf("outside-azure", "k3s-pull"), cluster.env);
    expect(JSON.stringify(workspace.state())).not.toContain(password);
    workspace.succeed("destroy", "-auto-approve");
    token.succeed("destroy", "-auto-approve");
  });
});
