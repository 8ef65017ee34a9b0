import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stacksOf } from "../../../../__tests__/support/scenarios";
import { render } from "../../../../__tests__/support/stack";
import { scenarios } from "../../../../stacks/main";
import { rootModuleOf, withTerraformWords } from "../../src/hand-off/module/root-module";
import type { Json } from "../../src/stack/json";
import { isList, isObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

const shown = (error_message: string) => withTerraformWords({ x: [{ error_message }] }).x;

function messagesIn(value: Json): string[] {
  if (isList(value)) {
    return value.flatMap(messagesIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, child]) =>
        name === "error_message" && typeof child === "string" ? [child] : messagesIn(child),
      )
    : [];
}

test("no message of a bundle speaks of a construct, and each that one has written names a page that exists", () => {
  const stacks = stacksOf(scenarios).map((stack) => readStack(render(stack)));
  const messages = stacks.flatMap((stack) => messagesIn(rootModuleOf(stack).stack.sections));
  const written = stacks.flatMap(({ sections }) => messagesIn(sections)).filter((message) => message.startsWith("["));
  expect(messages.filter((message) => /^\[|\bset[A-Z]|TerraformVariable|\bloginServer (must|and)/.test(message))).toEqual([]);
  const links = messages.flatMap((message) => /see (https:\S+)$/.exec(message)?.[1] ?? []);
  expect(links).toHaveLength(written.length);
  expect(links.length).toBeGreaterThan(20);
  for (const link of links) {
    const [, page, anchor] = /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/blob\/main\/([\w/.]+)#([\w-]+)$/.exec(link) ?? [];
    expect(existsSync(join(__dirname, "../../../..", page))).toBe(true);
    expect(readFileSync(join(__dirname, "../../../..", page), "utf8")).toContain(`<a id="${anchor}"></a>`);
  }
});

test.each([
  ["[stack/pull] principalObjectId must be a GUID; use x.", "Principal object id must be a GUID; use x."],
  ["[stack] apiServerUrl must be readable.", "API server URL must be readable."],
  ["[stack/pull] is a prefix of ours.", "[stack/pull] is a prefix of ours."],
  ["name must not be empty.", "name must not be empty."],
])("%j becomes %j", (message, expected) => {
  expect(shown(message)).toEqual([{ error_message: expected }]);
});
