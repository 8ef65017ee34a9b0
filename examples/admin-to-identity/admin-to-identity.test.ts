import { App } from "cdktf";
import { type Plan, plan, planMatchers, planSerializer } from "terraform-stack-tools/testing";
import { Pull } from "./pull";
import { STAGES, type Stage } from "./stage";

expect.addSnapshotSerializer(planSerializer);
expect.extend(planMatchers);

const stackAt = (stage: Stage) => new Pull(new App(), "pull", stage);
const advance = (from: Stage, to: Stage) => plan(stackAt(to), { existing: stackAt(from) });
const STEPS = STAGES.slice(1).map((to, index) => ({ from: STAGES[index], to, update: advance(STAGES[index], to) }));

function addressesOf(update: Plan, action: string): string[] {
  return Object.keys(update.resources).filter((address) => update.resources[address].action === action);
}

/** What a deploy deletes although the nodes could not pull by their identity before it. */
function deletedTooEarly(update: Plan): string[] {
  const canPull = addressesOf(update, "no-op").some((address) => address.startsWith("azurerm_role_assignment."));
  return canPull ? [] : addressesOf(update, "delete");
}

test("plans the first stage as before", () => {
  expect(plan(stackAt("admin-password"))).toMatchSnapshot();
});

test("the identity is added with a check in each namespace, and the account is disabled at the end", () => {
  const checks = ["apps", "jobs"].map((namespace) => `kubernetes_job_v1.pulls-by-identity["${namespace}"]`);
  expect(STEPS.map(({ update }) => addressesOf(update, "create"))).toEqual([
    [expect.stringMatching(/^azurerm_role_assignment\.aks_PullFrom-acr_/), ...checks],
    [],
    [],
  ]);
  expect(STEPS[2].update.resources["azurerm_container_registry.acr"].changes).toEqual({
    admin_enabled: { before: true, after: false },
  });
});

test.each(STEPS)("from $from to $to, it replaces nothing, and deletes nothing that pods still need", ({ update }) => {
  expect(update).toPlanNoReplacement();
  expect(deletedTooEarly(update)).toEqual([]);
});

test("only one step deletes, and only what belongs to the admin account", () => {
  const deleted = STEPS.map(({ update }) => addressesOf(update, "delete"));
  const secrets = ['kubernetes_secret_v1.acr-pull["apps"]', 'kubernetes_secret_v1.acr-pull["jobs"]'];
  expect(deleted).toEqual([[], [...secrets, expect.stringMatching(/^terraform_data\.acr_AdminAccount_/)], []]);
});

test("whoever skips a stage deletes the secrets too early", () => {
  expect(deletedTooEarly(advance("admin-password", "secret-removed"))).toHaveLength(3);
});
