import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "../../packages/terraform-stack-tools/__tests__/support/scenarios";
import { rootModuleOf } from "../../packages/terraform-stack-tools/src/hand-off/module/root-module";
import { notesOf } from "../../packages/terraform-stack-tools/src/hand-off/readme/tables";
import { BLOCK_TYPES, recordOf } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { ServicePrincipalCredentials } from "../../src";
import { synthesizedUsages } from "../../tools/constructs";
import { SYNTHESIZED_SCENARIOS, synthesizedScenarios } from "../../tools/synthesized-scenarios";
import { knownRegistry } from "../support/builders";
import { emptyStack, render } from "../support/stack";
import { OBJECT_ID } from "../support/values";

const textOf = (path: string) => readFileSync(join(__dirname, "../..", path), "utf8");

test("the tests of the tools read what the scenarios synthesize; `npm run docs` writes it", () => {
  expect(textOf(SYNTHESIZED_SCENARIOS)).toBe(synthesizedScenarios());
});

test("the tools have a complete record of every block that a construct synthesizes", () => {
  const types = new Set(synthesizedUsages().flatMap(({ blocks }) => blocks.map(({ blockType }) => blockType)));
  expect(types.size).toBeGreaterThan(15);
  const incomplete = [...types].filter((type) => {
    const record = recordOf(type);
    return !record?.permission || !record.state || !record.title;
  });
  expect(incomplete).toEqual([]);
});

test("each page that a condition in a bundle names has the entry", () => {
  const modules = SCENARIOS.map(([, stack]) => JSON.stringify(rootModuleOf(readStack(stack)).stack.sections));
  const links = modules.flatMap((text) => [
    ...text.matchAll(/see https:\/\/github\.com\/[\w-]+\/[\w-]+\/blob\/main\/([\w/.]+)#([\w-]+)/g),
  ]);
  expect(links.length).toBeGreaterThan(20);
  const broken = links.filter(
    ([, page, anchor]) => !existsSync(join(__dirname, "../..", page)) || !textOf(page).includes(`<a id="${anchor}"></a>`),
  );
  expect(broken.map(([link]) => link)).toEqual([]);
});

test("stated owners of a service principal are nothing to review in a bundle", () => {
  const stack = emptyStack();
  new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack), owners: [OBJECT_ID] });
  expect(notesOf(readStack(render(stack)))).toEqual([]);
});

test("the findings of a scanner that a bundle explains are those that the settings of this repository leave out", () => {
  const findings = [...BLOCK_TYPES.values()].flatMap(({ findings: own = [] }) => own.map(({ id }) => id));
  const skipped = [...textOf(".ci/checkov.yaml").matchAll(/^ {2}- (CKV\w+)/gm)].map(([, id]) => id);
  expect([...findings].sort()).toEqual([...skipped].sort());
});
