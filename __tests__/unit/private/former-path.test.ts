import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  DefaultServiceAccount,
  type IContainerRegistry,
  PullIdentity,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCache,
  RegistryPrivateEndpoint,
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../../src";
import { knownCluster, knownRegistry, pullSecret } from "../../support/builders";
import { complaint, emptyApp, emptyStack, type JsonTree, validationErrors } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID, subnetId } from "../../support/values";

type Build = (scope: TerraformStack, id: string, movedFrom?: string) => unknown;

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

/** What is lost for good with a move that Terraform ignores. */
const DEAREST: Readonly<Record<string, Build>> = {
  ContainerRegistry: (stack, id, movedFrom) =>
    new ContainerRegistry(stack, id, { ...PLACE, registryName: `registry${id}`, movedFrom }),
  AksCluster: (stack, id, movedFrom) => new AksCluster(stack, id, { ...PLACE, clusterName: id, movedFrom }),
  RegistryToken: (stack, id, movedFrom) => {
    const registry = knownRegistry(stack, {}, `registry-of-${id}`);
    return new RegistryToken(stack, id, { registry, repositories: ["*"], tokenName: `token-${id}`, generation: 2, movedFrom });
  },
  ServicePrincipalCredentials: (stack, id, movedFrom) => {
    const shared = stack.node.tryFindChild("shared") as IContainerRegistry | undefined;
    const registry = shared ?? knownRegistry(stack, {}, "shared");
    return new ServicePrincipalCredentials(stack, id, { registry, generation: 2, owners: [OBJECT_ID], movedFrom });
  },
  ImagePullSecret: (stack, id, movedFrom) => pullSecret(stack, id, { movedFrom }),
};

/** Whatever has `movedFrom`, at a path of its own. */
const CONSTRUCTS: Readonly<Record<string, Build>> = {
  ...DEAREST,
  ServiceAccount: (stack, id, movedFrom) =>
    new ServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `of-${id}`)], movedFrom }),
  DefaultServiceAccount: (stack, id, movedFrom) =>
    new DefaultServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `of-${id}`)], movedFrom }),
  PullSecretPolicy: (stack, id, movedFrom) =>
    new PullSecretPolicy(stack, id, {
      mode: PullSecretPolicyMode.VALIDATE,
      imagePullSecret: pullSecret(stack, `of-${id}`),
      movedFrom,
    }),
  PullRoleAssignment: (stack, id, movedFrom) =>
    new PullRoleAssignment(stack, id, { registryId: REGISTRY_ID, principalId: OBJECT_ID, movedFrom }),
  PullIdentity: (stack, id, movedFrom) => {
    const place = { ...PLACE, issuerUrl: "https://oidc.contoso.com/prod" };
    const subjects = [{ namespaceName: "apps", serviceAccountName: id }];
    return new PullIdentity(stack, id, { ...place, subjects, identityName: "shop", movedFrom });
  },
  RegistryCache: (stack, id, movedFrom) => {
    const registry = knownRegistry(stack, {}, `registry-of-${id}`);
    const rule = { upstream: "mcr.microsoft.com/*", repository: "mcr/*", cacheRuleName: `cache-${id}` };
    return new RegistryCache(stack, id, { registry, ...rule, movedFrom });
  },
  RegistryPrivateEndpoint: (stack, id, movedFrom) => {
    const registry = knownRegistry(stack, {}, `registry-of-${id}`);
    return new RegistryPrivateEndpoint(stack, id, { registry, subnetId: subnetId("prod"), location: "westeurope", movedFrom });
  },
};

const built = Object.entries(CONSTRUCTS);

/** The addresses of a construct's own resources, without those of its secret. */
function addresses(build: Build, id: string): string[] {
  const stack = emptyStack();
  build(stack, id);
  return Object.entries(stack.toTerraform().resource).flatMap(([type, blocks]) =>
    Object.keys(Object(blocks))
      .filter((name) => name.startsWith(id))
      .map((name) => `${type}.${name}`),
  );
}

test.each(built)("a %s that was renamed keeps all its resources", (_name, build) => {
  const stack = emptyStack();
  build(stack, "present", "old");
  const [from, to] = [addresses(build, "old"), addresses(build, "present")];
  expect(from).not.toEqual([]);
  const moves: unknown[] = stack.toTerraform().moved;
  expect(moves).toHaveLength(from.length);
  expect(moves).toEqual(expect.arrayContaining(from.map((address, index) => ({ from: address, to: to[index] }))));
});

/** The conditions that only a plan of a creation leaves unknown. */
function guards(stack: TerraformStack): string[] {
  const blocks: JsonTree = stack.toTerraform().resource.terraform_data ?? {};
  return Object.values(blocks).flatMap(({ count }) => (count === undefined ? [] : [String(count)]));
}

test.each(built)("a %s demands that something has moved, if it is dear", (name, build) => {
  const stack = emptyStack();
  build(stack, "present", "old");
  const dear =
    name in DEAREST ? [expect.stringContaining("[stack/present] movedFrom must be the path of the last deployment")] : [];
  expect(guards(stack)).toEqual(dear);
});

test.each(built)("of two of %s, one alone can have been at a path", (_name, build) => {
  const stack = emptyStack();
  for (const id of ["present", "other"]) {
    build(stack, id, "old");
  }
  expect(validationErrors(stack)).toContainEqual(expect.stringMatching(complaint("[stack/other] movedFrom")));
});

const WRONG: readonly (readonly [string, string, string])[] = [
  ["its own path", "present", "give the path of the last deployment, or leave it out"],
  ["an empty text", "", "give the ids from below the stack down to the construct"],
  ["a path that begins with a slash", "/old", "give the ids from below the stack"],
  ["a path that ends with one", "old/", "give the ids from below the stack"],
  ["a path that is unknown at synth", Token.asString({ resolve: () => "old" }), "give the ids from below the stack"],
  ["a path with the stack", "stack/old", "leave the stack out: old"],
  ["an address", "azurerm_role_assignment.x", "Terraform's address follows from them"],
  ["an address of a secret", 'kubernetes_secret_v1.old["apps"]', "Terraform's address follows from them"],
  ["an address in a module", "module.old.kubernetes_manifest.x", "Terraform's address follows from them"],
];

test.each(WRONG)("a renamed construct fails for %s", (_case, movedFrom, repair) => {
  expect(() => pullSecret(emptyStack(), "present", { movedFrom })).toThrow(complaint("[stack/present] movedFrom", repair));
});

test.each(["env/prod/old", "prod/old"])("fails for %s in the stack env/prod", (movedFrom) => {
  const stack = new TerraformStack(new Construct(emptyApp(), "env"), "prod");
  expect(() => pullSecret(stack, "present", { movedFrom })).toThrow("leave the stack out: old;");
});

test("a construct of the stack may have its name", () => {
  const stack = emptyStack();
  const scope = new Construct(stack, "stack");
  const props = { registryId: REGISTRY_ID, principalId: OBJECT_ID, roleAssignmentMode: RegistryRoleAssignmentMode.RBAC };
  new PullRoleAssignment(scope, "present", { ...props, movedFrom: "stack/old" });
  expect(stack.toTerraform().moved).toEqual([
    { from: expect.stringMatching(/^azurerm_role_assignment\.stack_old_?\w*$/), to: expect.stringContaining("present") },
  ]);
});

test("a renamed cluster may have had its name", () => {
  const stack = emptyStack();
  knownRegistry(stack).grantPull(knownCluster(stack, "prod"), { movedFrom: "stack/PullFrom-acr" });
  expect(Object(stack.toTerraform().moved)).toHaveLength(2);
});
