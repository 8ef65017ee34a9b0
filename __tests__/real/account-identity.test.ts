import type { TerraformStack } from "cdktf";
import { isObject, type JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, ImagePullSecret, RegistryCredentials, ServiceAccount, type ServiceAccountProps } from "../../src";
import { KnownIdentity } from "../support/known-identity";
import { CLIENT_ID, OBJECT_ID } from "../support/values";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
  startKubernetes,
} from "./support/providers";

const OURS = { "kubernetes.azure.com/acr-client-id": CLIENT_ID, "kubernetes.azure.com/acr-tenant-id": OBJECT_ID };
const OTHERS = { "argocd.argoproj.io/tracking-id": "shop", "contoso.com/owner": "platform" };

/** What others have written to an account. */
const FOREIGN = { metadata: { annotations: OTHERS, labels: { "app.example/managed-by": "policy" } } };

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  const namespace = isAzurerm5 ? "shop-5" : "shop-4";
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    cluster = await startKubernetes();
  });

  beforeEach(async () => {
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    workspace = new RealWorkspace(cluster);
  });

  afterEach(async () => {
    configure(() => undefined);
    workspace.apply();
    workspace.remove();
    await cluster.api("DELETE", path("default"));
  });

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = kubernetesStack();
    build(stack);
    use(stack);
    return workspace.write(stack);
  }

  function identityOf(stack: TerraformStack, account: string): KnownIdentity {
    return new KnownIdentity(stack, "shop", [{ namespaceName: namespace, serviceAccountName: account }]);
  }

  function secretIn(stack: TerraformStack): ImagePullSecret {
    const login = { loginServer: "contoso.azurecr.io", username: "puller", password: "secret" };
    return new ImagePullSecret(stack, "acr", { credentials: [RegistryCredentials.fromPassword(login)], namespaces: [namespace] });
  }

  const path = (name: string) => `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;

  /** What people see of an account. */
  async function accountOf(name: string): Promise<JsonObject> {
    for (;;) {
      const { code, body } = await cluster.api("GET", path(name));
      if (code === 200 && isObject(body.metadata)) {
        const { uid, annotations = {}, labels = {} } = body.metadata;
        const { imagePullSecrets = [], automountServiceAccountToken = true } = body;
        return { uid, annotations, labels, imagePullSecrets, automountServiceAccountToken };
      }
    }
  }

  describe("an account", () => {
    const account = (props: Partial<ServiceAccountProps>) => (stack: TerraformStack) => {
      new ServiceAccount(stack, "app", { imagePullSecrets: [secretIn(stack)], ...props });
    };
    const withIdentity = (stack: TerraformStack) => account({ pullIdentity: identityOf(stack, "app") })(stack);

    test("has and loses the annotations that are stated, gets them back from anybody, and keeps those of others", async () => {
      configure(account({ annotations: { team: "shop", tier: "web" } })).apply();
      await patch(cluster, path("app"), FOREIGN);
      configure(account({ annotations: { team: "shop" } })).apply();
      const before = await accountOf("app");
      expect(before.annotations).toEqual({ ...OTHERS, team: "shop" });
      configure(withIdentity).apply();
      expect(await accountOf("app")).toEqual({ ...before, annotations: { ...OTHERS, ...OURS } });
      expect(workspace.changes()).toEqual([]);
      configure(account({}));
      expect(workspace.changes()).toMatchObject([
        { address: expect.stringMatching(/^kubernetes_annotations\.app_Annotations_\w+\["shop-[45]"\]$/), action: "delete" },
      ]);
      workspace.apply();
      expect(await accountOf("app")).toEqual({ ...before, annotations: OTHERS });

      configure(withIdentity).apply();
      await patch(cluster, path("app"), { metadata: { annotations: { "kubernetes.azure.com/acr-client-id": "other" } } });
      workspace.apply();
      expect((await accountOf("app")).annotations).toEqual({ ...OTHERS, ...OURS });
      await cluster.api("DELETE", path("app"));
      workspace.apply();
      expect((await accountOf("app")).annotations).toEqual(OURS);
      expect(workspace.changes()).toEqual([]);
    });
  });

  describe("a default account", () => {
    const annotated = (stack: TerraformStack) =>
      new DefaultServiceAccount(stack, "default", { namespaces: [namespace], pullIdentity: identityOf(stack, "default") });

    beforeEach(async () => {
      await accountOf("default");
      await patch(cluster, path("default"), {
        ...FOREIGN,
        imagePullSecrets: [{ name: "of-others" }],
        automountServiceAccountToken: false,
      });
    });

    test("moves from secrets to an identity and back, and is never deleted on the way", async () => {
      const patched = (isBoth: boolean) => (stack: TerraformStack) =>
        new DefaultServiceAccount(stack, "default", {
          imagePullSecrets: [secretIn(stack)],
          pullIdentity: isBoth ? identityOf(stack, "default") : undefined,
          automountServiceAccountToken: false,
          preventDestroy: true,
        });
      const emptied = (stack: TerraformStack) =>
        new DefaultServiceAccount(stack, "default", {
          imagePullSecrets: [],
          namespaces: [namespace],
          pullIdentity: identityOf(stack, "default"),
        });
      configure(patched(false)).apply();
      const secrets = await accountOf("default");
      expect(secrets.imagePullSecrets).toEqual([{ name: "acr" }]);
      configure(patched(true)).apply();
      const both = await accountOf("default");
      expect(both).toEqual({ ...secrets, annotations: { ...OTHERS, ...OURS } });
      configure(annotated);
      expect(workspace.run("plan", "-input=false").output).toContain("Instance cannot be destroyed");
      configure(emptied).apply();
      expect(await accountOf("default")).toEqual({ ...both, imagePullSecrets: [] });
      expect(workspace.changes()).toEqual([]);
      configure(patched(true)).apply();
      expect(await accountOf("default")).toEqual(both);
      configure(patched(false)).apply();
      expect(await accountOf("default")).toEqual(secrets);
      expect(workspace.changes()).toEqual([]);
      workspace.succeed("state", "rm", "kubernetes_default_service_account_v1.default");

      // The identity alone takes nothing from the account, which is as it was once that is destroyed.
      configure(annotated).apply();
      expect(await accountOf("default")).toEqual({ ...secrets, annotations: { ...OTHERS, ...OURS } });
      workspace.succeed("destroy", "-auto-approve", "-input=false");
      expect(await accountOf("default")).toEqual(secrets);
    });
  });
});
