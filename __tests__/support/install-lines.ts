import { type Page, readPage } from "./pages";

/** What npm and pip answer when a registry has no such version, or is not there: no fault of a page that was right. */
const OF_REGISTRY =
  /\b(E404|ETARGET|ERESOLVE|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN)\b|No matching distribution found|Could not find a version|NewConnectionError/;

/** Whether a line failed because a registry has changed alone. `REGISTRY_CHANGES=fail` tells whether the lines still hold today. */
export function isOfRegistry(output: string): boolean {
  return OF_REGISTRY.test(output) && process.env.REGISTRY_CHANGES !== "fail";
}

/** The commands in a block of a shell, without comments and broken lines. */
export function commandsIn(code: string): string[] {
  return code
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, ""));
}

/** The lines of a page that install or create something. */
export function installLinesOf({ fences }: Page): string[] {
  return fences
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => commandsIn(code))
    .filter((line) => /^(npm (install|create)|(\S*\/)?pip install) \S/.test(line));
}

/** The block of a page that has a text in it. */
export function fenceWith(path: string, text: string): string {
  const found = readPage(path).fences.filter(({ code }) => code.includes(text));
  if (found.length !== 1) {
    throw new Error(`${path} has ${found.length} blocks with '${text}', not one`);
  }
  return found[0].code;
}
