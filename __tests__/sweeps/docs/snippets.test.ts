import { join } from "node:path";
import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { pages } from "../../support/pages";
import { COMMANDS, hasStack, moduleOf, publicNames, snippets, stackOf } from "../../support/readme";
import { render } from "../../support/stack";
import { typeErrors } from "../../support/type-check";

const all = snippets().map((snippet, index) => [`${index + 1} of ${snippet.page}: ${snippet.title}`, snippet] as const);

/** The page whose test imports the stack of the README. */
const TESTING = "docs/tools/plans-in-ci.md";

test("every snippet passes the type checker", () => {
  const own = all.map(([, snippet]) => snippet);
  const stack = own.filter(({ page, file }) => page === "README.md" && file === "attach.ts");
  const files = new Map(
    [...own, ...stack.map((snippet) => ({ ...snippet, page: TESTING }))].map((snippet, index) => [
      join(__dirname, snippet.page, snippet.file ?? `snippet-${index + 1}.ts`),
      moduleOf(snippet),
    ]),
  );
  expect(typeErrors(files)).toEqual([]);
});

// `command-table.test.ts` says what those of the commands synthesize: one is that nothing is left.
const stacks = all.filter(([, snippet]) => hasStack(snippet) && snippet.page !== COMMANDS);

test.each(stacks)("snippet %s synthesizes", (_title, snippet) => {
  const json = render(stackOf(snippet));
  expect(json.resource ?? objectOf(json.terraform).backend).toBeDefined();
});

test("every construct is in a page", () => {
  const text = pages()
    .map((page) => page.text)
    .join("\n");
  expect(publicNames().filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
