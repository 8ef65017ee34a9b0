import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { inFolder, stackFolder, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { eject } from "../../../packages/terraform-stack-tools/src/export/eject";
import { handOff } from "../../../packages/terraform-stack-tools/src/export/hand-off";
import { Plan, planMatchers } from "../../../packages/terraform-stack-tools/src/plan";
import { initializedFolder } from "../../../packages/terraform-stack-tools/src/providers/initialized-folder";
import { terraformBinary } from "../../../packages/terraform-stack-tools/src/providers/terraform-binary";
import {
  ERROR_TOPICS as TOOL_TOPICS,
  type ErrorTopic as ToolTopic,
} from "../../../packages/terraform-stack-tools/src/shared/refusal";
import { ERROR_TOPICS } from "../../../src/private/error-topics";
import { readPage } from "../../support/pages";
import { SCENARIOS } from "../../support/scenarios";
import { render } from "../../support/stack";

const { repository } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));

/** Where readers who have no clone can follow it. */
const PAGE = `${repository.url.replace(/\.git$/, "")}/blob/main/docs/errors.md`;

/** Those of the constructs, then those of the tools. */
const TOPICS = [...ERROR_TOPICS, ...TOOL_TOPICS];

/** The entries of the page by their anchor: the texts in the heading and after "Also:". */
const entries = new Map(
  readPage("docs/errors.md")
    .text.split('<a id="')
    .slice(1)
    .map((entry) => {
      const head = entry.split("\n\n").filter((paragraph) => /^(### |Also: )/.test(paragraph));
      const texts = [...head.join("\n").matchAll(/`([^`]+)`/g)].map(([, text]) => text);
      return [entry.slice(0, entry.indexOf('"')), texts];
    }),
);

test("the page has an entry for each topic of the sources, and no other", () => {
  expect([...entries.keys()]).toEqual(TOPICS);
});

const SOURCES = join(__dirname, "../../../src");
const sources = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ fileName: name, text: readFileSync(join(SOURCES, name), "utf8") }));

/** The words of a source, with `…` for what it fills in, and texts that go on in the next line in one. */
const wordsOf = (source: string) => source.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "…").replace(/["`] \+\s+["`]/g, "");

/** Whether a message has what a text of the page says: there, `…` is anything. */
function contains(message: string, text: string): boolean {
  const parts = text.split("…").map((part) => part.trim());
  return parts.reduce((from, part) => (from < 0 ? from : message.indexOf(part, from)), 0) >= 0;
}

/** Finds what a text of the page says: there, `…` is anything; in a source, it may be a word. */
function patternOf(text: string): RegExp {
  const words = text
    .trim()
    .split(/ ?… ?/)
    .map((part) =>
      part
        .split(" ")
        .map((word) => `(?:${word.replace(/[^\w\s]/g, "\\$&")}|[^\\s"\`]*…[^\\s"\`]*)`)
        .join(" "),
    );
  return new RegExp(words.join("[^]*?"));
}

test.each(ERROR_TOPICS)("what the page says of %s is in a source that names it", (topic) => {
  const texts = entries.get(topic) ?? [];
  const words = sources.filter(({ text }) => text.includes(`"${topic}"`)).map(({ text }) => wordsOf(text));
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((text) => !words.some((one) => patternOf(text.replace(/^.* must /, "")).test(one)))).toEqual([]);
});

/** The message of what an action throws. */
function thrown(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was thrown");
}

/** Handing over one stack into a folder that holds something already. */
function handedOver(before: (folder: string) => void, format: "hcl" | "json" = "json", stack: object = { resource: {} }) {
  return inFolder((folder) => {
    before(folder);
    const input = stackFolder(folder, stack as never);
    return thrown(() => handOff({ input, out: `${folder}/out`, format }));
  });
}

/** What users of the tools do to get each error, at least once for each text of its entry. */
const PROVOKED: Record<ToolTopic, () => readonly string[]> = {
  "terraform-binary": () => [thrown(() => terraformBinary("no-such-terraform"))],
  "provider-download": () =>
    inFolder((folder) => {
      const before = process.env.XDG_CACHE_HOME;
      process.env.XDG_CACHE_HOME = folder;
      try {
        return [thrown(() => initializedFolder({ command: "false", product: "Terraform", version: "1.11.4" }, {}))];
      } finally {
        process.env.XDG_CACHE_HOME = before ?? "";
      }
    }),
  "replacement-unknown": () => {
    const reason = "it depends on a resource whose replacement is unknown";
    const plan = new Plan({ "random_pet.name": { action: "update, replacement unknown", reason } }, {}, {}, true);
    return [planMatchers.toPlanNoReplacement(plan).message()];
  },
  "edited-bundle": () => [
    handedOver((folder) => writeFiles(`${folder}/out`, { "README.md": "# stack\n", "versions.tf.json": "mine" })),
  ],
  "replaced-stack": () => [
    handedOver((folder) => handOff({ input: stackFolder(folder, { output: {} }, "other"), out: `${folder}/out` })),
    inFolder((folder) => {
      writeFiles(`${folder}/out`, { "main.tf": "mine" });
      const input = stackFolder(folder, { resource: { terraform_data: { a: {} } } });
      return thrown(() => eject({ input, out: `${folder}/out` }));
    }),
  ],
  "literal-secrets": () => [handedOver(() => {}, "json", { locals: { password: "canary" } })],
  "handoff-running": () => [handedOver((folder) => writeFiles(`${folder}/out`, { ".hand-off/lock/pid": String(process.pid) }))],
  "hcl-bundles": () => [
    handedOver(() => {}, "hcl", { resource: { aws_instance: { web: { root_block_device: [{ encrypted: true }] } } } }),
  ],
  "handoff-input": () => [
    inFolder((input) => thrown(() => handOff({ input, out: `${input}-out` }))),
    inFolder((folder) => {
      const input = writeFiles(`${folder}/stack`, { "cdk.tf": "" });
      return thrown(() => handOff({ input, out: `${folder}/out` }));
    }),
  ],
};

test.each(TOOL_TOPICS)("the messages about %s are those of the page, and name its anchor", (topic) => {
  const messages = PROVOKED[topic]();
  const texts = entries.get(topic) ?? [];
  expect(texts.filter((text) => !messages.some((message) => contains(message, text)))).toEqual([]);
  expect(messages.filter((message) => !texts.some((text) => contains(message, text)))).toEqual([]);
  expect(messages.filter((message) => !message.endsWith(`see ${PAGE}#${topic}`))).toEqual([]);
});

test("every warning in the sources ends with an address that leads to its entry", () => {
  const calls = sources.flatMap(({ text }) => text.match(/\bwarn\((?!\w+: )[\s\S]*?\);$/gm) ?? []);
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter((call) => !/hint\("[-a-z]+"\)\}?`?,?\s*\);$/.test(call))).toEqual([]);
});

test("no source writes an error or the message of a condition itself, without an address", () => {
  const own = sources
    .filter(({ fileName }) => fileName !== "private/fail.ts")
    .filter(({ text }) => /\bnew \w*Error\(|\berror_?message: *["'`]/i.test(text))
    .map(({ fileName }) => fileName);
  expect(own).toEqual([]);
});

/** The messages of the conditions in a stack's JSON. Those of a variable are the user's own. */
function messagesIn(stack: TerraformStack): string[] {
  const messages: string[] = [];
  JSON.stringify(render(stack), (key, value) => {
    if (key === "error_message") {
      messages.push(value);
    }
    return key === "variable" ? undefined : value;
  });
  return messages;
}

/** Whether a message ends with the address of an entry that the page has. */
function hasAddress(message: string): boolean {
  const [before, anchor] = message.split(`; see ${PAGE}#`);
  return before !== message && entries.has(anchor);
}

test.each(SCENARIOS)(
  "every condition of %s, which an operator reads in a plan that failed, has the address of an entry",
  (_id, stack) => {
    expect(messagesIn(stack).filter((message) => !hasAddress(message))).toEqual([]);
  },
);

test("conditions before and after the fact are among them; assertions of checks are among those of the stages above", () => {
  const json = JSON.stringify(SCENARIOS.map(([, stack]) => render(stack)));
  expect(["precondition", "postcondition"].filter((kind) => !json.includes(`"${kind}":[{`))).toEqual([]);
  expect(SCENARIOS.flatMap(([, stack]) => messagesIn(stack)).length).toBeGreaterThan(20);
});
