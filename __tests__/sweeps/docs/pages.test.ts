import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { type KnownBlockType, permissionOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { commandsOf } from "../../support/commands";
import { markdownIn, type Page, pages, readPage } from "../../support/pages";
import { SCENARIOS } from "../../support/scenarios";

const all = pages();
const docs = all.filter(({ path }) => path.startsWith("docs/") && path !== "docs/README.md");
const howTo = docs.filter(({ path }) => path.startsWith("docs/how-to/"));

/** Three screens. */
const MOST_LINES = 150;

const named = (some: readonly Page[]) => some.map((page) => [page.path, page] as const);

test("no page is longer than three screens", () => {
  // People search these two for the text of an error, or for a command, and read one entry.
  const screens = docs.filter(({ path }) => !["docs/errors.md", "docs/tools/program.md"].includes(path));
  const long = screens.filter(({ text }) => text.split("\n").length > MOST_LINES).map(({ path }) => path);
  expect(long).toEqual([]);
});

/** What is searched for one entry, and what is generated. */
const NOT_COUNTED = [
  "docs/errors.md",
  "docs/reference/compatibility.md",
  "docs/reference/permissions.md",
  "docs/tools/not-judged.md",
  "docs/tools/program.md",
];

test("there are at most 50 pages on the constructs, 15 on the tools, and 36,000 words on both", () => {
  const counted = docs.filter(({ path }) => !NOT_COUNTED.includes(path));
  const ofTools = counted.filter(({ path }) => path.startsWith("docs/tools/"));
  expect(ofTools.length).toBeLessThanOrEqual(15);
  expect(counted.length - ofTools.length).toBeLessThanOrEqual(50);
  expect(counted.flatMap(({ text }) => text.trim().split(/\s+/)).length).toBeLessThanOrEqual(36_000);
});

/** What a reader is asked to read: text and cells, without code blocks, addresses of links, and marks. */
function wordsOf({ lines }: Page): number {
  const text = lines
    .join("\n")
    .replace(/<[^>]+>/g, " ")
    .replace(/\]\([^)]*\)/g, "]");
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Nobody reads these from top to bottom: people search them for one entry, or look up a row. */
const LOOKED_UP = [
  "docs/README.md",
  "docs/errors.md",
  "docs/reference/compatibility.md",
  "docs/reference/permissions.md",
  "docs/reference/support.md",
  "docs/reference/who-owns-which-setting.md",
  "docs/tools/not-judged.md",
  "docs/tools/pull-requests.md",
  "docs/troubleshooting.md",
];

const MOST_WORDS = 700;

const read = [
  ...all,
  ...markdownIn("packages")
    .filter((path) => /^packages\/[^/]+\/docs\//.test(path))
    .map(readPage),
];

test("no page that is read has more than 700 words, and those that are looked up are as few as that", () => {
  const long = read.filter((page) => wordsOf(page) > MOST_WORDS).map(({ path }) => path);
  expect(long.sort()).toEqual(LOOKED_UP);
});

const front = ["README.md", "packages/terraform-stack-tools/README.md", "packages/create-cdktf-acr-aks/README.md"].map(readPage);

/** What a README on GitHub shows of a line of code on a desktop. */
const WIDEST_CODE = 95;

test("the pages that people see first have less than 150 lines, and no code that has to be scrolled on a desktop", () => {
  const lines = front.flatMap(({ fences }) => fences.flatMap(({ code }) => code.split("\n")));
  expect(lines.filter((line) => line.length > WIDEST_CODE)).toEqual([]);
  expect(lines.length).toBeGreaterThan(100);
  expect(front.filter(({ text }) => text.split("\n").length > MOST_LINES).map(({ path }) => path)).toEqual([]);
});

test("the index links every page once, below a question of its product, in 65 lines", () => {
  const [, ...products] = readPage("docs/README.md").text.split(/^## /m);
  const links = products.map((product) =>
    product
      .split(/^### .+$/m)
      .slice(1)
      .flatMap((question) => [...question.matchAll(/\]\(([^):]+\.md)\)/g)].map(([, target]) => normalize(`docs/${target}`))),
  );
  const isOfTools = (path: string) => path.startsWith("docs/tools/");
  const paths = docs.map(({ path }) => path);
  const more = ["CHANGELOG.md", "SECURITY.md"];
  const expected = [[...more, ...paths.filter((path) => !isOfTools(path))], paths.filter(isOfTools)];
  expect(links.map((some) => some.sort())).toEqual(expected.map((some) => some.sort()));
  expect(products.join("").match(/^- /gm)?.length).toBeLessThanOrEqual(65);
});

test.each(named(howTo))("%s is a title, a sentence, and the sections that a reader expects", (_path, { headings, lines }) => {
  expect(headings[0]).toMatch(/^[A-Z]/);
  expect(lines[0]).toBe(`# ${headings[0]}`);
  expect(lines[2]).toMatch(/^[A-Z`]/);
  const sections = ["Prerequisites", "Verify", "If something goes wrong", "Next steps"];
  expect(headings.filter((heading) => sections.includes(heading))).toEqual(sections);
});

test("the custom role holds the actions that an attached cluster needs, and no other", () => {
  const [role] = readPage("docs/how-to/azure/custom-roles.md").fences.filter(({ language }) => language === "json");
  const read: KnownBlockType[] = ["provider.azurerm", "data.azurerm_container_registry", "data.azurerm_kubernetes_cluster"];
  expect(JSON.parse(role.code).Actions).toEqual(read.flatMap((type) => permissionOf(type)?.azure ?? []));
});

const rolesData = JSON.parse(readFileSync(join(__dirname, "../../../docs/facts/data/registry-roles.json"), "utf8"));

test("the condition allows the deployer to assign and to delete the roles of a grant, and no other", () => {
  const { calls } = commandsOf(readPage("docs/how-to/azure/custom-roles.md"));
  const conditions = calls.flatMap((call) => call.flatMap((word, index) => (word === "--condition" ? [call[index + 1]] : [])));
  const ids = ["AcrPull", "Container Registry Repository Reader"].map((name) => rolesData.roles[name].id).join(", ");
  const roles = "Microsoft.Authorization/roleAssignments";
  const allowed = ([action, of]: readonly string[]) =>
    `(!(ActionMatches{'${roles}/${action}'}) OR (@${of}[${roles}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids}} AND ` +
    `@${of}[${roles}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;
  const expected = [
    ["write", "Request"],
    ["delete", "Resource"],
  ]
    .map(allowed)
    .join(" AND ");
  expect(conditions).toEqual([expected]);
  const twins = ["AcrPush", "Container Registry Repository Writer"].map((name) => `${name}, \`${rolesData.roles[name].id}\``);
  expect(readPage("docs/how-to/azure/custom-roles.md").text).toContain(twins.join(", and "));
});

/** Who has which role, to `az role assignment list`. */
const AZ = String.raw`az() { case "$*" in
  *"'AcrPull'"*) printf '%s\n' old both ;;
  *"'AcrPush'"*) printf '%s\n' pusher ;;
  *"Repository Reader'"*) printf '%s\n' new both ;;
  *"Repository Writer'"*) printf '%s\n' pusher ;;
esac; }
`;

test("the list before a switch has whoever lacks the role that replaces another one, and nobody else", () => {
  const list = readPage("docs/how-to/azure/switch-to-abac.md").fences.find(({ code }) => code.includes("holders()"));
  const { stdout, stderr } = spawnSync("bash", ["-c", `${AZ}${list?.code}`], { encoding: "utf8" });
  expect([stdout, stderr]).toEqual(["old\n", ""]);
});

test("the page of examples lists each of them", () => {
  const { text } = readPage("examples/README.md");
  const listed = [...text.matchAll(/^\| \[[-\w]+\]\(([^)]+)\)/gm)].map(([, target]) => `examples/${target}`);
  expect(listed.sort()).toEqual(markdownIn("examples").filter((path) => path !== "examples/README.md"));
});

test("the page on deployment lists each scenario", () => {
  const listed = readPage("docs/how-to/operations/deploy.md").text.matchAll(/^\| `([-\w]+)` \|/gm);
  expect([...listed].map(([, name]) => name).sort()).toEqual(SCENARIOS.map(([id]) => id).sort());
});

/** The one sentence on what is published, the same on every page that tells people what to install. */
const PUBLISHED =
  "Each release publishes `cdktf-acr-aks` and `cdktn-acr-aks` to npm, PyPI, Maven Central, NuGet and as Go modules, and the tools to npm.";

/** Where people learn what to install. */
const PAGES = [
  "README.md",
  "docs/reference/compatibility.md",
  "docs/reference/languages.md",
  "docs/tutorials/python.md",
  "packages/create-cdktf-acr-aks/README.md",
];

test("every page that says what to install has the same sentence on what is published", () => {
  const saying = pages().filter(({ text }) => text.includes(PUBLISHED));
  expect(saying.map(({ path }) => path).sort()).toEqual(PAGES);
});

test("no page says anything else of it", () => {
  const others = pages().flatMap(({ path, text }) =>
    text
      .replace(PUBLISHED, "")
      .split("\n")
      .filter((line) => /\b(?:Maven Central|NuGet)\b|packages? .*\bpublish|not published/i.test(line))
      .filter((line) => !/chart/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(others).toEqual([]);
});
