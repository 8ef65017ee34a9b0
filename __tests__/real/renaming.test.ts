import { TerraformResource, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { DefaultServiceAccount, ImagePolicy, PullCheck, PullSecretPolicy, PullSecretPolicyMode, ServiceAccount } from "../../src";
import {
  createNamespaces,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  override,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";
import { pull, whilePulling } from "./support/pulls";

const APPLY = ["apply", "-auto-approve", "-input=false"];
const IMAGE = "contoso.azurecr.io/team/app:1";
const approving = {
  allowedImages: ["contoso.azurecr.io"],
  policyName: "approved",
  workloadValidationActions: PullSecretPolicy.WARN,
};

/** As docs/how-to/operations/rename-and-move.md has it. */
function moveFrom(construct: Construct, address: string): void {
  const { defaultChild } = construct.node;
  if (TerraformResource.isTerraformResource(defaultChild)) {
    defaultChild.moveFromId(address);
  }
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = kubernetesStack();
    build(stack);
    use(stack);
    return workspace.write(stack).variables({ password: "secret" });
  }

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "apps");
  });

  beforeEach(() => {
    workspace = new RealWorkspace(cluster);
  });

  afterEach(() => {
    configure(() => undefined).apply();
    workspace.remove();
  });

  const before = (stack: TerraformStack) => {
    const secret = secretOf(stack, "old");
    new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  };

  test("loses the secret and the account of a construct that is renamed without a moved block", async () => {
    configure(before).apply();
    configure((stack) => {
      const secret = secretOf(stack, "new", { secretName: "old" });
      new ServiceAccount(stack, "pods", { serviceAccountName: "app", imagePullSecrets: [secret] });
    });
    const { run, refused } = await whilePulling(cluster, workspace, { serviceAccountName: "app" }, ...APPLY);
    // Whether Terraform creates or deletes first is chance: the apply fails, or pods are refused in between.
    const signs = [run.output, ...refused].join("\n");
    expect(signs).toMatch(
      /secrets "old" already exists|error looking up service account apps\/app: serviceaccount "app" not found/,
    );
  });

  test("keeps what a renamed and moved construct created, and runs no check again", async () => {
    configure((stack) => {
      const secret = secretOf(stack, "old");
      const account = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
      new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret] });
      new PullSecretPolicy(stack, "demand", { mode: PullSecretPolicyMode.VALIDATE, serviceAccount: account });
      new ImagePolicy(stack, "approved", approving);
      new PullCheck(stack, "check", { image: IMAGE, serviceAccount: account });
    }).apply();
    configure((stack) => {
      const platform = new Construct(stack, "platform");
      const secret = secretOf(platform, "new", { secretName: "old", movedFrom: "old" });
      const imagePullSecrets = [secret];
      const account = new ServiceAccount(platform, "pods", { serviceAccountName: "app", imagePullSecrets, movedFrom: "app" });
      new DefaultServiceAccount(platform, "others", { imagePullSecrets, preventDestroy: false, movedFrom: "default" });
      new PullSecretPolicy(platform, "policy", {
        mode: PullSecretPolicyMode.VALIDATE,
        serviceAccount: account,
        policyName: "demand",
        movedFrom: "demand",
      });
      new ImagePolicy(platform, "images", { ...approving, movedFrom: "approved" });
      const check = new PullCheck(platform, "proof", { image: IMAGE, jobName: "check", serviceAccount: account });
      moveFrom(check, "kubernetes_job_v1.check");
    });
    expect(workspace.changes()).toEqual([]);
    const { run, pulled, refused } = await whilePulling(cluster, workspace, { serviceAccountName: "app" }, ...APPLY);
    expect({ code: run.code, refused }).toEqual({ code: 0, refused: [] });
    expect(run.output).toContain("0 added, 0 changed, 0 destroyed");
    expect(pulled).toBeGreaterThan(2);
    expect(await pull(cluster, {})).toBe("pulled");
    expect(workspace.changes()).toEqual([]);
    // The moves can stay in place, or go.
    configure((stack) => {
      const platform = new Construct(stack, "platform");
      const secret = secretOf(platform, "new", { secretName: "old" });
      const account = new ServiceAccount(platform, "pods", { serviceAccountName: "app", imagePullSecrets: [secret] });
      new DefaultServiceAccount(platform, "others", { imagePullSecrets: [secret], preventDestroy: false });
      const mode = PullSecretPolicyMode.VALIDATE;
      new PullSecretPolicy(platform, "policy", { mode, serviceAccount: account, policyName: "demand" });
      new ImagePolicy(platform, "images", approving);
      new PullCheck(platform, "proof", { image: IMAGE, jobName: "check", serviceAccount: account });
    });
    expect(workspace.changes()).toEqual([]);
    expect(Object.keys(workspace.state())).toContainEqual(
      expect.stringMatching(/^kubernetes_secret_v1\.platform_new_\w+\["apps"\]$/),
    );
  });

  test("lets pods pull while a changed secretName creates the new secret first", async () => {
    const renamed = (secretName: string) => (stack: TerraformStack) => {
      const secret = secretOf(stack, "acr", { secretName });
      override(secret, { "lifecycle.create_before_destroy": true });
      const account = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
      new PullCheck(stack, "check", { image: IMAGE, serviceAccount: account });
    };
    configure(renamed("first")).apply();
    configure(renamed("second"));
    const { run, pulled, refused } = await whilePulling(cluster, workspace, { serviceAccountName: "app" }, ...APPLY);
    expect({ code: run.code, refused }).toEqual({ code: 0, refused: [] });
    expect(pulled).toBeGreaterThan(2);
    expect(workspace.changes()).toEqual([]);
    // The reason why it is no default.
    expect(workspace.run(...APPLY, '-replace=kubernetes_secret_v1.acr["apps"]').output).toContain(
      'secrets "second" already exists',
    );
  });

  test("lets pods that name the old secret pull until a second one has taken over", async () => {
    configure((stack) => {
      new ServiceAccount(stack, "app", { imagePullSecrets: [secretOf(stack, "first")] });
    }).apply();
    configure((stack) => {
      const first = secretOf(stack, "first");
      const second = secretOf(stack, "second");
      new ServiceAccount(stack, "app", { imagePullSecrets: [second, first] });
    });
    const added = await whilePulling(cluster, workspace, { imagePullSecrets: [{ name: "first" }] }, ...APPLY);
    expect({ code: added.run.code, refused: added.refused }).toEqual({ code: 0, refused: [] });
    configure((stack) => {
      const second = secretOf(stack, "second");
      new ServiceAccount(stack, "app", { imagePullSecrets: [second] });
    });
    const removed = await whilePulling(cluster, workspace, { serviceAccountName: "app" }, ...APPLY);
    expect({ code: removed.run.code, refused: removed.refused }).toEqual({ code: 0, refused: [] });
    expect(workspace.changes()).toEqual([]);
  });
});
