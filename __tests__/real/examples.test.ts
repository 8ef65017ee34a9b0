import type { TerraformStack } from "cdktf";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { stacksOfExample } from "../support/examples";
import { render } from "../support/stack";
import {
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  request,
  startAzure,
  startKubernetes,
} from "./support/providers";

const ATTACHED =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry" +
  "/providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555";

const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const PROD = "10000000-0000-0000-0000-000000000002";

/** The document that `kubectl create secret docker-registry` writes. */
function documentOf(server: string, username: string, password: string): string {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  return Buffer.from(JSON.stringify({ auths: { [server]: { username, password, auth } } })).toString("base64");
}

/** A stack of an example as it is, but with a state of its own and the cluster that the environment names. */
function local(stack: TerraformStack): JsonObject {
  const json = render(stack);
  const provider = objectOf(json.provider);
  return {
    ...json,
    terraform: { ...objectOf(json.terraform), backend: { local: { path: "terraform.tfstate" } } },
    provider: "kubernetes" in provider ? { ...provider, kubernetes: [{}] } : provider,
  };
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  function stackOf(example: string, id: string): TerraformStack {
    const stack = stacksOfExample(example).find(({ node }) => node.id === id);
    if (!stack) {
      throw new Error(`${example} has no stack ${id}`);
    }
    use(stack);
    return stack;
  }

  async function create(path: string, body: JsonObject): Promise<void> {
    expect((await cluster.api("POST", path, body)).code).toBe(201);
  }

  beforeAll(async () => {
    [azure, cluster] = await Promise.all([
      startAzure(),
      startKubernetes("contosoregistry.azurecr.io=vault-user:vault-password-1"),
    ]);
    for (const name of ["apps", "jobs", "batch"]) {
      await create("/api/v1/namespaces", { metadata: { name } });
    }
  });

  beforeEach(() => {
    workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
  });

  test("the pipeline's grants let both clusters pull", async () => {
    workspace.write(local(stackOf("attach-in-pipeline", "grants"))).apply();
    expect(workspace.changes()).toEqual([]);
    const answer = await azure.helper(`can-pull?principalId=${PROD}&registry=contosoregistry&repository=team/app`);
    expect(answer).toMatchObject({ allowed: true, role: "AcrPull" });
    workspace.succeed("destroy", "-auto-approve");
  });

  test("a pod of k3s pulls with the password of the key vault, which is not in the state", () => {
    workspace.write(local(stackOf("k3s-key-vault", "k3s-pull"))).apply();
    expect(workspace.changes()).toEqual([]);
    expect(JSON.stringify(workspace.state())).not.toContain("vault-password-1");
    workspace.succeed("destroy", "-auto-approve");
  });

  test("what az and kubectl created is adopted, and nothing of it is created again or deleted", async () => {
    await request(azure, "PUT", ATTACHED, {
      properties: {
        roleDefinitionId: `/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`,
        principalId: PROD,
        principalType: "ServicePrincipal",
      },
    });
    for (const namespace of ["apps", "jobs"]) {
      await create(`/api/v1/namespaces/${namespace}/secrets`, {
        metadata: { name: "partner-pull" },
        type: "kubernetes.io/dockerconfigjson",
        data: { ".dockerconfigjson": documentOf("fabrikam.azurecr.io", "contoso-pull", "secret") },
      });
      await create(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
        metadata: { name: "partner-app" },
        imagePullSecrets: [{ name: "partner-pull" }],
      });
    }
    workspace.write(local(stackOf("adopt-existing", "adopted"))).variables({ partner_password: "secret" });
    const output = workspace.apply();
    expect(output).toMatch(/5 imported, 2 added, \d changed, 0 destroyed/);
    expect(workspace.changes()).toEqual([]);
  });
});
