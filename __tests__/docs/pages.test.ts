import { dirname } from "node:path";
import type { KnownBlockType } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { permissionOf } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/questions";
import { markdownIn, type Page, pages, readPage } from "../support/pages";

const all = pages();
const docs = all.filter(({ path }) => path.startsWith("docs/") && path !== "docs/README.md");
const howTo = docs.filter(({ path }) => path.startsWith("docs/how-to/"));

/** Three screens. */
const MOST_LINES = 150;

const named = (some: readonly Page[]) => some.map((page) => [page.path, page] as const);

test("no page is longer than three screens", () => {
  // People search these two for the text of an error, or for a command, and read one entry.
  const read = docs.filter(({ path }) => !["docs/errors.md", "docs/reference/program.md"].includes(path));
  const long = read.filter(({ text }) => text.split("\n").length > MOST_LINES).map(({ path }) => path);
  expect(long).toEqual([]);
});

test("the index links every page once, below the heading of its kind", () => {
  const { text } = readPage("docs/README.md");
  const links = text.split(/^## /m).flatMap((section) => {
    const [kind] = section.split("\n");
    return [...section.matchAll(/^- \[[^\]]+\]\(([^)]+)\)/gm)].map(([, target]) => `${kind} docs/${target}`);
  });
  const kinds: Record<string, string> = {
    "docs/tutorials": "Tutorials",
    "docs/how-to/azure": "How-to: Azure",
    "docs/how-to/credentials": "How-to: credentials",
    "docs/how-to/kubernetes": "How-to: Kubernetes",
    "docs/how-to/operations": "How-to: operations",
    "docs/reference": "Reference",
    "docs/explanation": "Explanation",
    "docs/decisions": "Decisions",
    docs: "If something fails",
  };
  const expected = docs.map(({ path }) => `${kinds[dirname(path)]} ${path}`);
  expect(links.filter((link) => link.includes(" docs/") && !link.includes("/../")).sort()).toEqual(expected.sort());
});

test.each(named(howTo))("%s is a title, a sentence, and the sections that a reader expects", (_path, { headings, lines }) => {
  expect(headings[0]).toMatch(/^[A-Z]/);
  expect(lines[0]).toBe(`# ${headings[0]}`);
  expect(lines[2]).toMatch(/^[A-Z`]/);
  const sections = ["Prerequisites", "Verify", "If something goes wrong", "Next steps"];
  expect(headings.filter((heading) => sections.includes(heading))).toEqual(sections);
});

test.each(named(docs.filter(({ path }) => path.startsWith("docs/decisions/"))))(
  "%s says in ten lines what is usual, what is done, why, at what price, and for how long",
  (_path, { text }) => {
    const lines = text.split("\n").filter((line) => line !== "");
    expect(lines.map((line) => line.replace(/^(# |\*\*[^*]+:\*\*).*/, "$1"))).toEqual([
      "# ",
      "**Convention:**",
      "**Decision:**",
      "**Because:**",
      "**Price:**",
      "**Reconsider when:**",
    ]);
  },
);

test("the custom role holds the actions that an attached cluster needs, and no other", () => {
  const [role] = readPage("docs/how-to/azure/custom-roles.md").fences.filter(({ language }) => language === "json");
  const read: KnownBlockType[] = ["provider.azurerm", "data.azurerm_container_registry", "data.azurerm_kubernetes_cluster"];
  expect(JSON.parse(role.code).Actions).toEqual(read.flatMap((type) => permissionOf(type)?.azure ?? []));
});

test("the page of examples lists each of them", () => {
  const { text } = readPage("examples/README.md");
  const listed = [...text.matchAll(/^\| \[[-\w]+\]\(([^)]+)\)/gm)].map(([, target]) => `examples/${target}`);
  expect(listed.sort()).toEqual(markdownIn("examples").filter((path) => path !== "examples/README.md"));
});
