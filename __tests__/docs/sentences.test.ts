import { pages } from "../support/pages";
import { PUBLISHED } from "../support/published";

const all = pages();

/** Shorter ones are often labels, which may be the same everywhere. */
const FEWEST_WORDS = 8;

/** The sentences of the text outside of code and tables, in lower case and without the marks of Markdown. */
function sentencesOf(lines: readonly string[]): string[] {
  return lines
    .map((line) => (line.startsWith("|") || line.startsWith("#") ? "" : line.replace(/^\s*(?:[-*>]|\d+\.) /, "\n")))
    .join("\n")
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .replace(/`[^`]*`/g, "…")
        .replace(/\]\([^)]*\)/g, "")
        .replace(/[*_[\]]/g, ""),
    )
    .flatMap((paragraph) =>
      paragraph
        .replace(/\s+/g, " ")
        .trim()
        .toLowerCase()
        .split(/(?<=[.:!?]) /),
    )
    .filter((sentence) => sentence.split(" ").length >= FEWEST_WORDS);
}

test("no sentence is in two places", () => {
  const first = new Map<string, string>();
  const twice: string[] = [];
  for (const { path, lines } of all) {
    // One sentence is meant to be on several pages.
    for (const sentence of sentencesOf(lines.map((line) => line.replace(PUBLISHED, "")))) {
      const other = first.get(sentence);
      if (other === undefined) {
        first.set(sentence, path);
      } else {
        twice.push(`${other}, ${path}: ${sentence}`);
      }
    }
  }
  expect(twice).toEqual([]);
  expect(first.size).toBeGreaterThan(200);
});

test("a sentence is found in a list and across lines, with and without marks", () => {
  const listed = ["- The **next** apply replaces the Job", "  and its `pod` at the end, as it says. Short one."];
  const plain = ["Before it. The next apply replaces [the Job](#job) and its `job` at the end, as it says."];
  expect(sentencesOf(listed)).toEqual(sentencesOf(plain));
  expect(sentencesOf(listed)).toEqual(["the next apply replaces the job and its … at the end, as it says."]);
});
