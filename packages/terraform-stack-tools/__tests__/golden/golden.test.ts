import { readdirSync } from "node:fs";
import { join } from "node:path";
import { outsideOfPipelines } from "../support/pipeline";
import { expectDigests, FORMATS, GOLDEN, keptText, PLANS, reviewIn } from "./kept";

outsideOfPipelines();

const names = readdirSync(PLANS).map((file) => file.replace(/\.json$/, ""));

test.each(names)("the text of %s is the one that is kept", (name) => {
  const text = reviewIn("text", name);
  expect(text).not.toContain("canary");
  expect(text).toBe(keptText(name, text));
});

test("the reports in other formats are those whose digests are kept", () => {
  const formats = [...FORMATS, "sarif", "access"];
  const reportsOf = (name: string) => Object.fromEntries(formats.map((format) => [format, reviewIn(format, name)]));
  expectDigests(Object.fromEntries(names.map((name) => [name, reportsOf(name)])));
});

test("there is no text of a plan that is gone", () => {
  const texts = readdirSync(join(GOLDEN, "reports")).filter((file) => !file.startsWith("plan-"));
  expect(texts).toEqual(names.map((name) => `${name}.txt`));
});
