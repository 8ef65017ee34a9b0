import { type Access, type AccessChanges, accessRemark } from "../../../src/knowledge/access/access";
import { accessIn } from "../../../src/knowledge/access/access-in";
import { accessChanges, joinedGrants } from "../../../src/knowledge/access/changes";
import type { Reach } from "../../../src/knowledge/network/door";
import { findingsOf } from "../../../src/report/sections";
import { accessClauses } from "../../../src/report/sections/grant-clauses";
import { planned } from "../../support/planned";
import { access, reviewed } from "../../support/reviewed";

const line = (more: Partial<Access> = {}): Access => ({ ...access(), repository: "*", ...more });
const reader = { kind: "role assignment", role: { name: "Reader", isKnown: true } } as const;
const named = (text: string, isComplete = true) => ({ text, isComplete });

const GROUP = "/subscriptions/1/resourceGroups/rg";
const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contoso`;
const identity = { who: "managed identity id-ci", grantees: [{ kind: "managed identity", name: "id-ci" }] as const };
const at = (id: string, more: Partial<Access> = {}) =>
  line({ ...identity, holder: named("id-ci"), place: { id, ...named(id) }, ...more });
const onRegistry = at(REGISTRY);
const onScope = (id: string) => at(id, { registry: `every registry in ${id}`, isScope: true });
const active = at(REGISTRY, { origin: reader });
const eligible = at(REGISTRY, { origin: { ...reader, role: { ...reader.role, isEligible: true } } });
const pods = at(REGISTRY, {
  ...{ who: "pods of app", identity: named("id-ci by tokens of app") },
  grantees: [{ kind: "trusted pods", pods: ["pods of app"], clusters: [] }],
});

/** Each line by a sign, with the rights of what is more or less. */
function signs({ gained, lost, kept, opaque }: AccessChanges): string {
  return [
    ...gained.map(({ rights, change = "new" }) => `+${rights} ${change}`),
    ...lost.map(({ rights, change = "gone" }) => `-${rights} ${change}`),
    ...kept.map(() => "="),
    ...opaque.map(() => "?"),
  ].join(", ");
}

test.each<[what: string, before: Access[], after: Access[], expected: string]>([
  ["nothing before", [], [line()], "+pull new"],
  ["nothing after", [line()], [], "-pull gone"],
  ["another role with the same reach", [line()], [line({ origin: reader, address: "b" })], "="],
  ["a name in other letters", [line({ registry: "Contoso" })], [line()], "="],
  ["fewer repositories", [line()], [line({ repository: "shop/*" })], "-pull narrowed, ="],
  ["more repositories", [line({ repository: "shop/*" })], [line()], "+pull widened"],
  ["a similar prefix", [line({ repository: "shop/*" })], [line({ repository: "shopping" })], "+pull new, -pull gone"],
  ["another cluster", [line()], [line({ who: "every pod of AKS cluster test" })], "+pull new, -pull gone"],
  ["another registry", [line()], [line({ registry: "fabrikam" })], "+pull new, -pull gone"],
  ["another mode", [line({ mode: "RBAC" })], [line({ mode: "ABAC" })], "+pull new, -pull gone"],
  ["one more mode", [line({ mode: "RBAC" })], [line({ mode: "RBAC" }), line({ mode: "ABAC" })], "+pull widened, ="],
  ["rights that are not known", [line()], [line({ rights: [] })], "-pull gone, ?"],
  ["the same unknown rights", [line({ rights: [] })], [line({ rights: [] })], "="],
  ["what nobody can tell apart", [line({ identity: named("a", false) })], [line({ identity: named("a", false) })], "?"],
  ["one more right of a role", [onRegistry], [{ ...onRegistry, rights: ["pull", "push"] }], "+push widened, ="],
  ["a grant that moves to its resource group", [onRegistry], [onScope(GROUP)], "+pull widened"],
  ["one that moves to another one", [onRegistry], [onScope(`${GROUP}2`)], "+pull new, -pull gone"],
  [
    "one in a group whose id begins alike",
    [onScope(GROUP)],
    [onScope(GROUP), at(REGISTRY.replace("/rg/", "/rg2/"))],
    "+pull new, =",
  ],
  ["a management group", [onRegistry], [onScope("/providers/Microsoft.Management/managementGroups/root")], "+pull new"],
  ["a role that needs no activation any more", [eligible], [active], "+pull new"],
  ["one that needs an activation from now on", [active], [eligible], "="],
  ["tokens of pods beside the identity itself", [onRegistry], [pods], "+pull new"],
  ["tokens of pods that are trusted no longer", [pods], [onRegistry], "-pull gone, ="],
  [
    "another identity of the same name",
    [onRegistry],
    [at(REGISTRY, { holder: named("b"), identity: named("b") })],
    "+pull new, -pull gone",
  ],
])("between before and after is %s", (_what, before, after, expected) => {
  expect(signs(accessChanges(before, after))).toBe(expected);
});

test("thousands of repositories of one holder are compared each with those that it may be in", () => {
  const repositories = Array.from({ length: 5_000 }, (_, index) => line({ repository: `team/${index}` }));
  const start = process.cpuUsage();
  const { gained, lost, kept } = accessChanges(repositories, [...repositories.slice(1), line({ repository: "team/new" })]);
  expect([gained, lost, kept].map(({ length }) => length)).toEqual([1, 1, 4_999]);
  expect((process.cpuUsage(start).user + process.cpuUsage(start).system) / 1e6).toBeLessThan(5);
});

/** The clauses of a headline. */
function told({ gained, lost, ...others }: AccessChanges): string {
  const clauses = accessClauses({ ...others, gained: joinedGrants(gained), lost: joinedGrants(lost) });
  return clauses.flatMap(({ full }) => (full === "" ? [] : [full])).join("; ");
}

const CLOSED: Reach = { kind: "closed", because: "public access is off" };
const OPEN: Reach = { kind: "public" };
const BY_ENDPOINT: Reach = { kind: "endpoint", endpoint: "pe", network: "hub" };
const PODS = "every pod of AKS cluster prod";

test.each<[string, Reach, Reach | undefined, words: string, rules: string[]]>([
  [
    "closes",
    OPEN,
    CLOSED,
    `${PODS} may no longer pull everything in contoso: public access is off`,
    ["access-lost", "registry-unreachable"],
  ],
  ["opens", CLOSED, OPEN, `${PODS} can now reach contoso`, []],
  ["opens elsewhere", CLOSED, BY_ENDPOINT, `${PODS} can now reach contoso, by private endpoint pe`, []],
  ["may open", CLOSED, { kind: "unknown", because: "?" }, `${PODS} can perhaps reach contoso now`, []],
  ["stays closed", CLOSED, CLOSED, "", ["registry-unreachable"]],
  ["opens another way", OPEN, BY_ENDPOINT, "", []],
  ["is not told any more", CLOSED, undefined, "", []],
])(
  "what is kept is lost where its network closes, and no gain where it opens: the network %s",
  (_what, before, after, words, rules) => {
    const changes = accessChanges([line({ reach: before })], [line({ reach: after })]);
    expect(told(changes)).toBe(words);
    expect(findingsOf(reviewed({}, changes)).map(({ rule }) => rule)).toEqual(rules);
  },
);

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

const MAY = "pull everything in contoso";

test.each<[what: string, before: Access[], after: Access[], expected: string]>([
  [
    "one takes the other one's place",
    held(undefined, "AcrPull"),
    held(undefined, READ),
    `principal p may no longer ${MAY} if it is in RBAC mode; principal p may now ${MAY} if it is in ABAC mode`,
  ],
  ["the mode is known from now on", held(undefined, "AcrPull", READ), held("RBAC", "AcrPull", READ), ""],
  ["the mode of one is known from now on", held(undefined, "AcrPull"), held("RBAC", "AcrPull"), ""],
  ["the mode is known no longer", held("RBAC", "AcrPull", READ), held(undefined, "AcrPull", READ), ""],
  ["the mode is switched", held("RBAC", "AcrPull", READ), held("ABAC", "AcrPull", READ), ""],
  [
    "the mode is known, and is not that of the only one",
    held(undefined, "AcrPull"),
    held("ABAC", "AcrPull"),
    `principal p may no longer ${MAY} if it is in RBAC mode: the registry is in ABAC mode`,
  ],
  ["another one acts in the mode that is known", held(undefined, "AcrPull"), held("ABAC", READ), `principal p may now ${MAY}`],
])("of roles of which each has an effect in one mode, %s", (_what, before, after, expected) => {
  expect(told(accessChanges(before, after))).toBe(expected);
});

test("holders that may differ are not joined, and a role that the mode ignores is told with the one to assign", () => {
  const [one, other] = (["RBAC", "ABAC"] as const).map((mode) => line({ mode, identity: named("a", false) }));
  expect(joinedGrants([one, other])).toEqual([one, other]);
  const remark = `role AcrPull, no effect: the registry is in ABAC mode, assign ${READ}`;
  expect(held("ABAC", "AcrPull").map((one) => accessRemark(one))).toEqual([remark]);
});
