import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { below, FILE_FUNCTION, isMachinePath } from "../hand-off/readme/tables";
import { isWithin, type Source } from "../shared/files";
import { callsInTemplate } from "../stack/grammar";
import { texts } from "../stack/json";
import { readTemplate } from "../stack/lexer";
import type { Stack } from "../stack/stack";
import { EXPRESSION, isTemplate, type WrittenText, writtenTexts } from "../stack/template";

/** Where a path leads once the app and its `cdktf.out` are deleted: to what is copied, into what is gone, or nobody knows. */
type Answer = "copied" | "gone" | "unknown";

/** The places of a configuration that have paths, by where these lead. */
export function pathsIn({ sections }: Stack, source: Source): Readonly<Record<Answer, readonly string[]>> {
  const found = texts(sections).map(({ place, text }) => ({
    place: place.replace(/^resource\./, ""),
    answers: answersFor(text, source),
  }));
  const placesOf = (answer: Answer) => [
    ...new Set(found.filter(({ answers }) => answers.includes(answer)).map(({ place }) => place)),
  ];
  return { copied: placesOf("copied"), gone: placesOf("gone"), unknown: placesOf("unknown") };
}

/** A path that is written, below this folder or elsewhere. */
const WRITTEN = /^\s*"(?:\$\{path\.(?:module|root)\}\/)?[^"$%]*"\s*$/;

function answersFor(text: string, source: Source): (Answer | undefined)[] {
  const calls = isTemplate(text) ? callsInTemplate(readTemplate(text)) : [];
  const isComputed = calls.some(
    ({ name, arguments: [path] }) =>
      path !== undefined && FILE_FUNCTION.test(name) && !WRITTEN.test(text.slice(...path)),
  );
  return [...writtenTexts(text).map((written) => answerFor(written, source)), isComputed ? "unknown" : undefined];
}

function answerFor(written: WrittenText, { file, assets }: Source): Answer | undefined {
  const path = below(written.text.replace(/^file:\/\//, ""));
  if (path.includes(EXPRESSION) || path.includes("\0")) {
    return isMachinePath(written) ? "unknown" : undefined;
  }
  const full = resolve(dirname(file), path);
  const own = relative(dirname(file), full).split(sep).join("/");
  if (own !== "" && [...assets.keys()].some((asset) => asset === own || asset.startsWith(`${own}/`))) {
    return "copied";
  }
  const isRead = FILE_FUNCTION.test(written.functionName ?? "");
  const isPath = isAbsolute(path) || ((isRead || /^\.{1,2}\//.test(path)) && existsSync(full));
  if (isPath && isOfApp(full, file)) {
    return "gone";
  }
  return isMachinePath(written) ? "unknown" : undefined;
}

/** Whether it is below `cdktf.out` on any machine, or below the app on this one. */
function isOfApp(full: string, file: string): boolean {
  const stack = dirname(resolve(file));
  const output = basename(dirname(stack)) === "stacks" ? join(stack, "../..") : stack;
  const app = [output, dirname(output)].find((folder) => existsSync(join(folder, "cdktf.json")));
  return full.split(sep).includes("cdktf.out") || (app !== undefined && isWithin(full, app));
}
