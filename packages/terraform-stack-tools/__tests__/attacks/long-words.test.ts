import { join } from "node:path";
import { handOff } from "../../src/export/hand-off";
import type { JsonObject } from "../../src/stack/json";
import { inFolder, stackFolder } from "../support/hand-off";

/** Letters of each word. What grows with their square takes minutes. */
const LENGTH = 40_000;

/** In seconds of all processors, for a word in every place. It takes less than one. */
const LIMIT = 4;

/** What a long text is made of. */
const PARTS = [
  ..."a1_-./:@\"'`\\ \n(<*#~=!,$%",
  "aA",
  "a.",
  "a-",
  "a:",
  "a@",
  "a/",
  "a ",
  "a?",
  "a,",
  "/*",
  "[]",
  "<<a\n",
  "$$",
  "\r${",
  "https://",
  "/subscriptions/",
  "00000000-0000-",
];

/** A stack with a word in every place that something is read from. */
function stackOf(word: string): JsonObject {
  return {
    variable: { a: { type: "string", description: word, default: word } },
    locals: { text: word, password: word },
    resource: {
      azurerm_role_assignment: { p: { scope: word, principal_id: word, role_definition_name: word, condition: word } },
      kubernetes_secret: { s: { metadata: { name: word, labels: { a: word } }, data: { ".dockerconfigjson": word } } },
    },
    output: { o: { value: word, description: word } },
  };
}

const LONG_EXPRESSIONS: readonly ((word: string) => JsonObject)[] = [
  stackOf,
  (word) => ({ output: { o: { value: `\${${word}}` } } }),
  (word) => ({ output: { o: { value: `\${"${word}"}` } } }),
];

test.each(PARTS.map((part) => [JSON.stringify(part), part]))("a word of many %s takes no longer than it is", (_name, part) => {
  const word = part.repeat(LENGTH / part.length);
  inFolder((folder) => {
    for (const [index, stack] of LONG_EXPRESSIONS.entries()) {
      const before = process.cpuUsage();
      try {
        handOff({ input: stackFolder(folder, stack(word), `${index}`), out: join(folder, `out${index}`), format: "hcl" });
      } catch (error) {
        // Most of these are no Terraform.
        expect(error).toHaveProperty("name", "Refusal");
      }
      const { user, system } = process.cpuUsage(before);
      expect({ index, isFast: (user + system) / 1e6 < LIMIT }).toEqual({ index, isFast: true });
    }
  });
});
