import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformProvider, TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  type ContainerRegistryLookupOptions,
  type ContainerRegistryProps,
  EntraPrincipal,
  ProviderGeneration,
  PullRoleAssignment,
  RegistryRoleAssignmentMode,
} from "../../../src";
import { AzapiResource } from "../../../src/private/azapi";
import { knownCluster, knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { emptyApp, emptyStack, type JsonTree, synthesize, validationErrors, warnings } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const { RBAC, MIGRATING, ABAC, EITHER } = RegistryRoleAssignmentMode;
const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const NAME = { registryName: "contoso", resourceGroupName: "rg" };
const READ = 'try(data.azapi_resource.acr_PermissionMode.output.mode, "")';
const IN_ABAC_MODE = "roleAssignmentMode must be ABAC while the registry is in ABAC mode";
const IN_RBAC_MODE = "roleAssignmentMode must be MIGRATING while the registry is in RBAC mode";

type Options = Partial<ContainerRegistryLookupOptions>;

/** A stack with a looked-up registry and a grant on it. */
function granted(options: Options = {}, stack = emptyStack()): TerraformStack {
  ContainerRegistry.fromLookup(stack, "acr", { ...NAME, ...options }).grantPull(knownCluster(stack));
  return stack;
}

function owned(props: Partial<ContainerRegistryProps> = {}, stack = emptyStack()): TerraformStack {
  new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", ...props }).grantPull(knownCluster(stack));
  return stack;
}

/** The same where azurerm has the mode of no registry, as that of the older generation. */
const ownedWithout5 = HAS_AZURERM_5 ? granted : owned;

/** The conditions of all role assignments. */
function demands({ resource }: JsonTree): readonly (readonly [string, string])[] {
  const assignments: JsonTree[] = Object.values(resource.azurerm_role_assignment);
  const conditions = assignments.flatMap(({ lifecycle }): JsonTree[] => Object.values(lifecycle.precondition ?? {}));
  return conditions.map(({ condition, error_message }) => [String(condition), String(error_message)]);
}

const isRead = (stack: TerraformStack) => "azapi_resource" in (synthesize(stack).data ?? {});

/** A provider as its binding creates it. */
class Azapi extends TerraformProvider {
  constructor(stack: TerraformStack, providerVersion?: string, alias?: string) {
    const terraformGeneratorMetadata = providerVersion === undefined ? undefined : { providerName: "azapi", providerVersion };
    super(stack, "azapi", { terraformResourceType: "azapi", terraformGeneratorMetadata });
    Object.defineProperty(this, "alias", { value: alias });
  }
}

test("a registry is not read by a provider that the stack does not have, and its grants are as they were", () => {
  // With azurerm 5, a registry that is created has its mode.
  const created = HAS_AZURERM_5 ? [] : [owned()];
  for (const stack of [granted(), ...created, granted({ roleAssignmentMode: RBAC }), granted({ readPermissionMode: false })]) {
    const json = synthesize(stack);
    expect(JSON.stringify(json)).not.toMatch(/azapi|locals|precondition|PermissionMode|ReadId/);
    expect(json.resource.azurerm_role_assignment["aks_PullFrom-acr"].role_definition_name).toBe("AcrPull");
  }
});

test.each([
  [granted, undefined, `\${${READ} != "AbacRepositoryPermissions"}`, IN_ABAC_MODE],
  [granted, RBAC, `\${${READ} != "AbacRepositoryPermissions"}`, IN_ABAC_MODE],
  [granted, ABAC, `\${${READ.replace('""', '"AbacRepositoryPermissions"')} == "AbacRepositoryPermissions"}`, IN_RBAC_MODE],
  [ownedWithout5, undefined, `\${${READ} != "AbacRepositoryPermissions"}`, IN_ABAC_MODE],
  [ownedWithout5, ABAC, `\${${READ.replace('""', '"AbacRepositoryPermissions"')} == "AbacRepositoryPermissions"}`, IN_RBAC_MODE],
])(
  "%p with azapi demands of a grant in the mode %s that the registry honors it",
  (make, roleAssignmentMode, condition, message) => {
    const json = synthesize(make({ roleAssignmentMode, readPermissionMode: true }));
    // A local, since Terraform reads what refers to a changed resource itself only once that is applied.
    expect(json.data.azapi_resource.acr_PermissionMode).toEqual({
      type: "Microsoft.ContainerRegistry/registries@2025-11-01",
      resource_id: expect.stringMatching(/^\$\{local[.]acr_ReadId_\w+\}$/),
      response_export_values: { mode: "properties.roleAssignmentMode" },
    });
    expect(json.terraform.required_providers).toHaveProperty("azapi");
    expect(demands(json)[0]).toEqual([condition, expect.stringContaining(`[stack/aks/PullFrom-acr] ${message}`)]);
  },
);

test("the mode is read by an azapi that the stack has, wherever it comes from and whenever it is added", () => {
  const beside = granted();
  new AzapiResource(beside, "other", "azapi_update_resource", {
    type: "Microsoft.Other/things@2026-01-01",
    resourceId: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Other/things/one",
    body: {},
  });
  expect([isRead(beside), demands(synthesize(beside)).length]).toEqual([true, 1]);

  const later = granted();
  expect(isRead(later)).toBe(false);
  new Azapi(later, "2.0.1");
  expect([isRead(later), demands(synthesize(later)).length]).toEqual([true, 1]);
});

test.each<[string, (stack: TerraformStack) => void, Options]>([
  ["of the first version, which has another form of output", (stack) => new Azapi(stack, "1.15.0"), {}],
  ["of a version that nobody knows", (stack) => new Azapi(stack), {}],
  ["with an alias, which the read would not use", (stack) => new Azapi(stack, "2.12.0", "other"), {}],
  ["if that is not wanted", (stack) => new Azapi(stack, "2.12.0"), { readPermissionMode: false }],
])("the mode is not read by an azapi %s", (_which, add, options) => {
  const stack = granted(options);
  add(stack);
  expect([isRead(stack), demands(synthesize(stack))]).toEqual([false, []]);
});

test("a registry with a login of its own, which azapi may not share, is read only if that is asked for", () => {
  const readWith = (readPermissionMode?: boolean) => {
    const stack = emptyStack();
    new Azapi(stack, "2.12.0");
    const provider = new AzurermProvider(stack, "hub", { alias: "hub", features: [{}] });
    return isRead(granted({ provider, readPermissionMode }, stack));
  };
  expect([readWith(), readWith(true)]).toEqual([false, true]);
});

test("nothing is read for a registry without grants, nor for one with the roles of both modes", () => {
  const bare = emptyStack();
  ContainerRegistry.fromLookup(bare, "acr", { ...NAME, readPermissionMode: true });
  expect([isRead(bare), isRead(granted({ readPermissionMode: true, roleAssignmentMode: EITHER }))]).toEqual([false, false]);
});

test("with azurerm 5, the registry that a stack creates has its mode, and azapi reads nothing", () => {
  for (const readPermissionMode of [undefined, true]) {
    const stack = owned({ readPermissionMode });
    ProviderGeneration.useAzurerm5(stack);
    const json = synthesize(stack);
    expect(JSON.stringify(json)).not.toMatch(/azapi|ReadId/);
    expect(demands(json)).toEqual([
      [
        '${azurerm_container_registry.acr.role_assignment_mode != "AbacRepositoryPermissions"}',
        expect.stringContaining(IN_ABAC_MODE),
      ],
    ]);
  }
});

test("with azurerm 5, a stated mode is demanded once, by the registry itself", () => {
  for (const roleAssignmentMode of [RBAC, ABAC]) {
    const stack = owned({ roleAssignmentMode });
    ProviderGeneration.useAzurerm5(stack);
    const json = synthesize(stack);
    expect(json.resource.azurerm_container_registry.acr.lifecycle.postcondition).toHaveLength(1);
    expect(demands(json).filter(([condition]) => condition.includes("role_assignment_mode"))).toEqual([]);
  }
});

test("ABAC says which deploy is left where the registry is in that mode already", () => {
  const [[, message]] = demands(synthesize(granted({ roleAssignmentMode: ABAC })));
  expect(message).toContain(
    "deploy REMOVING once if the registry is in ABAC mode, where AcrPull has no effect; otherwise MIGRATING",
  );
});

describe("EITHER", () => {
  test("assigns the roles of both modes, the one of RBAC mode at its address", () => {
    const assigned = (roleAssignmentMode?: RegistryRoleAssignmentMode) => {
      const stack = granted({ roleAssignmentMode });
      ContainerRegistry.fromLookup(stack, "hub", { ...NAME, registryName: "fabrikam", roleAssignmentMode }).grantPullPush(
        new EntraPrincipal(stack, "pipeline", { principalId: OBJECT_ID }),
      );
      const assignments = Object.entries(synthesize(stack).resource.azurerm_role_assignment);
      return Object.fromEntries(assignments.map(([id, { role_definition_name: role }]) => [id, String(role)]));
    };
    const before = assigned();
    expect(assigned(EITHER)).toEqual({
      ...before,
      "aks_PullFrom-acr_RepositoryReader": "Container Registry Repository Reader",
      "pipeline_PushTo-hub_RepositoryWriter": "Container Registry Repository Writer",
    });
    expect(Object.values(before)).toEqual(["AcrPull", "AcrPush"]);
  });

  test("takes no repositories, which AcrPull would not be limited to", () => {
    const stack = emptyStack();
    const registry = knownRegistry(stack, { roleAssignmentMode: EITHER });
    expect(() => registry.grantPull(knownCluster(stack), { repositories: ["team/app"] })).toThrow(
      "repositories must be left out for a registry that may be in RBAC mode, where AcrPull covers all of them",
    );
  });

  test("warns of nothing, and leaves the mode of a registry that the stack creates to others", () => {
    const stack = owned({ roleAssignmentMode: EITHER });
    ProviderGeneration.useAzurerm5(stack);
    const { acr } = synthesize(stack).resource.azurerm_container_registry;
    expect(acr).not.toHaveProperty("role_assignment_mode");
    expect(acr.lifecycle.ignore_changes).toContain("role_assignment_mode");
    expect([warnings(stack), information(stack)]).toEqual([[], []]);
  });
});

/** What the validation of a stack has noted as information. */
function information(stack: TerraformStack): string[] {
  expect(validationErrors(stack)).toEqual([]);
  const noted = stack.node.findAll().flatMap(({ node }) => node.metadata);
  const all = noted.flatMap(({ type, data }) => (type === "@cdktf/info" ? [String(data)] : []));
  return all.filter((text) => text.startsWith("roleAssignmentMode "));
}

describe("a mode that is neither stated nor read", () => {
  test("is told once for each registry of an app, as information with three ways out", () => {
    const app = emptyApp();
    const [one, other] = ["one", "other"].map((id) => emptyStack(app, id));
    for (const stack of [one, other]) {
      const registry = ContainerRegistry.fromLookup(stack, "acr", NAME);
      registry.grantPull(knownCluster(stack));
      registry.grantPullPush(new EntraPrincipal(stack, "pipeline", { principalId: OBJECT_ID }));
    }
    const [first, ...others] = [one, other, one].flatMap((stack) => synthesize(stack) && information(stack));
    expect(first).toMatch(/set RBAC or ABAC, .*, or EITHER, .*; or set readPermissionMode: true on a .*#permission-mode$/);
    // Asked again, the first stack has the same note.
    expect(others).toEqual([first]);
    expect([...warnings(one), ...warnings(other)]).toEqual([]);
  });

  test("is told of registries whose attributes are known and of single assignments, which are never read", () => {
    const stack = emptyStack();
    knownRegistry(stack).grantPull(knownCluster(stack));
    new Azapi(stack, "2.12.0");
    synthesize(stack);
    const told = [expect.stringContaining("no plan can read it, so roles of RBAC mode are assigned")];
    expect(information(stack)).toEqual(told);

    const single = emptyStack();
    const props = { registryId: REGISTRY_ID, principalId: OBJECT_ID };
    new PullRoleAssignment(single, "pull", props);
    new PullRoleAssignment(single, "stated", { ...props, principalId: OBJECT_ID.replace(/.$/, "9"), roleAssignmentMode: RBAC });
    expect(information(single)).toEqual(told);
  });

  test.each(
    Object.entries<() => TerraformStack>({
      stated: () => granted({ roleAssignmentMode: RBAC }),
      "a stage": () => granted({ roleAssignmentMode: MIGRATING }),
      read: () => granted({ readPermissionMode: true }),
      "not needed, without a grant": () => {
        const stack = emptyStack();
        ContainerRegistry.fromLookup(stack, "acr", NAME);
        return stack;
      },
      "known to azurerm 5, which is called for later": () => {
        const stack = owned();
        ProviderGeneration.useAzurerm5(stack);
        return stack;
      },
    }),
  )("is not told where it is %s", (_why, make) => {
    const stack = make();
    synthesize(stack);
    expect(information(stack)).toEqual([]);
  });

  test("is told of a grant in another stack than that of its registry, which no plan compares", () => {
    const app = emptyApp();
    const [shared, team] = [emptyStack(app, "shared"), new TerraformStack(app, "team")];
    const registry = new ContainerRegistry(shared, "acr", { ...PLACE, registryName: "contoso" });
    ProviderGeneration.useAzurerm5(shared);
    registry.grantPull(knownCluster(team));
    expect(information(shared)).toHaveLength(1);
  });
});
