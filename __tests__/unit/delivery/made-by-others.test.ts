import { TerraformOutput, type TerraformStack } from "cdktf";
import {
  DefaultServiceAccount,
  ImagePullSecret,
  type ImagePullSecretAttributes,
  PullCheck,
  PullSecretPolicy,
  PullSecretPolicyMode,
  ServiceAccount,
  type ServiceAccountAttributes,
} from "../../../src";
import { bareNamespace, edgeProvider, pullSecret } from "../../support/builders";
import { emptyStack, type JsonTree, render } from "../../support/stack";
import { LOGIN_SERVER } from "../../support/values";

const IMAGE = `${LOGIN_SERVER}/team/app:1`;

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function secretOf(attributes: Partial<ImagePullSecretAttributes> = {}, id = "acr-pull", scope = stack) {
  return ImagePullSecret.fromSecretAttributes(scope, id, { secretName: id, namespaces: ["apps"], ...attributes });
}

function accountOf(attributes: Partial<ServiceAccountAttributes> = {}, scope = stack) {
  const account = { serviceAccountName: "chart", namespaces: ["apps"], ...attributes };
  return ServiceAccount.fromServiceAccountAttributes(scope, "app", account);
}

/** All that is there, of one kind of resource, of which there is one. */
function only(type: string): JsonTree {
  const { resource, data } = render(stack) as JsonTree;
  expect(data).toBeUndefined();
  expect(Object.keys(resource ?? {}).filter((one) => one !== "kubernetes_namespace_v1")).toEqual([type]);
  const [block] = Object.values(resource[type]);
  return block as JsonTree;
}

const envOf = (job: JsonTree) => job.spec.template.spec.container[0].env;

test("a secret and an account by their attributes are nothing in Terraform, and tell what they were told", () => {
  const secret = secretOf({ loginServers: [LOGIN_SERVER] });
  const account = accountOf({ imagePullSecrets: [secret] });
  new TerraformOutput(stack, "names", { value: [secret.secretName, account.serviceAccountName] });
  expect(render(stack)).not.toHaveProperty("resource");
  expect(render(stack)).not.toHaveProperty("data");
  expect(account.imagePullSecrets).toEqual([secret]);
  expect([secret.requires, account.requires]).toEqual([[], []]);
});

test("a check pulls like an account of others, after what makes it, and watches the secret that is ours", () => {
  const chart = bareNamespace(stack, "chart");
  const account = accountOf({ imagePullSecrets: [pullSecret(stack, "ours")], dependsOn: [chart] });
  new PullCheck(stack, "check", { image: IMAGE, serviceAccount: account });
  const job = (render(stack) as JsonTree).resource.kubernetes_job_v1.check;
  expect(job.spec.template.spec.service_account_name).toBe("chart");
  expect(job.depends_on).toEqual(["kubernetes_namespace_v1.chart", "kubernetes_secret_v1.ours"]);
  expect(job.lifecycle.replace_triggered_by).toEqual(["kubernetes_secret_v1.ours[each.key]"]);
  const uids = '${join(",", [try(kubernetes_secret_v1.ours[each.key].metadata[0].uid, "")])}';
  expect(envOf(job)).toEqual([{ name: "PULLED_WITH", value: uids }]);
});

test.each([
  ["kubernetes_service_account_v1", ServiceAccount, { automountServiceAccountToken: false }],
  ["kubernetes_default_service_account_v1", DefaultServiceAccount, {}],
])("a %s names it, where it is, after what makes it", (type, Account, props) => {
  const dependsOn = [bareNamespace(stack, "apps")];
  const provider = edgeProvider(stack);
  const imagePullSecrets = ["one", "two"].map((id) => secretOf({ dependsOn, provider }, id));
  const account = new Account(stack, "app", { imagePullSecrets, ...props });
  expect(only(type)).toMatchObject({
    for_each: '${toset(["apps"])}',
    image_pull_secret: [{ name: "one" }, { name: "two" }],
    provider: "kubernetes.edge",
    depends_on: ["kubernetes_namespace_v1.apps"],
  });
  expect(account.requires).toEqual([account.node.defaultChild]);
});

test.each(["VALIDATE", "MUTATE"] as const)("a policy for %s demands it by the hosts that it is told", (name) => {
  const mode = PullSecretPolicyMode[name];
  const kubernetesVersion = "1.36";
  new PullSecretPolicy(stack, "policy", { mode, kubernetesVersion, imagePullSecret: secretOf({ loginServers: [LOGIN_SERVER] }) });
  const { policy } = (render(stack) as JsonTree).resource.kubernetes_manifest;
  expect(policy).not.toHaveProperty("depends_on");
  expect(JSON.stringify(policy.manifest)).toContain(LOGIN_SERVER);
});
