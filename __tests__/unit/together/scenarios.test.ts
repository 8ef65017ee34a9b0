import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "../../../packages/terraform-stack-tools/__tests__/support/scenarios";
import { rootModuleOf } from "../../../packages/terraform-stack-tools/src/export/root-module";
import { recordOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { synthesizedUsages } from "../../../tools/constructs";

const textOf = (path: string) => readFileSync(join(__dirname, "../../..", path), "utf8");

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
    ([, page, anchor]) => !existsSync(join(__dirname, "../../..", page)) || !textOf(page).includes(`<a id="${anchor}"></a>`),
  );
  expect(broken.map(([link]) => link)).toEqual([]);
});
