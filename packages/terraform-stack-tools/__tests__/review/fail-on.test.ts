import { type JsonObject, objectOf } from "../../src/stack/json";
import { CONTOSO, cluster, grant, object, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

const REPLACED = {
  actions: ["delete", "create"],
  before: { id: "/old", name: "contoso" },
  after: { name: "fabrikam" },
  replace_paths: [["name"]],
};
const DEFERRED = {
  ...object("azurerm_subnet", "later", {}),
  change: { actions: ["create"], before: null, after: { name: "later" }, after_unknown: {} },
};
const RBAC = { name: "contoso", role_assignment_mode: "LegacyRegistryPermissions" };
const ABAC = { name: "contoso", role_assignment_mode: "AbacRepositoryPermissions" };
const CLOSED = { name: "contoso", public_network_access_enabled: false };

/** What is told, in words of the verdict, and the check that stops at it. */
const SIGNALS: readonly (readonly [what: string, plan: JsonObject, verdict: string, failOn: string])[] = [
  [
    "a deferred change",
    shownPlan([registry()], {
      complete: false,
      deferred_changes: [{ reason: "resource_config_unknown", resource_change: DEFERRED }],
    }),
    "1 change is deferred to a later plan",
    "unknown",
  ],
  [
    "a failed check",
    shownPlan([registry()], { checks: [{ address: { kind: "check", to_display: "check.reaches" }, status: "fail" }] }),
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
