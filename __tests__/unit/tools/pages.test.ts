import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BLOCK_TYPES, permissionOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { scenarios } from "../../../stacks/main";
import { compatibilityPage, PATH } from "../../../tools/compatibility-page";
import { JUDGEMENT_PAGE, judgementPage } from "../../../tools/judgement-page";
import { llmsPage } from "../../../tools/llms-page";
import { permissionsPage, ROLES } from "../../../tools/permissions-page";
import { PROGRAM_PAGE, programPage } from "../../../tools/program-page";
import { securityPage } from "../../../tools/security-page";
import { TESTBED_PAGE, testbedPage } from "../../../tools/testbed-page";
import { markdownIn } from "../../support/pages";
import { stacksOf } from "../../support/scenarios";
import { render } from "../../support/stack";
import { LOCK, readLock, titleOf } from "../../testbed/programs/lock-file";

const committed = (name: string) => readFileSync(join(__dirname, "../../..", name), "utf8");

test("the committed pages are what `npm run docs` writes", () => {
  expect(committed("docs/reference/permissions.md")).toBe(permissionsPage());
  expect(committed("SECURITY.md")).toBe(securityPage());
  expect(committed(PATH)).toBe(compatibilityPage());
  expect(committed("docs/llms.txt")).toBe(llmsPage());
  expect(committed(PROGRAM_PAGE)).toBe(programPage());
  expect(committed(JUDGEMENT_PAGE)).toBe(judgementPage());
  expect(committed(TESTBED_PAGE)).toBe(testbedPage());
});

test("the page of the testbed names each program that the lock file has no digest of, and no other", () => {
  const [sentence] = /^- Without a digest there: .*?\. /m.exec(committed(TESTBED_PAGE)) ?? [""];
  const { programs } = readLock(LOCK);
  const named = programs.filter((program) => sentence.includes(titleOf(program)));
  expect(named.map(titleOf)).toEqual(programs.filter(({ digest }) => !digest).map(titleOf));
  expect(sentence.match(/\d+\.\d+\.\d+/g)?.length ?? 0).toBe(named.length);
});

test("every block type that a construct synthesizes has its permissions in the page", () => {
  const [byConstruct, byBlockType] = permissionsPage().split("## By block type");
  const types = [...BLOCK_TYPES.keys()].filter((type) => byConstruct.includes(`\`${type}\``));
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter((type) => !byBlockType.includes(`| \`${type}\` |`))).toEqual([]);
});

test.each([
  ["docs/reference/permissions.md", permissionsPage],
  ["SECURITY.md", securityPage],
])("%s covers every public construct", (_name, page) => {
  const constructs = Object.entries<unknown>(require("../../../src")).filter(([, value]) => typeof value === "function");
  expect(constructs.length).toBeGreaterThan(10);
  const text = page();
  expect(constructs.map(([name]) => name).filter((name) => name !== "ProviderGeneration" && !text.includes(name))).toEqual([]);
});

test.each(stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const))(
  "the permissions of every block and every role of the stack %s are known",
  (_id, stack) => {
    const all = readStack(render(stack)).blocks;
    expect(all.filter(({ blockType }) => permissionOf(blockType) === undefined)).toEqual([]);
    const roles = all.flatMap(({ body }) => ("role_definition_name" in body ? [String(body.role_definition_name)] : []));
    expect(roles.filter((role) => !ROLES.has(role))).toEqual([]);
  },
);

test("a secret in the state is told with the exception that its arguments make", () => {
  const row = (construct: string) =>
    securityPage()
      .split("\n")
      .find((line) => line.startsWith(`| \`${construct}\` |`));
  expect(row("new ContainerRegistry")).toContain(
    "the admin password, even if nothing uses it, unless the admin account is disabled",
  );
  expect(row("RegistryCredentials.fromKeyVaultSecret")).toContain("**nothing**: ephemeral values are never stored");
  expect(row("PullCheck")).toBe("| `PullCheck` | nothing secret | nothing |");
});

test("the map for coding assistants has the form of llmstxt.org, and every page of the documentation", () => {
  const [title, summary, notes, ...sections] = llmsPage().trim().split("\n\n");
  expect(title).toBe("# cdktf-acr-aks");
  expect(summary).toMatch(/^> \w.*\.$/);
  expect(notes).not.toMatch(/^#/m);
  const lines = sections.join("\n").split("\n");
  expect(
    lines.filter((line) => !/^(## [A-Z].*|- \[[^\]]+\]\(https:\/\/github\.com\/[-\w/]+\.md\)(: [A-Z`].*[.:])?)$/.test(line)),
  ).toEqual([]);
  const text = lines.join("\n");
  expect(markdownIn("docs").filter((path) => path !== "docs/README.md" && !text.includes(`/blob/main/${path})`))).toEqual([]);
});
