import { type TerraformStack, TerraformVariable } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { type ImagePullSecret, type ImagePullSecretProps, ServiceAccount } from "../../src";
import { bareNamespace } from "../support/builders";
import { binaries } from "../support/terraform";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";
import { pull } from "./support/pulls";

function documentOf(username: string, password: string): string {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  return Buffer.from(JSON.stringify({ auths: { "contoso.azurecr.io": { username, password, auth } } })).toString("base64");
}

/** As `kubectl create secret docker-registry` creates it. */
const BY_HAND: JsonObject = {
  metadata: { name: "acr" },
  type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": documentOf("puller", "secret") },
};

/** Each generation of the providers, and each engine, once. */
const runs = GENERATIONS.map((generation, index) => ({ ...generation, binary: binaries()[index % binaries().length] }));

describeReal("what exists", () => {
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "apps", "jobs");
  });

  describe.each(runs)("$binary, $generation", ({ binary, use }) => {
    let workspace: RealWorkspace;

    function configure(
      build: (stack: TerraformStack, secret: (props?: Partial<ImagePullSecretProps>) => ImagePullSecret) => void,
    ) {
      const stack = kubernetesStack();
      build(stack, (props) => secretOf(stack, "acr", { namespaces: ["apps", "jobs"], ...props }));
      use(stack);
      return workspace.write(stack).variables({ password: "secret", existing: ["apps"] });
    }

    async function create(kind: string, body: JsonObject): Promise<void> {
      const { code } = await cluster.api("POST", `/api/v1/namespaces/apps/${kind}`, body);
      expect(code).toBe(201);
    }

    beforeEach(() => {
      workspace = new RealWorkspace(cluster, binary);
    });

    afterEach(() => {
      configure(() => undefined).apply();
      workspace.remove();
    });

    test.each([
      ["a list", () => ["apps"]],
      ["a variable", (stack: TerraformStack) => new TerraformVariable(stack, "existing", { type: "list(string)" }).listValue],
    ])("adopts the secret and the account of the namespaces in %s, and creates the others", async (_case, existing) => {
      await create("secrets", BY_HAND);
      await create("serviceaccounts", { metadata: { name: "app" }, imagePullSecrets: [{ name: "acr" }] });
      configure((stack, secret) => {
        const existingInNamespaces = existing(stack);
        const imagePullSecrets = [secret({ existingInNamespaces })];
        new ServiceAccount(stack, "app", { imagePullSecrets, existingInNamespaces });
      });
      const actions = workspace.changes().map(({ address, action }) => `${action} ${address}`);
      expect(actions.filter((action) => !action.startsWith("update "))).toEqual([
        'create kubernetes_secret_v1.acr["jobs"]',
        'create kubernetes_service_account_v1.app["jobs"]',
      ]);
      expect(workspace.apply()).toContain("2 imported, 2 added");
      expect(await pull(cluster, { serviceAccountName: "app" })).toBe("pulled");
      // The blocks can stay in place.
      expect(workspace.changes()).toEqual([]);
    });

    test("replaces a secret of another type, which no kubelet has read", async () => {
      await create("secrets", { metadata: { name: "acr" }, type: "Opaque" });
      configure((_stack, secret) => secret({ existingInNamespaces: ["apps"] }));
      expect(workspace.changes()).toContainEqual(
        expect.objectContaining({ address: 'kubernetes_secret_v1.acr["apps"]', action: "delete+create", replaces: ["type"] }),
      );
      workspace.apply();
      expect(workspace.changes()).toEqual([]);
    });

    test("fails the plan after a destroy, until the list is empty", async () => {
      await create("secrets", BY_HAND);
      configure((stack, secret) => {
        secret({ existingInNamespaces: new TerraformVariable(stack, "existing", { type: "list(string)" }).listValue });
      }).apply();
      workspace.succeed("destroy", "-auto-approve", "-input=false");
      expect(workspace.planError()).toContain("Cannot import non-existent remote object");
      workspace.variables({ password: "secret", existing: [] }).apply();
      expect(workspace.changes()).toEqual([]);
    });

    test("waits for namespaces of the same stack, and is destroyed before them", () => {
      configure((stack, secret) => {
        const namespaces = Array.from({ length: 12 }, (_, index) => `team-${index}`);
        const dependsOn = namespaces.map((name) => bareNamespace(stack, name));
        new ServiceAccount(stack, "app", { imagePullSecrets: [secret({ namespaces, dependsOn })] });
      }).apply();
      expect(workspace.changes()).toEqual([]);
      const destroyed = configure(() => undefined).apply();
      const [firstNamespace, lastSecret] = [
        destroyed.indexOf("kubernetes_namespace_v1.team-0: Destroying"),
        destroyed.lastIndexOf("kubernetes_secret_v1.acr"),
      ];
      expect(destroyed.slice(lastSecret, firstNamespace)).toContain("Destruction complete");
    });
  });
});
