import { mkdirSync, writeFileSync } from "node:fs";
import type { JsonObject } from "../../src/stack/json";
import { REPORT_FORMATS } from "../support/program";
import { BUILDER, CONTOSO, grant, object, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

const CREATED = { actions: ["create"], before: null };
const created = (name: string, values: JsonObject, after_unknown: JsonObject = {}): JsonObject =>
  grant(name, {}, { ...CREATED, after: { scope: CONTOSO, role_definition_name: "AcrPush", ...values }, after_unknown });
const PLAN = shownPlan([registry(), created("builder", { principal_id: BUILDER.toUpperCase() }), grant("kept")]);

const PEOPLE = ["text", "markdown", "html"] as const;
const isForPeople = (format: string) => PEOPLE.some((one) => one === format);

/** A report with names, and what messages there are. */
function named(names: JsonObject, format: string, plan = PLAN, ...options: readonly string[]): { text: string; error: string } {
  const file = folder.write("names.json", names);
  const { code, out, error } = folder.review(plan, "--format", format, "--principals", file, "--date=none", ...options);
  expect([0, 3, 4]).toContain(code);
  return { text: out, error };
}

test.each(PEOPLE)("in %s, the name stands behind the object id wherever that stands alone", (format) => {
  const { text, error } = named({ [BUILDER]: "alice" }, format, PLAN, "--fail-on", "gain");
  const plain = text.replace(/&#34;/g, '"').replace(/<[^>]+>/g, "");
  const whole = `principal ${BUILDER.toUpperCase()} "alice"`;
  expect(plain).toContain(`P${whole.slice(1)} may now pull and push everything in contoso`);
  expect(plain.split(whole).length).toBeGreaterThan(1);
  expect(error).toBe(`--fail-on gain: shop: azurerm_role_assignment.builder: ${whole} may pull and push everything in contoso\n`);
  expect(text).not.toMatch(/principal_id[^\n]*alice/);
  // A picture breaks the line in between.
  const times = (pattern: RegExp) => text.split(pattern).length;
  expect(times(/alice/)).toBeGreaterThanOrEqual(times(new RegExp(`rincipal (?:<[^>]+>)?${BUILDER}`, "i")));
});

const FILES = ["snapshot"];

test("no other format, no snapshot and no agreement changes by it", () => {
  const agreed = folder.write("access.json", folder.review(PLAN, "--format", "access").out);
  const written = (format: string, ...more: readonly string[]) => {
    const options = ["--snapshot", folder.file("snapshot"), "--update"];
    const { code, out } = folder.review(PLAN, "--format", format, "--expect", agreed, "--date=none", ...options, ...more);
    expect(code).toBe(0);
    return { out, kept: FILES.map((name) => folder.read(name)) };
  };
  const file = folder.write("names.json", { [BUILDER]: "alice" });
  for (const format of REPORT_FORMATS) {
    const [plain, withNames] = [written(format), written(format, "--principals", file)];
    expect(withNames.kept).toEqual(plain.kept);
    expect({ format, isSame: withNames.out === plain.out }).toEqual({ format, isSame: !isForPeople(format) });
  }
});

test("what differs from the agreement is told with the name", () => {
  const agreed = folder.write("access.json", { formatVersion: "1.0", registries: {} });
  const { text, error } = named({ [BUILDER]: "alice" }, "markdown", PLAN, "--expect", agreed);
  expect(error).toContain(`more than agreed: principal ${BUILDER.toUpperCase()} "alice" may pull and push everything in contoso`);
  expect(text).toContain(`more than agreed: principal ${BUILDER.toUpperCase()} "alice" may pull`);
});

test("a member of a group, and whoever loses a role in ABAC mode, is named too", () => {
  const member = object(
    "azuread_group_member",
    "m",
    {},
    { ...CREATED, after: { group_object_id: "x", member_object_id: BUILDER } },
  );
  expect(named({ [BUILDER]: "alice" }, "text", shownPlan([member])).text).toContain(`principal ${BUILDER} "alice" may do what`);
  const abac = { role_assignment_mode: "AbacRepositoryPermissions" };
  const before = { id: CONTOSO, name: "contoso", role_assignment_mode: "LegacyRegistryPermissions" };
  const switched = registry({}, { actions: ["update"], before, after: { ...before, ...abac } });
  const { text } = named({ [BUILDER]: "alice" }, "text", shownPlan([switched, grant("b", { principal_id: BUILDER })]));
  expect(text).toMatch(new RegExp(`^! AcrPull of principal ${BUILDER} "alice" on the registry`, "m"));
});

/** Each would be something else, or hide the id, where it were not text. */
const HOSTILE: readonly (readonly [name: string, shown: string])[] = [
  ['alice" may no longer pull; principal "bob', "alice' may no longer pull; principal 'bob"],
  ["“alice” „x‟ ＂y″", "'alice' 'x' 'y'"],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["](javascript:alert(1))", "](javascript:alert(1))"],
  ["a | b\n# heading @all #1", "a | b # heading @all #1"],
  ["\u202eecila\u202c\u200b", "ecila"],
  ["\u001b[2K\u001b]8;;https://a.example\u0007x", "[2K ]8;;https://a.example x"],
  ["`x` **y** _z_", "`x` **y** _z_"],
  ["-->]]><script>", "-->]]><script>"],
  ["x".repeat(5_000), `${"x".repeat(80)}…`],
];

test.each(HOSTILE)("a name such as %j is text behind the id", (name, shown) => {
  const all = PEOPLE.map((format) => named({ [BUILDER]: name }, format, PLAN, "--fail-on", "gain"));
  const [text, markdown, html] = all.map((one) => one.text);
  const whole = `principal ${BUILDER.toUpperCase()} "${shown}"`;
  expect(text).toContain(whole);
  expect(all[0].error).toContain(whole);
  const letters = (one: string) =>
    one
      .replace(/<[^>]+>/g, "")
      .replace(/&#(\d+);/g, (_entity, code) => String.fromCodePoint(Number(code)))
      .replace(/\u200b/g, "");
  expect(letters(markdown)).toContain(whole);
  expect(letters(html)).toContain(whole);
  expect(`${text}${markdown}${html}${all[0].error}`).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
  expect(html).not.toMatch(/<img|<script|<a /);
  expect(markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "")).not.toMatch(/<img|<script|\]\(javascript|^# heading|@all|\*\*y/m);
});

test("nothing that is only called like an object id gets its name", () => {
  const group = (name: string, display_name: string) =>
    object("azuread_group", name, {}, { ...CREATED, after: { display_name } });
  const resources = ["a", "b"].map((name, index) => ({
    ...{ address: `azurerm_role_assignment.${name}`, mode: "managed", type: "azurerm_role_assignment", name },
    expressions: { principal_id: { references: [`azuread_group.${"gh"[index]}.object_id`] } },
  }));
  const changes = [
    group("g", BUILDER),
    group("h", `principal ${BUILDER}`),
    created("a", {}, { principal_id: true }),
    created("b", {}, { principal_id: true }),
    created(`c["principal ${BUILDER}"]`, { principal_id: "30000000-0000-0000-0000-00000000000c" }),
  ];
  const modes = ["LegacyRegistryPermissions", "AbacRepositoryPermissions"];
  const [before, after] = modes.map((mode) => ({ id: CONTOSO, name: "contoso", role_assignment_mode: mode }));
  const told = (all: readonly JsonObject[]) =>
    named({ [BUILDER]: "alice" }, "text", shownPlan(all, { configuration: { root_module: { resources } } })).text;
  const [gained, lost] = [told(changes), told([...changes, registry({}, { actions: ["update"], before, after })])];
  expect(gained).toContain(`group ${BUILDER} may pull and push`);
  expect(lost).toContain(`AcrPush of group ${BUILDER} on the registry`);
  expect(`${gained}${lost}`).not.toContain("alice");
});

test("a name that a plan marks as sensitive is masked", () => {
  const secret = object(
    "azurerm_subnet",
    "a",
    {},
    { ...CREATED, after: { name: "alice-the-spy" }, after_sensitive: { name: true } },
  );
  const plan = shownPlan([created("builder", { principal_id: BUILDER }), secret]);
  for (const format of PEOPLE) {
    const { text, error } = named({ [BUILDER]: "alice-the-spy" }, format, plan, "--fail-on", "gain");
    expect(`${text}${error}`).not.toContain("alice-the-spy");
    expect(error).toContain(`${BUILDER} "(sensitive value)" may`);
  }
});

const LONG = "x".repeat(11 << 20);

test.each<[what: string, content: string | Buffer, message: string]>([
  ["that is not JSON", "alice", "is not JSON"],
  ["that is empty", "", "is not JSON"],
  ["that is a list", '[{"id": "x"}]', "has no names of principals"],
  ["with something else as an id", '{"__proto__": "alice"}', "has a name for something that is not an object id, '__proto__'"],
  ["with half an id", `{"${BUILDER.slice(1)}": "alice"}`, "has a name for something that is not an object id"],
  ["with a number as a name", `{"${BUILDER}": 7}`, `has no name for '${BUILDER}'`],
  ["with a name that nobody sees", `{"${BUILDER}": "\\u200b\\u202e "}`, `has no name for '${BUILDER}'`],
  ["with two names", `{"${BUILDER}": "a", "${BUILDER.toUpperCase()}": "b"}`, "has two names for"],
  ["that is nested deeply", `${'{"a":'.repeat(500)}1${"}".repeat(500)}`, "is nested more than 200 levels deep"],
  ["that is too large", `{"${BUILDER}": "${LONG}"}`, "has more than 10 MB"],
])("a file %s is refused, and nothing of it is shown but the entry", (_what, content, message) => {
  writeFileSync(folder.file("names.json"), content);
  const { code, out, error } = folder.review(PLAN, "--principals", folder.file("names.json"));
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/; (give|leave) [^\n]*\.\n$/);
  expect(error.length).toBeLessThan(600);
});

test("a file that is missing, a folder, no path, and one that a report would overwrite are refused", () => {
  mkdirSync(folder.file("names"));
  expect(folder.review(PLAN, "--principals", folder.file("names"))).toMatchObject({ code: 1, out: "" });
  expect(folder.review(PLAN, "--principals", folder.file("missing.json")).error).toContain("does not exist");
  expect(folder.review(PLAN, "--principals", "")).toMatchObject({ code: 2 });
  const file = folder.write("names.json", { [BUILDER]: "alice" });
  expect(folder.review(PLAN, "--principals", file, "--out", file).error).toContain("would overwrite an input");
});

test("what PowerShell writes is read", () => {
  const text = JSON.stringify({ [BUILDER]: "Zoë" });
  for (const bytes of [Buffer.from(`\ufeff${text}`, "utf16le"), Buffer.from(`\ufeff${text}`)]) {
    writeFileSync(folder.file("names.json"), bytes);
    expect(folder.review(PLAN, "--principals", folder.file("names.json")).out).toContain(`${BUILDER.toUpperCase()} "Zoë" may`);
  }
});
