import { DefaultServiceAccount, PullCheck, PullSecretPolicy, PullSecretPolicyMode, ServiceAccount } from "../../../src";
import { edgeProvider, pullSecret } from "../../support/builders";
import { emptyStack, synthesize } from "../../support/stack";

const SELECTED = { namespaces: undefined, namespaceSelector: { "contoso.example/pulls": "acr", team: "" } };
const FOR_EACH = "${toset(local.acr-pull_Labelled_Namespaces_D54683B7)}";

test("a secret is in each namespace that has the labels, but for those of the system", () => {
  const stack = emptyStack();
  const provider = edgeProvider(stack);
  pullSecret(stack, "acr-pull", { ...SELECTED, provider });
  const { data, locals, resource } = synthesizeWithLocals(stack);
  expect(data.kubernetes_resources).toEqual({
    "acr-pull_Labelled": {
      api_version: "v1",
      kind: "Namespace",
      label_selector: "contoso.example/pulls=acr,team=",
      provider: "kubernetes.edge",
    },
  });
  const [expression] = Object.values(locals);
  expect(expression).toContain("[for live in data.kubernetes_resources.acr-pull_Labelled.objects : live.metadata.name");
  expect(expression).toContain('!contains(["kube-system","kube-public"');
  expect(resource.kubernetes_secret_v1["acr-pull"]).toMatchObject({
    for_each: FOR_EACH,
    metadata: { namespace: "${each.value}" },
  });
});

test("accounts, checks, policies and other secrets are where the secret is", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack, "acr-pull", SELECTED);
  const second = pullSecret(stack, "second", { namespaces: secret.namespaces });
  const account = new ServiceAccount(stack, "app", { imagePullSecrets: [secret, second] });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret] });
  new PullCheck(stack, "check", { image: "contoso.azurecr.io/app:1", serviceAccount: account });
  new PullSecretPolicy(stack, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret: secret });
  const { resource } = synthesizeWithLocals(stack);
  for (const type of [
    "kubernetes_secret_v1",
    "kubernetes_service_account_v1",
    "kubernetes_default_service_account_v1",
    "kubernetes_job_v1",
  ]) {
    for (const block of Object.values(resource[type])) {
      expect(block.for_each).toBe(FOR_EACH);
    }
  }
  expect(resource.kubernetes_manifest.demand_Binding.manifest.spec.matchResources.namespaceSelector).toEqual({
    matchExpressions: [
      { key: "kubernetes.io/metadata.name", operator: "In", values: "${local.acr-pull_Labelled_Namespaces_D54683B7}" },
    ],
  });
});

function synthesizeWithLocals(stack: Parameters<typeof synthesize>[0]) {
  const json = synthesize(stack);
  return { data: json.data, resource: json.resource, locals: json.locals as unknown as Record<string, string> };
}
