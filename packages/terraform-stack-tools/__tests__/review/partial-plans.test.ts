import { type JsonObject, listOf } from "../../src/stack/json";
import { ReviewFolder } from "../support/shown-plans";

const FORMATS = ["text", "json", "markdown", "html", "sarif"] as const;

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const reviewed = (plan: JsonObject, ...options: readonly string[]) =>
  folder.review({ format_version: "1.2", resource_changes: [], ...plan }, ...options);

function verdictOf(plan: JsonObject): string {
  return JSON.parse(reviewed(plan, "--format", "json").out).verdict;
}

function object(change: JsonObject, more: JsonObject = {}): JsonObject {
  const own = { address: "azurerm_subnet.a", mode: "managed", type: "azurerm_subnet", name: "a", provider_name: "x/azurerm" };
  return { ...own, ...more, change };
}

const CREATED = { actions: ["create"], before: null, after: { name: "nodes" }, after_unknown: {} };
const deferred = (reason: string): JsonObject => ({
  complete: false,
  applyable: true,
  deferred_changes: [{ reason, resource_change: object(CREATED) }],
});
const action = (more: JsonObject = {}): JsonObject => ({
  action_invocations: [{ address: "action.azurerm_thing_restart.web", type: "azurerm_thing_restart", ...more }],
});

/** As OpenTofu writes it with `-target`: what is not named is in the state, and not in the changes. */
const leftOut = (more: JsonObject = {}): JsonObject => {
  const values = { address: "azurerm_subnet.a", mode: "managed", type: "azurerm_subnet", name: "a", values: { name: "nodes" } };
  const resources = [values, { ...values, address: "azurerm_subnet.b", name: "b" }];
  return {
    resource_changes: [object({ actions: ["no-op"], before: values.values, after: values.values })],
    prior_state: { values: { root_module: { child_modules: [{ resources }] } } },
    ...more,
  };
};

test("a plan with -refresh-only says that it is one, which is nothing that --fail-on unknown stops at", () => {
  const { resource_changes: _none, ...refreshOnly } = leftOut();
  const plan = { format_version: "1.2", ...refreshOnly, complete: true };
  const { code, out } = folder.review(plan, "--format", "json", "--fail-on", "unknown");
  expect(code).toBe(0);
  expect(JSON.parse(out).verdict).toMatch(/^The plan is refresh-only: applying it changes only the state; /);
});

test("what moves is not left out", () => {
  const moved = object(
    { actions: ["no-op"], before: {}, after: {} },
    { address: "azurerm_subnet.c", previous_address: "azurerm_subnet.b" },
  );
  const plan = leftOut();
  expect(verdictOf({ ...plan, resource_changes: [...listOf(plan.resource_changes), moved] })).not.toContain("complete");
});

describe("a plan that is a part says so", () => {
  test.each<[string, JsonObject, string]>([
    ["where it is not complete", { complete: false }, "The plan is incomplete: another one must follow; "],
    ["where it leaves out what exists", leftOut(), "The plan is incomplete: another one must follow; "],
    ["where a change is deferred", deferred("provider_config_unknown"), "1 change is deferred to a later plan; "],
    [
      "where an action runs",
      action(),
      "The plan also runs 1 action; nobody gains or loses access to images, as far as can be judged; not judged: action.azurerm_thing_restart (1); ",
    ],
  ])("%s, in the verdict", (_when, plan, words) => {
    expect(verdictOf(plan)).toBe(`${words}no resource changes.`);
  });

  test.each(FORMATS)("with the address and the reason, in %s", (format) => {
    const { code, out } = reviewed(deferred("instance_count_unknown"), "--format", format);
    expect(code).toBe(0);
    const told = format === "text" ? "1 change is deferred to a later plan" : "the number of its instances is not known";
    expect(out).toContain(told);
  });

  test.each<[string, JsonObject]>([
    ["the rest is not there", { complete: false }],
    ["something that exists is left out", leftOut()],
    ["a change is deferred", deferred("a_reason_of_a_later_version")],
  ])("and --fail-on unknown finds that %s", (_what, plan) => {
    const { code, error } = reviewed(plan, "--fail-on", "unknown");
    expect({ code, isNamed: error.includes("--fail-on unknown: shop: ") }).toEqual({ code: 3, isNamed: true });
  });

  test("and one that is complete says nothing of it", () => {
    const plan = { complete: true, applyable: false, errored: false };
    expect(verdictOf(plan)).toBe("No resource changes.");
    expect(reviewed(plan, "--fail-on", "unknown").code).toBe(0);
    expect(reviewed(plan, "--format", "sarif").out).not.toContain("plan-incomplete");
  });

  test("one that failed is refused, whatever is in it", () => {
    expect(reviewed({ errored: true, ...deferred("deferred_prereq") })).toMatchObject({
      code: 1,
      error: expect.stringContaining("is a plan that failed"),
    });
  });
});

describe("what is forgotten and created anew is no replacement", () => {
  const values = { name: "nodes", address_prefix: "10.0.0.0/24" };
  const change = (...actions: readonly string[]) =>
    object({ actions, before: values, after: values, after_unknown: {}, replace_paths: [["name"]] });

  test.each([[["forget", "create"]], [["create", "forget"]]])("%j", (actions) => {
    const plan = { resource_changes: [change(...actions)] };
    expect(verdictOf(plan)).toBe("1 resource is no longer managed.");
    expect(reviewed(plan, "--fail-on", "replace,delete").code).toBe(0);
    expect(reviewed(plan).out).toContain("Plan: 1 to forget and create\n\n#/+ azurerm_subnet.a");
    const { out } = reviewed(plan, "--format", "markdown");
    expect(out).toContain("kept, but no longer managed; another one is created");
    expect(out).not.toContain("Replaced");
  });
});

describe("an import is told", () => {
  const ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
  const imported = (actions: readonly string[], importing: JsonObject = { id: ID }) => ({
    resource_changes: [object({ actions, before: { name: "nodes" }, after: { name: actions[0] }, after_unknown: {}, importing })],
  });

  test("that changes something at once, and whose id is not known yet", () => {
    const { out } = reviewed(imported(["update"], { unknown: true }));
    expect(out).toContain(
      "Plan: 1 to update, 1 to import\n\n~ azurerm_subnet.a (update; imported by the id (known after apply))",
    );
  });
});
