import { rootModuleOf, withTerraformWords } from "../../src/hand-off/module/root-module";
import type { Json } from "../../src/stack/json";
import { isList, isObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { SCENARIOS } from "../support/scenarios";

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

test("no message of a bundle speaks of a construct, and each that one has written names a page", () => {
  const stacks = SCENARIOS.map(([, stack]) => readStack(stack));
  const messages = stacks.flatMap((stack) => messagesIn(rootModuleOf(stack).stack.sections));
  const written = stacks.flatMap(({ sections }) => messagesIn(sections)).filter((message) => message.startsWith("["));
  expect(messages.filter((message) => /^\[|\bset[A-Z]|TerraformVariable|\bloginServer (must|and)/.test(message))).toEqual([]);
  const links = messages.flatMap((message) => /see (https:\S+)$/.exec(message)?.[1] ?? []);
  expect(links).toHaveLength(written.length);
  expect(links.length).toBeGreaterThan(20);
});

test.each([
  ["[stack/pull] principalObjectId must be a GUID; use x.", "Principal object id must be a GUID; use x."],
  ["[stack] apiServerUrl must be readable.", "API server URL must be readable."],
  ["[stack/pull] is a prefix of ours.", "[stack/pull] is a prefix of ours."],
  ["name must not be empty.", "name must not be empty."],
])("%j becomes %j", (message, expected) => {
  expect(shown(message)).toEqual([{ error_message: expected }]);
});
