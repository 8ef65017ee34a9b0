import { type JsonObject, objectOf } from "../../src/stack/json";
import { CONTOSO, cluster, created, grant, object, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

const REPLACED = {
  actions: ["delete", "create"],
  before: { id: "/old", name: "contoso" },
  after: { name: "fabrikam" },
  replace_paths: [["name"]],
};
const deferred = (reason: string) => ({
  ...{ complete: false, deferred_changes: [{ reason, resource_change: created("azurerm_subnet", { name: "later" }) }] },
});
/** As OpenTofu writes it with `-target`: what is not named is in the state, and not in the changes. */
const [SUBNET, OTHER] = ["a", "b"].map((name) => object("azurerm_subnet", name, { name: "nodes" }));
const STATE = {
  ...{ values: { root_module: { child_modules: [{ resources: [SUBNET, OTHER].map((one) => ({ ...one, values: {} })) }] } } },
};
const INCOMPLETE = "The plan is incomplete: another one must follow; no resource changes.";
const RBAC = { name: "contoso", role_assignment_mode: "LegacyRegistryPermissions" };
const ABAC = { name: "contoso", role_assignment_mode: "AbacRepositoryPermissions" };
const CLOSED = { name: "contoso", public_network_access_enabled: false };

/** What is told, in words of the verdict, and the check that stops at it. */
const SIGNALS: readonly (readonly [what: string, plan: JsonObject, verdict: string, failOn: string])[] = [
  [
    "a deferred change",
    shownPlan([registry()], deferred("resource_config_unknown")),
    "1 change is deferred to a later plan",
    "unknown",
  ],
  ["one for a reason of a later version", shownPlan([], deferred("a_reason")), "1 change is deferred to a later plan", "unknown"],
  ["a plan without the rest", shownPlan([], { complete: false }), INCOMPLETE, "unknown"],
  ["a plan that leaves out what exists", shownPlan([SUBNET], { prior_state: STATE }), INCOMPLETE, "unknown"],
  [
    "a failed check",
    // That of a resource is no check block.
    shownPlan([registry()], {
      checks: [
        { address: { kind: "check", to_display: "check.reaches" }, status: "fail" },
        { address: { kind: "resource", to_display: "azurerm_container_registry.acr" }, status: "fail" },
      ],
    }),
    "1 check fails",
    "check",
  ],
  [
    "an opened network",
    shownPlan([registry({}, { actions: ["update"], before: CLOSED, after: { ...CLOSED, public_network_access_enabled: true } })]),
    "Registry contoso",
    "network",
  ],
  [
    "a switch to ABAC, in which AcrPull has no effect",
    shownPlan([
      registry({}, { actions: ["update"], before: { id: CONTOSO, ...RBAC }, after: { id: CONTOSO, ...ABAC } }),
      cluster(),
      grant("a"),
    ]),
    "every pod of AKS cluster prod may no longer pull everything in contoso",
    "loss",
  ],
  ["images that are lost", shownPlan([registry({}, REPLACED)]), "images", "replace"],
  [
    "a gain that was found",
    shownPlan([grant("a")], {
      resource_drift: [
        registry(
          {},
          {
            actions: ["update"],
            before: { name: "contoso", admin_enabled: false },
            after: { name: "contoso", admin_enabled: true },
          },
        ),
      ],
    }),
    "outside of Terraform",
    "drift",
  ],
];

const folder = new ReviewFolder();
afterAll(() => folder.remove());

test.each(SIGNALS)(
  "%s is told in the verdict, and stops a pipeline that asks for it and no other",
  (_what, plan, verdict, failOn) => {
    const told = JSON.parse(folder.review(plan, "--format", "json").out);
    expect(told.verdict.toLowerCase()).toContain(verdict.toLowerCase());
    expect(folder.review(plan, "--fail-on", failOn)).toMatchObject({
      code: 3,
      error: expect.stringContaining(`--fail-on ${failOn}: `),
    });
    const others = ["delete", "check", "network", "unknown", "replace", "drift", "loss", "target"].filter(
      (one) => one !== failOn,
    );
    expect(folder.review(plan, "--fail-on", others.join()).code).toBe(0);
  },
);

/** What stops none of these checks. */
const forgotten = (...actions: string[]) => object("azurerm_subnet", "a", {}, { actions, replace_paths: [["name"]] });
const moved = { ...object("azurerm_subnet", "c", {}), previous_address: "azurerm_subnet.b" };

test.each<[what: string, plan: JsonObject, verdict: string]>([
  ["a complete plan", shownPlan([], { complete: true, applyable: false, errored: false }), "No resource changes."],
  ["a plan in which something moves", shownPlan([SUBNET, moved], { prior_state: STATE }), "Nothing is replaced or deleted."],
  [
    "a plan with -refresh-only",
    { format_version: "1.2", complete: true, prior_state: STATE },
    "The plan is refresh-only: applying it changes only the state; no resource changes.",
  ],
  [
    "an action",
    shownPlan([], { action_invocations: [{ address: "action.azurerm_thing_restart.web", type: "azurerm_thing_restart" }] }),
    "The plan also runs 1 action; nobody gains or loses access to images, as far as can be judged; " +
      "not judged: action.azurerm_thing_restart (1); no resource changes.",
  ],
  ["what is forgotten and created anew", shownPlan([forgotten("forget", "create")]), "1 resource is no longer managed."],
  ["what is created before it is forgotten", shownPlan([forgotten("create", "forget")]), "1 resource is no longer managed."],
])("%s is told in the verdict, and stops no check", (_what, plan, verdict) => {
  expect(JSON.parse(folder.review(plan, "--format", "json").out).verdict).toBe(verdict);
  expect(folder.review(plan, "--fail-on", "delete,replace,unknown,check,drift").code).toBe(0);
});

test("a deferred change has its reason in every format with rows", () => {
  for (const format of ["json", "markdown", "html", "sarif"]) {
    const { out } = folder.review(shownPlan([], deferred("instance_count_unknown")), "--format", format);
    expect(out).toContain("the number of its instances is not known");
  }
});

test("only what the plan takes away is a loss, which says what keeps it; what somebody else took is drift", () => {
  const [, switched] = SIGNALS.find(([, , , failOn]) => failOn === "loss") ?? [];
  expect(folder.review(switched ?? {}, "--fail-on", "loss").error).toBe(
    "--fail-on loss: shop: azurerm_role_assignment.a: every pod of AKS cluster prod may no longer pull everything in contoso: " +
      "the registry is in ABAC mode; assign Container Registry Repository Reader\n",
  );
  const taken = { ...grant("a"), change: { ...objectOf(grant("a").change), actions: ["delete"], after: null } };
  const outside = shownPlan([registry(), cluster()], { resource_drift: [taken] });
  expect(JSON.parse(folder.review(outside, "--format", "json").out).stacks[0].found.lost).toHaveLength(1);
  expect(folder.review(outside, "--fail-on", "loss,gain").code).toBe(0);
  expect(folder.review(outside, "--fail-on", "drift").code).toBe(3);
  expect(folder.review(shownPlan([registry(), cluster(), taken]), "--fail-on", "loss").code).toBe(3);
});
