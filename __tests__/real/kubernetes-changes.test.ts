import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { DefaultServiceAccount, PullCheck, ServiceAccount } from "../../src";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  override,
  type PlannedChange,
  patch,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";

const NAMESPACE = "/api/v1/namespaces/apps";

/** Labels and annotations of Reflector, Kyverno, Argo CD and a workload identity, and the token secrets of a controller. */
const METADATA = {
  metadata: {
    labels: { "app.example/managed-by": "policy" },
    annotations: { "argocd.argoproj.io/tracking-id": "apps", "azure.workload.identity/client-id": "id" },
  },
};
const ACCOUNT = { ...METADATA, secrets: [{ name: "token-of-a-controller" }], automountServiceAccountToken: false };

interface Overrides {
  readonly secret: JsonObject;
  readonly accounts: JsonObject;
}

const STATED: Overrides = {
  secret: { "metadata.labels": { team: "web" }, "metadata.annotations": { team: "web" } },
  accounts: {
    "metadata.labels": { team: "web" },
    "metadata.annotations": { team: "web" },
    secret: [{ name: "stated" }],
    automount_service_account_token: true,
  },
};

function objects({ secret: onSecret, accounts: onAccounts }: Overrides): TerraformStack {
  const stack = kubernetesStack();
  const secret = secretOf(stack, "acr");
  override(secret, onSecret);
  override(new ServiceAccount(stack, "app", { imagePullSecrets: [secret] }), onAccounts);
  override(new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret] }), onAccounts);
  new PullCheck(stack, "check", { image: "contoso.azurecr.io/team/app:1", imagePullSecrets: [secret] });
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  function configure(overrides: Overrides): RealWorkspace {
    const stack = objects(overrides);
    use(stack);
    return workspace.write(stack).variables({ password: "secret" });
  }

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "apps");
    workspace = new RealWorkspace(cluster);
    configure({ secret: {}, accounts: {} }).apply();
    await patch(cluster, `${NAMESPACE}/secrets/acr`, METADATA);
    await patch(cluster, `${NAMESPACE}/serviceaccounts/app`, ACCOUNT);
    await patch(cluster, `${NAMESPACE}/serviceaccounts/default`, ACCOUNT);
    unstated = workspace.changes();
    stated = configure(STATED).changes();
  });

  test("keeps the labels, annotations and token secrets of others, and runs no check again for them", () => {
    expect(unstated).toEqual([]);
  });

  test.each(["secret", "service_account", "default_service_account"])("restores what is stated on a %s", (kind) => {
    const metadata = ["labels.team", "annotations.team"].map((path) => `metadata.0.${path}`);
    const change = stated.find(({ address }) => address.startsWith(`kubernetes_${kind}_v1.`));
    expect(change?.action).toBe("update");
    expect(change?.paths).toEqual(
      expect.arrayContaining(kind === "secret" ? metadata : [...metadata, "secret.0.name", "automount_service_account_token"]),
    );
  });

  test("keeps them in the next apply, and a secret that somebody made immutable", async () => {
    await patch(cluster, `${NAMESPACE}/secrets/acr`, { immutable: true });
    configure({ secret: {}, accounts: {} }).apply();
    const { body } = await cluster.api("GET", `${NAMESPACE}/secrets/acr`);
    expect(body).toMatchObject({ immutable: true, ...METADATA });
  });

  /** Kubernetes has one value and no owner of it that Terraform could ask: `false` may be that of a policy by now. */
  test("an automount setting that is no longer stated stays, until the other one is stated", async () => {
    const automount = async () =>
      Promise.all(
        ["app", "default"].map(
          async (name) => (await cluster.api("GET", `${NAMESPACE}/serviceaccounts/${name}`)).body.automountServiceAccountToken,
        ),
      );
    const stating = (value: boolean) => ({ secret: {}, accounts: { automount_service_account_token: value } });
    configure(stating(true)).apply();
    configure(stating(false)).apply();
    expect(configure({ secret: {}, accounts: {} }).changes()).toEqual([]);
    expect(await automount()).toEqual([false, false]);
    configure(stating(true)).apply();
    expect(await automount()).toEqual([true, true]);
  });
});
