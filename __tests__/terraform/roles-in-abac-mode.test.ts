import data from "../../docs/facts/data/registry-roles.json";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, RegistryRoleAssignmentMode } from "../../src";
import { knownCluster } from "../support/builders";
import { emptyStack, render } from "../support/stack";
import { binaries, inWorkspace, type Workspace } from "../support/terraform";
import { OBJECT_ID } from "../support/values";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-shared`;
const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contoso`;
const CUSTOM = "40000000-0000-0000-0000-000000000004";
const CONDITION = "@Resource[Microsoft.ContainerRegistry/registries/repositories:name] StringEquals 'team/app'";

const ON_REGISTRIES = Object.entries<{
  readonly id: string;
  readonly ABAC: readonly string[];
  readonly loses: readonly string[];
}>(data.roles);
const IDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ON_REGISTRIES.map(([name, { id }]) => [name, id])),
  ...data.others,
};

/** As Azure answers. */
type Assignment = Readonly<Record<"principal_id" | "role_definition_id" | "role_assignment_scope" | "condition", string>>;

function assignment(principal_id: string, role: string, scope = REGISTRY, condition = ""): Assignment {
  const role_definition_id = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${IDS[role] ?? role}`;
  return { principal_id, role_definition_id, role_assignment_scope: scope, condition };
}

/** The JSON of a stack that takes a registry to ABAC mode, in which one cluster has a grant. */
function stackAt(roleAssignmentMode: RegistryRoleAssignmentMode): JsonObject {
  const stack = emptyStack();
  ContainerRegistry.fromLookup(stack, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg-shared",
    roleAssignmentMode,
  }).grantPull(knownCluster(stack));
  return render(stack);
}

interface Lists {
  readonly lost: readonly string[];
  readonly doubtful: readonly string[];
}

/** What Terraform makes of the lists of a stage, with assignments in place of Azure's answer. */
function evaluated(workspace: Workspace, stack: JsonObject, assignments: readonly Assignment[]): Lists {
  const locals = Object.fromEntries(
    Object.entries(objectOf(stack.locals)).map(([name, value]) => [
      name.replace(/_[0-9A-F]{8}$/, ""),
      JSON.parse(
        JSON.stringify(value)
          .replace(/data\.azurerm_role_assignments\.\w+\.role_assignments/g, "var.assignments")
          .replace(/data\.azurerm_container_registry\.\w+\.id/g, "var.registry")
          .replace(/(local\.\w+?)_[0-9A-F]{8}/g, "$1"),
      ),
    ]),
  );
  const outputs = { lost: { value: "${local.acr_LostRoles}" }, doubtful: { value: "${local.acr_DoubtfulRoles}" } };
  workspace.write({
    variable: { assignments: { default: assignments }, registry: { default: REGISTRY } },
    locals,
    output: outputs,
  });
  workspace.apply();
  const { lost, doubtful } = JSON.parse(workspace.succeed("output", "-json"));
  return { lost: lost.value, doubtful: doubtful.value };
}

const roleOf = ({ role_definition_id }: Assignment) => ON_REGISTRIES.find(([, { id }]) => role_definition_id.endsWith(`/${id}`));

/** Who loses something, in the words of the constructs: a role that allows the same without a condition replaces another one. */
function losing(assignments: readonly Assignment[]): string[] {
  const kept = new Map<string, string[]>();
  for (const one of assignments.filter(({ condition }) => condition === "")) {
    kept.set(one.principal_id, [...(kept.get(one.principal_id) ?? []), ...(roleOf(one)?.[1].ABAC ?? [])]);
  }
  return assignments.flatMap((one) => {
    const [name, { loses }] = roleOf(one) ?? ["", { loses: [] }];
    const isLoss = loses.some((right) => !kept.get(one.principal_id)?.includes(right));
    return isLoss ? [`${name} of ${one.principal_id}`] : [];
  });
}

const sorted = (texts: readonly string[]) => [...texts].sort();

describe.each(binaries())("%s", (binary) => {
  test("a plan tells every role of Azure that loses something, alone and beside each role that allows images in ABAC mode", () => {
    const alone = Object.entries(IDS).map(([name, id]) => assignment(`here-${id}`, name));
    const above = ON_REGISTRIES.map(([name, { id }]) => assignment(`above-${id}`, name, GROUP));
    const pairs = ON_REGISTRIES.filter(([, { loses }]) => loses.length > 0).flatMap(([name, { id, loses }]) =>
      ON_REGISTRIES.filter(([, { ABAC }]) => ABAC.length > 0).flatMap(([other, { id: otherId, ABAC }]) =>
        ["", CONDITION].map((condition) => {
          const who = `${condition === "" ? "pair" : "limited"}-${id}-${otherId}`;
          const isKept = loses.every((right) => ABAC.includes(right));
          return { name, who, isKept, assignments: [assignment(who, name), assignment(who, other, REGISTRY, condition)] };
        }),
      ),
    );
    const custom = [assignment("custom-here", CUSTOM), assignment("custom-above", CUSTOM, GROUP)];
    const all = [...alone, ...above, ...pairs.flatMap((pair) => pair.assignments), ...custom];
    const stack = stackAt(RegistryRoleAssignmentMode.SWITCHING);
    const lists = inWorkspace(binary, (workspace) => evaluated(workspace, stack, all));

    const forImages = ["AcrPull", "AcrPush", "AcrDelete"];
    expect(sorted(lists.lost)).toEqual(
      sorted([
        ...forImages.flatMap((name) => ["here", "above"].map((place) => `${name} of ${place}-${IDS[name]}`)),
        ...pairs.filter(({ name, isKept }) => forImages.includes(name) && !isKept).map(({ name, who }) => `${name} of ${who}`),
      ]),
    );
    const told = sorted([...lists.lost, ...lists.doubtful]);
    const toldById = [
      `role ${CUSTOM} of custom-here`,
      // What has nothing to do with registries is not in the stack.
      ...Object.values(data.others).map((id) => `role ${id} of here-${id}`),
    ];
    expect(told).toEqual(sorted([...losing(all), ...toldById]));
    expect(told).toEqual(expect.arrayContaining([`Monitoring Reader of above-${IDS["Monitoring Reader"]}`]));
  });

  test("what a stack gives its own identities replaces AcrPull in the same deploy, and nothing that pushes", () => {
    const own = [assignment(OBJECT_ID, "AcrPull"), assignment(OBJECT_ID, "Reader", GROUP), assignment(OBJECT_ID, "AcrPush")];
    const limited = [...own, assignment(OBJECT_ID, "Container Registry Repository Reader", REGISTRY, CONDITION)];
    const { MIGRATING, SWITCHING } = RegistryRoleAssignmentMode;
    inWorkspace(binary, (workspace) => {
      expect(evaluated(workspace, stackAt(MIGRATING), own)).toEqual({ lost: [`AcrPush of ${OBJECT_ID}`], doubtful: [] });
      expect(evaluated(workspace, stackAt(SWITCHING), own)).toEqual({
        lost: [`AcrPull of ${OBJECT_ID}`, `AcrPush of ${OBJECT_ID}`],
        doubtful: [],
      });
      expect(evaluated(workspace, stackAt(SWITCHING), limited)).toEqual({ lost: [`AcrPush of ${OBJECT_ID}`], doubtful: [] });
      expect(evaluated(workspace, stackAt(SWITCHING), [])).toEqual({ lost: [], doubtful: [] });
    });
  });
});
