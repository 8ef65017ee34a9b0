import type { TerraformStack } from "cdktf";
import * as product from "../../../src";
import { bareNamespace, knownCluster, knownRegistry, LITERAL, pullSecret } from "../../support/builders";
import { emptyStack, render } from "../../support/stack";
import { identityId, OBJECT_ID } from "../../support/values";

// Users implement the interfaces of this package, in languages where nothing checks types too. What is missing or wrong
// in such an object, however deep, is answered by a sentence: not by a TypeError, not by a block that Terraform refuses.

const { PullIdentityConsumer, RegistryRoleAssignmentMode } = product;
const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];
const IMAGE = "contoso.azurecr.io/app:1";
const VALIDATE = { mode: product.PullSecretPolicyMode.VALIDATE };
const NODES = { identityId: identityId("nodes"), clientId: OBJECT_ID, principalId: OBJECT_ID };

const account = (stack: TerraformStack) =>
  new product.ServiceAccount(stack, "account", { imagePullSecrets: [pullSecret(stack)] });
const identity = (consumer: product.PullIdentityConsumer) => (stack: TerraformStack) =>
  new product.PullIdentity(stack, "identity", {
    resourceGroupName: "rg",
    location: "westeurope",
    issuerUrl: "https://oidc.contoso.com/prod",
    subjects: SUBJECTS,
    consumer,
  });
const registry = (stack: TerraformStack) => knownRegistry(stack, { roleAssignmentMode: RegistryRoleAssignmentMode.ABAC });
const lookedUp = (stack: TerraformStack) =>
  product.AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });
const ofExternalSecrets = identity(PullIdentityConsumer.EXTERNAL_SECRETS);

type Make = (stack: TerraformStack) => object;

/** A class or a method of the package, with one object of a user among what it is given. */
type Use = (stack: TerraformStack, own: never) => unknown;

/** What is implemented, the right object, where it is passed, and its members: `?` marks those that may be left out. */
const TABLE: readonly (readonly [string, Make, Use, string])[] = [
  [
    "credentials of a secret",
    () => LITERAL,
    (stack, own) => pullSecret(stack, "subject", { credentials: [own] }),
    "loginServer username password requires additionalLoginServers? writeOnlyRevision?",
  ],
  [
    "a dependency of a secret",
    (stack) => bareNamespace(stack, "apps"),
    (stack, own) => pullSecret(stack, "subject", { dependsOn: [own] }),
    "fqn",
  ],
  [
    "a dependency of a check",
    (stack) => bareNamespace(stack, "apps"),
    (stack, own) => new product.PullCheck(stack, "subject", { image: IMAGE, namespaces: ["apps"], dependsOn: [own] }),
    "fqn",
  ],
  [
    "the secret of an account",
    (stack) => pullSecret(stack),
    (stack, own) => new product.ServiceAccount(stack, "subject", { imagePullSecrets: [own] }),
    "node requires secretName namespaces loginServers? provider?",
  ],
  [
    "the secret of the default account",
    (stack) => pullSecret(stack),
    (stack, own) => new product.DefaultServiceAccount(stack, "subject", { imagePullSecrets: [own] }),
    "node requires secretName namespaces loginServers? provider?",
  ],
  [
    "the secret of a policy",
    (stack) => pullSecret(stack),
    (stack, own) => new product.PullSecretPolicy(stack, "subject", { ...VALIDATE, imagePullSecret: own }),
    "node requires secretName namespaces loginServers provider?",
  ],
  [
    "the secret of a check",
    (stack) => pullSecret(stack),
    (stack, own) => new product.PullCheck(stack, "subject", { image: IMAGE, imagePullSecrets: [own] }),
    "node requires secretName namespaces loginServers? provider?",
  ],
  [
    "the account of a policy",
    account,
    (stack, own) => new product.PullSecretPolicy(stack, "subject", { ...VALIDATE, serviceAccount: own }),
    "node requires serviceAccountName namespaces imagePullSecrets provider?",
  ],
  [
    "the account of a check",
    account,
    (stack, own) => new product.PullCheck(stack, "subject", { image: IMAGE, serviceAccount: own }),
    "node requires serviceAccountName namespaces imagePullSecrets provider?",
  ],
  [
    "the identity of an account",
    identity(PullIdentityConsumer.KUBELET),
    (stack, own) =>
      new product.ServiceAccount(stack, "subject", { pullIdentity: own, namespaces: ["apps"], serviceAccountName: "app" }),
    "node clientId tenantId subjects serviceAccountAnnotations requires consumer",
  ],
  [
    "the identity of an access token",
    ofExternalSecrets,
    (stack, own) => new product.AcrAccessToken(stack, "subject", { pullIdentity: own, registry: registry(stack) }),
    "node clientId tenantId subjects serviceAccountAnnotations requires consumer",
  ],
  [
    "the registry of an access token",
    registry,
    (stack, own) => new product.AcrAccessToken(stack, "subject", { pullIdentity: ofExternalSecrets(stack), registry: own }),
    "node registryId loginServer",
  ],
  [
    "the registry of a provider of nodes",
    registry,
    (stack, own) => new product.AcrCredentialProvider(stack, "subject", { registries: [own], tenantId: OBJECT_ID }),
    "node registryId loginServer",
  ],
  [
    "the registry of a token",
    registry,
    (stack, own) => new product.RegistryToken(stack, "subject", { registry: own, repositories: ["app"] }),
    "node registryId loginServer registryName resourceGroupName sku? provider?",
  ],
  [
    "the registry of a service principal",
    registry,
    (stack, own) => new product.ServicePrincipalCredentials(stack, "subject", { registry: own }),
    "node registryId loginServer roleAssignmentMode? grantPull",
  ],
  [
    "who is granted pulls",
    (stack) => knownCluster(stack),
    (stack, own) => registry(stack).grantPull(own),
    "node principalId bindGrant",
  ],
  [
    "the cluster of a provider",
    lookedUp,
    (stack, own) => new product.AksKubernetesProvider(stack, "subject", { cluster: own, alias: "prod" }),
    "node apiServerUrl clusterCaCertificate",
  ],
  [
    "the cluster of an identity",
    lookedUp,
    (stack, own) =>
      new product.PullIdentity(stack, "subject", {
        resourceGroupName: "rg",
        location: "westeurope",
        cluster: own,
        subjects: SUBJECTS,
        consumer: PullIdentityConsumer.WORKLOAD_IDENTITY,
      }),
    "node oidcIssuerUrl",
  ],
  [
    "the cluster whose nodes read identities",
    lookedUp,
    (stack, own) =>
      new product.AksServiceAccountImagePull(stack, "subject", { cluster: own, previewEnabled: true, defaultIdentity: NODES }),
    "node clusterId",
  ],
  [
    "the grant of a cluster",
    (stack) => registry(stack).grantPull(knownCluster(stack)),
    (stack, own) =>
      new product.AksCluster(stack, "subject", {
        clusterName: "prod",
        resourceGroupName: "rg",
        location: "westeurope",
      }).bindGrant(own),
    "requires",
  ],
];

const HOLE: unknown[] = [];
HOLE.length = 1;

const HOSTILE: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["an empty text", ""],
  ["a number", 5],
  ["an object", {}],
  ["an object of null", { a: null }],
  ["a list of null", [null]],
  ["a list of undefined", [undefined]],
  ["a list with a hole", HOLE],
  ["a list of lists", [[null]]],
  ["a list of objects without members", [{}]],
];

const SENTENCE = /^(\[stack\b[^\]]*\]|\w+\.\w+:) .* must .*; .*; see https:\/\/[^ ]+\/docs\/errors\.md#[a-z-]+$/s;

/** The same object with another value of one member. */
function replaced(right: object, name: string, value: unknown): never {
  return new Proxy(right, {
    get: (target, member) => {
      const own = member === name ? value : Reflect.get(target, member, target);
      return typeof own === "function" ? own.bind(target) : own;
    },
  }) as never;
}

function answer(make: Make, use: Use, name: string, value: unknown): string {
  const stack = emptyStack();
  try {
    use(stack, replaced(make(stack), name, value));
    render(stack);
    return "taken";
  } catch (error) {
    const { name: kind, message } = error as Error;
    return SENTENCE.test(message) ? "a sentence" : `${kind}: ${message.split("\n")[0]}`;
  }
}

const ROWS = TABLE.flatMap(([title, make, use, members]) => members.split(" ").map((member) => ({ title, make, use, member })));

test.each(ROWS)("$title, with $member of each wrong kind", ({ make, use, member }) => {
  const [name, isOptional] = [member.replace("?", ""), member.endsWith("?")];
  const answers = HOSTILE.map(([what, value]) => [what, answer(make, use, name, value)]);
  expect(answers.filter(([, given]) => given !== "taken" && given !== "a sentence")).toEqual([]);
  const nothing = isOptional ? "taken" : "a sentence";
  expect(answers.slice(0, 2)).toEqual([
    ["undefined", nothing],
    ["null", nothing],
  ]);
  // No member is a list of nothing.
  expect(answers.filter(([what]) => /^a list/.test(what) && !/objects/.test(what))).not.toContainEqual([
    expect.anything(),
    "taken",
  ]);
});

test.each(TABLE)("%s, as it should be", (_title, make, use) => {
  const stack = emptyStack();
  use(stack, new Proxy(make(stack), {}) as never);
  expect(() => render(stack)).not.toThrow();
});
