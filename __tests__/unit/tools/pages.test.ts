import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BLOCK_TYPES, permissionOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { PROVIDER_VERSIONS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import judged from "../../../packages/terraform-stack-tools/src/knowledge/judgement/judged.json";
import { OLDEST_VERSIONS } from "../../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { scenarios } from "../../../stacks/main";
import { ROLES, writtenFiles } from "../../../tools/docs";
import { jobsOf } from "../../../tools/workflows/jobs";
import { markdownIn } from "../../support/pages";
import { stacksOf } from "../../support/scenarios";
import { render } from "../../support/stack";
import { LOCK, readLock, titleOf } from "../../testbed/programs/lock-file";

const committed = (name: string) => readFileSync(join(__dirname, "../../..", name), "utf8");

test("what `npm run docs` writes is in the committed files", () => {
  for (const [path, text] of writtenFiles()) {
    expect([path, committed(path)]).toEqual([path, text]);
  }
});

test("the page of versions has those of package.json, of the workflows, of the tools and of the testbed, and no others", () => {
  const page = committed("docs/reference/compatibility.md").split("## Features that need more")[0];
  const { engines, peerDependencies, devDependencies } = JSON.parse(committed("package.json"));
  const provided = Object.values(PROVIDER_VERSIONS).flatMap((versions) => Object.values(versions));
  const engine = (path: string) => readLock(LOCK).programs.find(({ files = {} }) => Object.values(files).includes(path))?.version;
  const paths = ["bin/terraform", "bin/tofu", "oldest/terraform", "oldest/tofu"];
  const named = [
    ...provided,
    ...Object.values(OLDEST_VERSIONS),
    ...paths.map(engine),
    devDependencies.cdktf,
    devDependencies.constructs,
  ];
  const versions = [engines.node.slice(2), ...Object.values<string>(peerDependencies), ...named].map(String);
  expect(versions.filter((version) => !page.includes(version))).toEqual([]);
  const tried = jobsOf(join(__dirname, "../../.."), ".github/workflows/nightly.yml").filter(({ name }) => name === "versions");
  const rows = tried.map(({ matrix: { node, packages } }) => {
    const [constructs, typescript, jsii, program = ""] = packages
      .split(" ")
      .map((one) => one.replace(/^(constructs|typescript|jsii)?@/, ""));
    return `| ${node} | ${constructs} | ${typescript} | ${jsii} | ${program.replace("@", " ")} |`;
  });
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  const others = page.match(/\b\d+\.\d+\.\d+\b/g)?.filter((version) => !`${versions} ${rows}`.includes(version));
  expect(others).toEqual([]);
});

test("the page of verdicts names each kind that is judged as a whole, outside of the four providers", () => {
  const others = judged.filter(({ kind }) => !/^(data\.|ephemeral\.)?(azurerm|azuread|azapi|kubernetes)_/.test(kind));
  const unjudged = others.filter(({ verdict }) => verdict === "not judged").map(({ kind }) => `\`${kind}\``);
  const harmless = others.filter(({ kind, verdict }) => /^\w+_\*$/.test(kind) && verdict === "harmless");
  const page = committed("docs/tools/not-judged.md");
  expect(page).toContain(`\n- harmless as a whole: ${harmless.map(({ kind }) => kind.slice(0, -2)).join(", ")}\n`);
  expect(page).toContain(`\n- not judged: ${unjudged.join(", ")}\n`);
});

test("the page of the testbed names each program that the lock file has no digest of, and no other", () => {
  const [sentence] = /^- Without a digest there: .*?\. /m.exec(committed("__tests__/testbed/README.md")) ?? [""];
  const { programs } = readLock(LOCK);
  const named = programs.filter((program) => sentence.includes(titleOf(program)));
  expect(named.map(titleOf)).toEqual(programs.filter(({ digest }) => !digest).map(titleOf));
  expect(sentence.match(/\d+\.\d+\.\d+/g)?.length ?? 0).toBe(named.length);
});

test("every block type that a construct synthesizes has its permissions in the page", () => {
  const [byConstruct, byBlockType] = committed("docs/reference/permissions.md").split("## By block type");
  const types = [...BLOCK_TYPES.keys()].filter((type) => byConstruct.includes(`\`${type}\``));
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter((type) => !byBlockType.includes(`| \`${type}\` |`))).toEqual([]);
});

test.each(["docs/reference/permissions.md", "SECURITY.md"])("%s covers every public construct", (path) => {
  const constructs = Object.entries<unknown>(require("../../../src")).filter(([, value]) => typeof value === "function");
  expect(constructs.length).toBeGreaterThan(10);
  const text = committed(path);
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
    committed("SECURITY.md")
      .split("\n")
      .find((line) => line.startsWith(`| \`${construct}\` |`));
  expect(row("new ContainerRegistry")).toContain(
    "the admin password, even if nothing uses it, unless the admin account is disabled",
  );
  expect(row("RegistryCredentials.fromKeyVaultSecret")).toContain("**nothing**: ephemeral values are never stored");
  expect(row("PullCheck")).toBe("| `PullCheck` | nothing secret | nothing |");
});

test("the map for coding assistants has the form of llmstxt.org, and every page of the documentation", () => {
  const [title, summary, notes, ...sections] = committed("docs/llms.txt").trim().split("\n\n");
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
