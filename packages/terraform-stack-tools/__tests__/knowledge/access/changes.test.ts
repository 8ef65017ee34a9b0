import type { Access, AccessChanges } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessChanges, joinedGrants } from "../../../src/knowledge/access/changes";
import { accessClauses, accessFindings } from "../../../src/knowledge/pages/access";
import type { Reach } from "../../../src/knowledge/reach/reach";
import { planned } from "../../support/planned";
import { access } from "../../support/reviewed";

const line = (more: Partial<Access> = {}): Access => ({ ...access(), repository: "*", ...more });
const reader = { kind: "role assignment", role: { name: "Reader", isKnown: true } } as const;
const counts = (before: Access[], after: Access[]) => {
  const { gained, lost, kept, opaque } = accessChanges(before, after);
  return { gained: gained.length, lost: lost.length, kept: kept.length, opaque: opaque.length };
};

test.each([
  ["nothing before", [], [line()], { gained: 1, lost: 0, kept: 0, opaque: 0 }],
  ["nothing after", [line()], [], { gained: 0, lost: 1, kept: 0, opaque: 0 }],
  ["the same", [line()], [line()], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
  [
    "another role with the same reach",
    [line()],
    [line({ origin: reader, address: "b" })],
    { gained: 0, lost: 0, kept: 1, opaque: 0 },
  ],
  ["fewer repositories", [line()], [line({ repository: "shop/*" })], { gained: 0, lost: 1, kept: 1, opaque: 0 }],
  ["more repositories", [line({ repository: "shop/*" })], [line()], { gained: 1, lost: 0, kept: 0, opaque: 0 }],
  [
    "a prefix that is only similar",
    [line({ repository: "shop/*" })],
    [line({ repository: "shopping" })],
    { gained: 1, lost: 1, kept: 0, opaque: 0 },
  ],
  ["another cluster", [line()], [line({ who: "every pod of AKS cluster test" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["another registry", [line()], [line({ registry: "fabrikam" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["another mode", [line({ mode: "RBAC" })], [line({ mode: "ABAC" })], { gained: 1, lost: 1, kept: 0, opaque: 0 }],
  ["rights that are not known", [line()], [line({ rights: [] })], { gained: 0, lost: 1, kept: 0, opaque: 1 }],
  [
    "what nobody can tell apart",
    [line({ identity: { text: "a", isComplete: false } })],
    [line({ identity: { text: "a", isComplete: false } })],
    { gained: 0, lost: 0, kept: 0, opaque: 1 },
  ],
  ["a name in other letters", [line({ registry: "Contoso" })], [line()], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
  ["the same unknown rights", [line({ rights: [] })], [line({ rights: [] })], { gained: 0, lost: 0, kept: 1, opaque: 0 }],
])("%s", (_change, before, after, expected) => {
  expect(counts(before, after)).toEqual(expected);
});

test("what is gained or lost in one mode is told beside what is held in the other one", () => {
  const [one, other] = [line({ mode: "RBAC" }), line({ mode: "ABAC" })];
  const held = (mode: string) => [{ registry: "contoso", repository: "*", rights: ["pull"], mode }];
  expect(accessChanges([one], [one, other]).gained).toMatchObject([{ mode: "ABAC", change: "widened", before: held("RBAC") }]);
  expect(accessChanges([one, other], [one]).lost).toMatchObject([{ mode: "ABAC", change: "narrowed", after: held("RBAC") }]);
});

/** The clauses of a headline. */
function told({ gained, lost, ...others }: AccessChanges): string {
  const clauses = accessClauses({ ...others, gained: joinedGrants(gained), lost: joinedGrants(lost) });
  return clauses.flatMap(({ full }) => (full === "" ? [] : [full])).join("; ");
}

const CLOSED: Reach = { kind: "closed", because: "public access is off" };
const OPEN: Reach = { kind: "public" };
const BY_ENDPOINT: Reach = { kind: "endpoint", endpoint: "pe", network: "hub" };
const NOBODY = "";

test.each<[string, Reach | undefined, Reach | undefined, string]>([
  ["closes", OPEN, CLOSED, "every pod of AKS cluster prod may no longer pull everything in contoso: public access is off"],
  ["opens", CLOSED, OPEN, "every pod of AKS cluster prod can now reach contoso"],
  ["opens elsewhere", CLOSED, BY_ENDPOINT, "every pod of AKS cluster prod can now reach contoso, by private endpoint pe"],
  ["may open", CLOSED, { kind: "unknown", because: "?" }, "every pod of AKS cluster prod can perhaps reach contoso now"],
  ["stays closed", CLOSED, CLOSED, NOBODY],
  ["opens another way", OPEN, BY_ENDPOINT, NOBODY],
  ["is not told any more", CLOSED, undefined, NOBODY],
])("what is kept is lost where its network closes, and no gain where it opens: the network %s", (_what, before, after, words) => {
  const changes = accessChanges([line({ reach: before })], [line({ reach: after })]);
  expect(told(changes)).toBe(words);
  expect(changes.gained).toEqual([]);
  expect(changes.lost).toHaveLength(words.includes("no longer") ? 1 : 0);
  const rules = accessFindings(changes).map(({ rule }) => rule);
  expect(rules).toEqual([
    ...(changes.lost.length > 0 ? ["access-lost"] : []),
    ...(after === CLOSED ? ["registry-unreachable"] : []),
  ]);
});

test("many namespaces are compared each with itself", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => line({ who: `every pod in namespace n${index}` }));
  expect(counts(lines, lines)).toEqual({ gained: 0, lost: 0, kept: 10_000, opaque: 0 });
});

test("thousands of repositories of one holder are compared each with those that it may be in", () => {
  const repositories = Array.from({ length: 5_000 }, (_, index) => line({ repository: `team/${index}` }));
  const start = process.cpuUsage();
  expect(counts(repositories, [...repositories.slice(1), line({ repository: "team/new" })])).toEqual({
    gained: 1,
    lost: 1,
    kept: 4_999,
    opaque: 0,
  });
  expect((process.cpuUsage(start).user + process.cpuUsage(start).system) / 1e6).toBeLessThan(5);
});

describe("what is held on both sides is neither gained nor lost", () => {
  const GROUP = "/subscriptions/1/resourceGroups/rg";
  const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contoso`;
  const at = (id: string) => ({ place: { id, text: id, isComplete: true } });
  const holder = { text: "id-ci", isComplete: true };
  const identity = { grantees: [{ kind: "managed identity", name: "id-ci" }] as const, who: "managed identity id-ci", holder };
  const onRegistry = line({ ...identity, ...at(REGISTRY) });
  const onScope = (id: string) => line({ ...identity, ...at(id), registry: `every registry in ${id}`, isScope: true });
  const by = (isEligible: boolean): Pick<Access, "origin"> => ({
    origin: { kind: "role assignment", role: { name: "Reader", isKnown: true, ...(isEligible ? { isEligible } : {}) } },
  });
  const pods = line({
    ...{ grantees: [{ kind: "trusted pods", pods: ["pods of app"], clusters: [] }] as const, who: "pods of app" },
    ...{ holder, ...at(REGISTRY), identity: { text: "id-ci by tokens of app", isComplete: true } },
  });

  const told = (before: Access[], after: Access[]) => {
    const { gained, lost, opaque } = accessChanges(before, after);
    return [
      ...gained.map(({ who, registry, rights, change }) => `+ ${who}: ${rights} in ${registry}, ${change ?? "new"}`),
      ...opaque.map(({ who, registry, rights }) => `? ${who}: ${rights} in ${registry}`),
      ...lost.map(({ who, registry, rights, change }) => `- ${who}: ${rights} in ${registry}, ${change ?? "gone"}`),
    ];
  };

  test.each<[what: string, before: Access[], after: Access[], expected: string[]]>([
    [
      "a grant on the registry that moves to its resource group",
      [onRegistry],
      [onScope(GROUP)],
      [`+ managed identity id-ci: pull in every registry in ${GROUP}, widened`],
    ],
    [
      "a grant that moves to another resource group",
      [onRegistry],
      [onScope(`${GROUP}2`)],
      [`+ managed identity id-ci: pull in every registry in ${GROUP}2, new`, "- managed identity id-ci: pull in contoso, gone"],
    ],
    [
      "a grant on a resource group beside one whose id only begins alike",
      [onScope(GROUP)],
      [onScope(GROUP), { ...onRegistry, ...at(REGISTRY.replace("/rg/", "/rg2/")) }],
      ["+ managed identity id-ci: pull in contoso, new"],
    ],
    [
      "a role that needs no activation any more",
      [{ ...onRegistry, ...by(true) }],
      [{ ...onRegistry, ...by(false) }],
      ["+ managed identity id-ci: pull in contoso, new"],
    ],
    ["a role that needs an activation from now on", [{ ...onRegistry, ...by(false) }], [{ ...onRegistry, ...by(true) }], []],
    [
      "a management group, which may hold the registry",
      [onRegistry],
      [onScope("/providers/Microsoft.Management/managementGroups/root")],
      ["+ managed identity id-ci: pull in every registry in /providers/Microsoft.Management/managementGroups/root, new"],
    ],
    [
      "one more right of a role",
      [onRegistry],
      [{ ...onRegistry, rights: ["pull", "push"] }],
      ["+ managed identity id-ci: push in contoso, widened"],
    ],
    ["tokens of pods that are trusted beside the identity itself", [onRegistry], [pods], ["+ pods of app: pull in contoso, new"]],
    ["tokens of pods that are trusted no longer", [pods], [onRegistry], ["- pods of app: pull in contoso, gone"]],
    [
      "another identity of the same name",
      [onRegistry],
      [{ ...onRegistry, holder: { text: "another", isComplete: true }, identity: { text: "another", isComplete: true } }],
      ["+ managed identity id-ci: pull in contoso, new", "- managed identity id-ci: pull in contoso, gone"],
    ],
  ])("%s", (_what, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  test("both sides are told of what is widened, of the repositories that it is about", () => {
    const [part] = accessChanges(
      [line({ repository: "shop/*" }), line({ repository: "mail" })],
      [line({ repository: "shop/*", rights: ["pull", "push"] }), line({ repository: "mail" })],
    ).gained;
    expect(part).toMatchObject({
      rights: ["push"],
      before: [{ registry: "contoso", repository: "shop/*", rights: ["pull"] }],
      after: [{ registry: "contoso", repository: "shop/*", rights: ["pull", "push"] }],
    });
  });
});

describe("roles of which each has an effect in one mode of the registry", () => {
  const NAMES = { RBAC: "LegacyRegistryPermissions", ABAC: "AbacRepositoryPermissions" };
  const READ = "Container Registry Repository Reader";

  /** What a principal has by roles on a registry, in a mode that is known or not. */
  function held(mode: keyof typeof NAMES | undefined, ...roles: string[]): Access[] {
    const acr = { name: "contoso", ...(mode === undefined ? {} : { role_assignment_mode: NAMES[mode] }) };
    const given = { scope: "${azurerm_container_registry.acr.id}", principal_id: "p" };
    const assignments = roles.map((role, index) => [`a${index}`, { ...given, role_definition_name: role }]);
    const resource = { azurerm_container_registry: { acr }, azurerm_role_assignment: Object.fromEntries(assignments) };
    return accessIn([planned({ resource })]);
  }

  test.each<[what: string, before: Access[], after: Access[], expected: string]>([
    ["both are given", [], held(undefined, "AcrPull", READ), "principal p may now pull everything in contoso"],
    ["both are taken away", held(undefined, "AcrPull", READ), [], "principal p may no longer pull everything in contoso"],
    [
      "one is taken away and the other one stays",
      held(undefined, "AcrPull", READ),
      held(undefined, READ),
      "principal p may still pull everything in contoso, but only if it is in ABAC mode",
    ],
    [
      "one takes the other one's place",
      held(undefined, "AcrPull"),
      held(undefined, READ),
      "principal p may no longer pull everything in contoso if it is in RBAC mode; " +
        "principal p may now pull everything in contoso if it is in ABAC mode",
    ],
    ["the mode is known from now on", held(undefined, "AcrPull", READ), held("RBAC", "AcrPull", READ), NOBODY],
    ["the mode of one is known from now on", held(undefined, "AcrPull"), held("RBAC", "AcrPull"), NOBODY],
    ["the mode is known no longer", held("RBAC", "AcrPull", READ), held(undefined, "AcrPull", READ), NOBODY],
    ["the mode is switched", held("RBAC", "AcrPull", READ), held("ABAC", "AcrPull", READ), NOBODY],
    [
      "the mode is known, and is not that of the only one",
      held(undefined, "AcrPull"),
      held("ABAC", "AcrPull"),
      "principal p may no longer pull everything in contoso if it is in RBAC mode: the registry is in ABAC mode",
    ],
    [
      "another one acts in the mode that is known",
      held(undefined, "AcrPull"),
      held("ABAC", READ),
      "principal p may now pull everything in contoso",
    ],
  ])("%s", (_what, before, after, expected) => {
    expect(told(accessChanges(before, after))).toBe(expected);
  });
});
