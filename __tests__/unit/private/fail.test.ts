import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_TOPICS } from "../../../src/private/error-topics";
import { fail, type Place, sentence } from "../../../src/private/fail";
import { emptyStack } from "../../support/stack";

const PAGE = "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md";
const page = readFileSync(join(__dirname, "../../../docs/errors.md"), "utf8");

const COMPLAINT = { property: "name", must: "be x", repair: "do y" };

describe.each<[string, () => Place, string]>([
  ["a construct", emptyStack, "[stack]"],
  ["a static factory", () => "Credentials.from", "Credentials.from:"],
])("a sentence of %s", (_place, place, start) => {
  test.each([undefined, ...ERROR_TOPICS])("about %s ends with the address of an entry", (see) => {
    const anchor = see ?? "property-rules";
    expect(page).toContain(`<a id="${anchor}"></a>`);
    const told = sentence(place(), { ...COMPLAINT, see });
    expect(told).toBe(`${start} name must be x; do y; see ${PAGE}#${anchor}`);
    expect(sentence(place(), { ...COMPLAINT, see, got: "z" })).toBe(told.replace("be x", "be x, got 'z'"));
    expect(() => fail(place(), { ...COMPLAINT, see })).toThrow(new Error(told));
  });
});
