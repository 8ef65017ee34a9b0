import { join } from "node:path";
import type { JsonObject } from "../../src/stack/json";
import { called } from "../support/program";
import {
  assigned,
  BUILDER,
  grant,
  KUBELET,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  registry,
  shownPlan,
} from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const FIXTURES = join(__dirname, "../fixtures/plans");

/** The lines on access of a report in text. */
function accessIn(report: string): string[] {
  const lines = report.split("\n");
  const start = lines.indexOf("Access:");
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf("", start));
}

/** Of the plan of one configuration, whichever engine made it. */
const FIRST = [
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in an unknown scope, which depends on local.hidden (role AcrPull, if the registry is in RBAC mode)",
  "+ managed identity one0 may pull everything in manyeast (role AcrPull)",
  "+ managed identity one0 may pull everything in manywest (role AcrPull)",
  "+ managed identity one0 may pull everything in modmx (role AcrPull)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in modmx (role AcrPull)",
  "+ managed identity one0 may pull everything in modmy (role AcrPull)",
  "+ every pod of AKS cluster prod may pull everything in plainone (role AcrPull)",
];

describe("access is told from what the configuration refers to, before any id is known", () => {
  // The engines were built from their public source, and planned with these providers.
  const engines = ["terraform-1.5.7", "terraform-1.11.4", "opentofu-1.6.3", "opentofu-1.9.4", "opentofu-1.12.6"];

  test.each(engines)("by a plan of %s", (engine) => {
    const { code, out } = called("review", join(FIXTURES, `first/${engine}.json`));
    expect(code).toBe(0);
    expect(accessIn(out)).toEqual(FIRST);
  });
});

const PULLER = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;
const EXISTING = [
  registry(),
  object("azurerm_user_assigned_identity", "puller", { id: PULLER, name: "puller", principal_id: KUBELET }),
];
const MODE = "if the registry is in RBAC mode";

const reviewOf = (...plans: readonly (readonly JsonObject[])[]) =>
  accessIn(folder.reviewFiles(plans.map((changes, index) => folder.write(`${index}.json`, shownPlan(changes)))).out);

test("a plan that was shown without configuration says what an unknown principal depends on", () => {
  const unknown = grant(
    "pull",
    { principal_id: null },
    { actions: ["create"], before: null, after_unknown: { principal_id: true } },
  );
  expect(reviewOf([...EXISTING, unknown])).toEqual([
    `+ an unknown principal, which depends on the configuration, which is not in this plan may pull everything in contoso (role AcrPull, ${MODE})`,
  ]);
});

test.each([[["forget", "create"]], [["create", "forget"]]])(
  "what is forgotten stays beside what takes its place: %j",
  (actions) => {
    expect(reviewOf([...EXISTING, grant("pull", {}, { actions, after: assigned({ principal_id: BUILDER }) })])).toEqual([
      `+ principal ${BUILDER} may pull everything in contoso (role AcrPull, ${MODE})`,
      `= managed identity puller may pull everything in contoso (role AcrPull, ${MODE}; no longer managed)`,
    ]);
  },
);

test("several plans neither gain nor lose by a grant that moves from one to the other", () => {
  const [deleted, created] = [
    { actions: ["delete"], after: null },
    { actions: ["create"], before: null },
  ];
  expect(reviewOf([...EXISTING, grant("pull", {}, deleted)], [grant("pull", {}, created)])).toEqual([]);
});
