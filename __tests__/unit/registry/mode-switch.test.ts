import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, ProviderGeneration, RegistryRoleAssignmentMode } from "../../../src";
import { knownCluster, knownRegistry } from "../../support/builders";
import { emptyApp, emptyStack, type JsonTree, synthesize } from "../../support/stack";
import { OBJECT_ID } from "../../support/values";

const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const { RBAC, MIGRATING, SWITCHING, REMOVING, ABAC } = RegistryRoleAssignmentMode;
const REGISTRY_ID = "${data.azurerm_container_registry.acr.id}";
/** Terraform reads what refers to a changed resource itself only once that is applied. */
const LOCAL_ID = "${local.acr_RegistryId_B3143499}";
const ALL = "data.azurerm_role_assignments.acr_Assignments.role_assignments";
const ROLE = 'lower(reverse(split("/", one.role_definition_id))[0])';

/** A registry that is looked up, and a cluster that pulls from it. */
function at(roleAssignmentMode: RegistryRoleAssignmentMode): JsonTree {
  const stack = emptyStack();
  ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, roleAssignmentMode }).grantPull(knownCluster(stack));
  return synthesize(stack);
}

/** The types of blocks that a stage has beside those of a registry in RBAC mode. */
function besides(json: JsonTree): string[] {
  const typesOf = ({ data = {}, resource = {}, check, locals }: JsonTree) => [
    ...Object.keys(data).map((type) => `data.${type}`),
    ...Object.keys(resource),
    ...(check ? ["check"] : []),
    ...(locals ? ["locals"] : []),
  ];
  const usual = typesOf(at(RBAC));
  return typesOf(json).filter((type) => !usual.includes(type));
}

test.each([
  [MIGRATING, ["data.azurerm_role_assignments", "check", "locals"]],
  [SWITCHING, ["data.azurerm_role_assignments", "azapi_update_resource", "check", "locals"]],
  [REMOVING, ["data.azapi_resource", "data.azurerm_role_assignments", "check", "locals"]],
  [ABAC, ["data.azurerm_role_assignments", "locals"]],
])("the stage %s reads what it judges, and nothing else", (mode, types) => {
  expect(besides(at(mode)).sort()).toEqual([...types].sort());
});

test("the roles are both until the mode is switched, and the reader's alone afterwards", () => {
  const rolesAt = (mode: RegistryRoleAssignmentMode) => Object.keys(at(mode).resource.azurerm_role_assignment).sort();
  expect(rolesAt(SWITCHING)).toEqual(rolesAt(MIGRATING));
  expect(rolesAt(REMOVING)).toEqual(rolesAt(ABAC));
});

test("the switch is refused while an identity has a role of RBAC mode, and none in its place", () => {
  const { resource, locals } = at(SWITCHING);
  const { lifecycle, ...change } = resource.azapi_update_resource.acr_PermissionMode;
  expect(change).toEqual({
    type: "Microsoft.ContainerRegistry/registries@2025-11-01",
    resource_id: REGISTRY_ID,
    body: { properties: { roleAssignmentMode: "AbacRepositoryPermissions" } },
    ignore_casing: true,
  });
  expect(lifecycle.precondition).toEqual([
    {
      condition: "${length(local.acr_LostRoles_2AB05112) == 0}",
      error_message:
        "[stack/acr] roleAssignmentMode must be MIGRATING until each identity has a role that the registry honors in ABAC mode; " +
        "assign Container Registry Repository Reader, Writer or Contributor instead of these, or delete unused ones: " +
        '${join(", ", local.acr_LostRoles_2AB05112)}; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#abac-stages',
    },
  ]);
  const held = `distinct([for one in ${ALL} : one.principal_id if ${ROLE} == role])`;
  const kept = `[for one in ${ALL} : one.principal_id if contains(values(group.replacements), ${ROLE})]`;
  const own = `[for id in [] : id if contains(keys(group.replacements), "Container Registry Repository Reader")]`;
  const groups = `[for group in local.acr_Roles_599CAB5C.losing : { roles = group.images, kept = concat(${kept}, ${own}) }]`;
  expect(locals.acr_LostRoles_2AB05112).toBe(
    `\${flatten([for group in ${groups} : [for name, role in group.roles : ` +
      `[for id in ${held} : format("%s of %s", name, id) if !contains(group.kept, id)]]])}`,
  );
  expect(locals.acr_Roles_599CAB5C.losing).toContainEqual({
    images: { AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec" },
    others: {},
    replacements: {
      "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
      "Container Registry Repository Writer": "2a1e307c-b015-4ebd-883e-5b7698a07328",
      "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
    },
  });
});

const OWN_READERS = `[for id in ["${OBJECT_ID}"] : id if contains(keys(group.replacements), "Container Registry Repository Reader")]`;

const DOUBTFUL = {
  condition: expect.stringMatching(/^\$\{length\(local\.acr_DoubtfulRoles_[0-9A-F]{8}\) == 0\}$/),
  error_message: expect.stringContaining("a role that is given by its id cannot be judged: ${join"),
};

test("who may manage the registry, and roles that cannot be judged, are warned of and refuse nothing", () => {
  for (const mode of [MIGRATING, SWITCHING]) {
    const { check, locals } = at(mode);
    const assertions = Object.values(check).flatMap((one) => Object(one).assert);
    expect(assertions.slice(-1)).toEqual([DOUBTFUL]);
    const [expression] = Object.entries(locals).flatMap(([name, value]) => (name.includes("Doubtful") ? [String(value)] : []));
    expect(expression).toContain("{ roles = merge(group.images, group.others), kept = ");
    expect(expression).toContain(`: text if !contains(local.acr_LostRoles_2AB05112, text)], `);
    expect(locals.acr_Roles_599CAB5C.losing).toContainEqual(
      expect.objectContaining({
        images: { AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d" },
        others: expect.objectContaining({ "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05" }),
      }),
    );
    // Others count at the registry alone: above it are roles for everything else.
    expect(expression).toContain("lower(one.role_assignment_scope) == lower(data.azurerm_container_registry.acr.id)");
  }
  expect(Object.keys(at(REMOVING).locals).filter((name) => name.includes("Doubtful"))).toEqual([]);
});

test("a migration warns of others: its own identities get the second role in the same deploy", () => {
  const { check, locals } = at(MIGRATING);
  expect(Object.values(check)).toEqual([
    {
      assert: [
        { condition: "${length(local.acr_LostRoles_2AB05112) == 0}", error_message: expect.stringContaining("MIGRATING until") },
        DOUBTFUL,
      ],
    },
  ]);
  expect(locals.acr_LostRoles_2AB05112).toContain(OWN_READERS);
});

/** The one assignment of the cluster at a stage without AcrPull. */
function readerAt(json: JsonTree): JsonTree {
  return json.resource.azurerm_role_assignment["aks_PullFrom-acr_RepositoryReader"];
}

test("the last stage is refused while an identity of the stack has AcrPull", () => {
  const json = at(ABAC);
  const condition = (principal: string) =>
    `\${!contains([for one in ${ALL} : one.principal_id if contains(["7f951dda-4ed3-4680-a7ca-43fe172d538d"], ` +
    `lower(reverse(split("/", one.role_definition_id))[0]))], ${principal})}`;
  expect(json.data.azurerm_role_assignments.acr_Assignments).toEqual({ scope: LOCAL_ID, limit_at_scope: true });
  expect(json.locals.acr_RegistryId_B3143499).toBe(REGISTRY_ID);
  expect(readerAt(json).lifecycle.precondition).toEqual([
    {
      condition: condition(`"${OBJECT_ID}"`),
      error_message: expect.stringContaining("[stack/aks/PullFrom-acr] roleAssignmentMode must be REMOVING before it is ABAC"),
    },
  ]);

  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, roleAssignmentMode: ABAC });
  registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }));
  expect(readerAt(synthesize(stack)).lifecycle.precondition).toMatchObject([
    { condition: condition("data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id") },
  ]);
});

const NOT_LEFT = {
  condition: "${length(local.acr_LostRoles_2AB05112) == 0}",
  error_message: expect.stringContaining(
    "roleAssignmentMode must be SWITCHING until no identity is left with roles that have no effect",
  ),
};

test("the old role is kept while the registry is in RBAC mode", () => {
  const json = at(REMOVING);
  expect(json.data.azapi_resource.acr_PermissionMode).toEqual({
    type: "Microsoft.ContainerRegistry/registries@2025-11-01",
    resource_id: LOCAL_ID,
    response_export_values: { mode: "properties.roleAssignmentMode" },
  });
  expect(readerAt(json).lifecycle.precondition).toMatchObject([
    {
      condition:
        '${try(data.azapi_resource.acr_PermissionMode.output.mode, "AbacRepositoryPermissions") == "AbacRepositoryPermissions"}',
      error_message: expect.stringContaining(
        "roleAssignmentMode must be MIGRATING or SWITCHING while the registry is in RBAC mode",
      ),
    },
    NOT_LEFT,
  ]);
  expect(Object.values(json.check)).toEqual([{ assert: [NOT_LEFT] }]);
  // Its own identities get the role of ABAC mode with this deploy, if they do not have it.
  expect(json.locals.acr_LostRoles_2AB05112).toContain(OWN_READERS);
});

test("the stack of a registry asks for nothing of the stacks of its clusters", () => {
  const app = emptyApp();
  const [shared, team] = ["shared", "team"].map((id) => new TerraformStack(app, id));
  new AzurermProvider(shared, "azurerm", { features: [{}] });
  const registry = ContainerRegistry.fromLookup(shared, "acr", { ...LOOKUP, roleAssignmentMode: MIGRATING });
  registry.grantPull(knownCluster(team));
  expect(synthesize(shared).locals.acr_LostRoles_2AB05112).not.toContain(OBJECT_ID);
});

test("a registry of known attributes is read for the stages alone that need it", () => {
  const typesAt = (roleAssignmentMode: RegistryRoleAssignmentMode) => {
    const stack = emptyStack();
    knownRegistry(stack, { roleAssignmentMode }).grantPull(knownCluster(stack));
    return Object.keys(synthesize(stack).data ?? {});
  };
  expect([MIGRATING, SWITCHING, REMOVING, ABAC].map(typesAt)).toEqual([
    [],
    ["azurerm_role_assignments"],
    ["azapi_resource", "azurerm_role_assignments"],
    [],
  ]);
});

test.each([MIGRATING, SWITCHING, REMOVING])("azurerm 5 leaves the mode of a created registry alone at the stage %s", (mode) => {
  const stack = emptyStack();
  ProviderGeneration.useAzurerm5(stack);
  new ContainerRegistry(stack, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg",
    location: "westeurope",
    roleAssignmentMode: mode,
  });
  const { acr } = synthesize(stack).resource.azurerm_container_registry;
  expect(acr).not.toHaveProperty("role_assignment_mode");
  expect(acr.lifecycle.ignore_changes).toContain("role_assignment_mode");
});
