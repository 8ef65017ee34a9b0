import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  DefaultServiceAccount,
  type IImagePullSecret,
  type IServiceAccount,
  PullCheck,
  type PullCheckProps,
  PullIdentityConsumer,
  ServiceAccount,
} from "../../../src";
import { edgeProvider, LITERAL, pullSecret } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyApp, emptyStack, SEE_RULES, synthesize, variable } from "../../support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "../../support/values";

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function pullCheck(stack: TerraformStack, props: Partial<PullCheckProps>): PullCheck {
  return new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, ...props });
}

function exactlyOne(got: string): Error {
  return new Error(
    `[stack/check] one of serviceAccount, imagePullSecrets and namespaces must be set, and no second one, got '${got}'; choose how ` +
      `the pods pull; namespaces alone means by the identity of the node${SEE_RULES}`,
  );
}

test("a patched default service account makes the check pull like every pod of the namespace", () => {
  const provider = edgeProvider(stack);
  const imagePullSecrets = [pullSecret(stack, "acr-pull", { provider })];
  pullCheck(stack, { serviceAccount: new DefaultServiceAccount(stack, "default", { imagePullSecrets }), provider });
  const { check } = synthesize(stack).resource.kubernetes_job_v1;
  expect(check).toMatchObject({
    provider: "kubernetes.edge",
    spec: { template: { spec: { service_account_name: "default" } } },
    lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.acr-pull[each.key]"] },
    depends_on: ["kubernetes_default_service_account_v1.default"],
  });
  expect(check.spec.template.spec).not.toHaveProperty("image_pull_secrets");
});

test("a target is required", () => {
  expect(() => pullCheck(emptyStack(), {})).toThrow(exactlyOne("none"));
});

test("a second target is refused", () => {
  const imagePullSecrets = [pullSecret(stack)];
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
  expect(() => pullCheck(stack, { serviceAccount, imagePullSecrets, namespaces: ["apps"] })).toThrow(
    exactlyOne("serviceAccount, imagePullSecrets, namespaces"),
  );
  expect(() => pullCheck(emptyStack(), { serviceAccount, namespaces: ["apps"] })).toThrow(
    exactlyOne("serviceAccount, namespaces"),
  );
});

test("secrets are refused as a service account refuses them", () => {
  const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", { namespaces: ["jobs"] })];
  expect(() => pullCheck(stack, { imagePullSecrets })).toThrow(
    complaint("[stack/check] imagePullSecrets", "give both secrets the same list of namespaces"),
  );
  expect(() => pullCheck(emptyStack(), { imagePullSecrets: [] })).toThrow(
    complaint("[stack/check] imagePullSecrets", "pass an ImagePullSecret"),
  );
});

test.each(["app", "acr-pull"])("the provider must be that of '%s'", (owner) => {
  const imagePullSecrets = [pullSecret(stack)];
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
  const target = owner === "app" ? { serviceAccount } : { imagePullSecrets };
  expect(() => pullCheck(stack, { ...target, provider: edgeProvider(stack) })).toThrow(
    new Error(
      `[stack/check] provider must be the provider of 'stack/${owner}', since the check runs in its cluster, got 'stack/edge'; ` +
        `leave provider out${SEE_RULES}`,
    ),
  );
});

test("a service account of another stack is refused", () => {
  const app = emptyApp();
  const other = emptyStack(app, "other");
  const serviceAccount = new ServiceAccount(other, "app", { imagePullSecrets: [pullSecret(other)] });
  expect(() => pullCheck(emptyStack(app), { serviceAccount })).toThrow(
    complaint("[stack/check] serviceAccount", "create both in one stack"),
  );
});

describe("the registry of the image", () => {
  const IMAGE = "fabrikam.azurecr.io/team/app:1";

  function secretFor(stack: TerraformStack, ...loginServers: string[]) {
    return pullSecret(stack, "acr-pull", { credentials: loginServers.map((loginServer) => ({ ...LITERAL, loginServer })) });
  }

  test("must be one that the secrets have credentials for", () => {
    const imagePullSecrets = [secretFor(stack, LOGIN_SERVER, "a.azurecr.io"), pullSecret(stack, "other")];
    expect(() => pullCheck(stack, { image: IMAGE, imagePullSecrets })).toThrow(
      complaint("[stack/check] image", "add credentials for fabrikam.azurecr.io to one of the secrets, add"),
    );
  });

  test.each<[string, (stack: TerraformStack, secrets: IImagePullSecret[]) => IServiceAccount]>([
    ["service account", (stack, imagePullSecrets) => new ServiceAccount(stack, "app", { imagePullSecrets })],
    ["default service account", (stack, imagePullSecrets) => new DefaultServiceAccount(stack, "app", { imagePullSecrets })],
  ])("must be one of the secrets of a %s", (_, accountOf) => {
    const serviceAccount = accountOf(stack, [pullSecret(stack)]);
    expect(() => pullCheck(stack, { image: IMAGE, serviceAccount })).toThrow(
      complaint("[stack/check] image", "add credentials for fabrikam.azurecr.io"),
    );
  });

  test.each<[string, (stack: TerraformStack) => Partial<PullCheckProps>]>([
    ["is in any secret", (stack) => ({ imagePullSecrets: [secretFor(stack, LOGIN_SERVER, "fabrikam.azurecr.io")] })],
    [
      "is another host of a registry",
      (stack) => ({
        imagePullSecrets: [
          pullSecret(stack, "acr-pull", { credentials: [{ ...LITERAL, additionalLoginServers: ["fabrikam.azurecr.io"] }] }),
        ],
      }),
    ],
    ["is a variable in a secret", (stack) => ({ imagePullSecrets: [secretFor(stack, variable(stack, "server"))] })],
    ["is a variable", (stack) => ({ image: `${variable(stack, "server")}/app`, imagePullSecrets: [pullSecret(stack)] })],
    ["is in a registry of the node", () => ({ namespaces: ["apps"] })],
  ])("is accepted if it %s", (_, propsIn) => {
    expect(() => pullCheck(stack, { image: IMAGE, ...propsIn(stack) })).not.toThrow();
  });

  test("is not compared with secrets that do not tell their registries", () => {
    const other: IImagePullSecret = Object.create(pullSecret(stack), { loginServers: { value: undefined } });
    expect(() => pullCheck(stack, { image: IMAGE, imagePullSecrets: [other] })).not.toThrow();
  });
});

describe("an identity", () => {
  const SUBJECTS = [{ namespace: "apps", serviceAccount: "app" }];
  const { KUBELET, MSI_ACRPULL, EXTERNAL_SECRETS, WORKLOAD_IDENTITY } = PullIdentityConsumer;

  function accountOf(stack: TerraformStack, consumer = KUBELET) {
    const pullIdentity = new KnownIdentity(stack, "shop", SUBJECTS, consumer);
    return new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)], pullIdentity });
  }

  test("has the time in which a registry honors a grant, and another one is checked again", () => {
    pullCheck(stack, { serviceAccount: accountOf(stack) });
    const { check } = synthesize(stack).resource.kubernetes_job_v1;
    expect(check.timeouts.create).toBe("900s");
    expect(check.depends_on).toEqual(["kubernetes_annotations.app_Annotations"]);
    expect(check.spec.template.spec).not.toHaveProperty("image_pull_secrets");
    expect(check.spec.template.spec.container[0].env).toEqual([
      {
        name: "PULLED_WITH",
        value:
          '${join(",", [try(kubernetes_secret_v1.acr-pull[each.key].metadata[0].uid, ""), ' +
          `try(kubernetes_service_account_v1.app[each.key].metadata[0].uid, ""), "${CLIENT_ID}"])}`,
      },
    ]);
  });

  test.each([
    [KUBELET, "none-but-the-identity"],
    [MSI_ACRPULL, "acr-pull-app"],
  ])("for %s alone is checked by a pod that names %s", (consumer, secret) => {
    pullCheck(stack, { serviceAccount: accountOf(stack, consumer), identityOnly: true });
    const { check } = synthesize(stack).resource.kubernetes_job_v1;
    expect(check.spec.template.spec).toMatchObject({ service_account_name: "app", image_pull_secrets: [{ name: secret }] });
  });

  test("may be for a registry that the secrets are not for", () => {
    const serviceAccount = accountOf(stack);
    expect(() => pullCheck(stack, { serviceAccount, image: "fabrikam.azurecr.io/team/app:1" })).not.toThrow();
  });

  test.each([EXTERNAL_SECRETS, WORKLOAD_IDENTITY])("for %s is no node's, and cannot be checked alone", (consumer) => {
    expect(() => pullCheck(stack, { serviceAccount: accountOf(stack, consumer), identityOnly: true })).toThrow(
      complaint("[stack/check] identityOnly", "pass a serviceAccount with a pullIdentity"),
    );
  });

  test("is required to be checked alone", () => {
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)] });
    for (const target of [{ serviceAccount }, { namespaces: ["apps"] }]) {
      expect(() => pullCheck(new Construct(stack, Object.keys(target)[0]) as never, { ...target, identityOnly: true })).toThrow(
        complaint("identityOnly", "or remove it"),
      );
    }
  });
});
