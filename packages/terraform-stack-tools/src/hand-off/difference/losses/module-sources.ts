import { posix } from "node:path";
import { hasTokenInSource } from "../../../knowledge/catalogue/secret-names";
import { code, codeList } from "../../../shared/markdown";
import { textOf } from "../../../stack/json";
import { withoutDefaultHost } from "../../../stack/provider";
import type { Block } from "../../../stack/stack";
import type { Pair } from "../members";
import { type Danger, plain } from "./danger";

/**
 * Modules that are other ones now. What they contain is not in the stack, so that nobody knows what the next apply
 * destroys in them.
 * @param calls by the address that both versions have
 * @param changedFiles the paths of assets that are other ones
 */
export function moduleSources(calls: readonly Pair<Block>[], changedFiles: readonly string[]): Danger[] {
  return calls.flatMap(({ name, before, after }) => {
    if (before?.kind !== "module" || after?.kind !== "module") {
      return [];
    }
    const why = difference(before, after, changedFiles);
    return why === undefined
      ? []
      : [
          {
            subject: name,
            reason: plain(why),
            text:
              `what it contains **may be destroyed**: ${why}, and what is missing or has another address there is deleted; ` +
              "keep the module, or read a plan over the state before you apply",
            consent: "delete" as const,
          },
        ];
  });
}

function difference(before: Block, after: Block, changedFiles: readonly string[]): string | undefined {
  const [old, fresh] = [sourceOf(before), sourceOf(after)];
  if (old !== fresh) {
    return `the \`source\` was ${shown(old)} and is ${shown(fresh)}`;
  }
  const [version, next] = [before, after].map(({ body }) => textOf(body.version));
  if (version !== next) {
    return `the \`version\` was ${code(version) || "open"} and is ${code(next) || "open"}`;
  }
  return LOCAL.test(fresh) ? changeOf(folderOf(fresh), changedFiles) : undefined;
}

const LOCAL = /^\.\.?\//;
const CODE = /\.(?:tf|tofu)(?:\.json)?$/;

/** What it calls itself may lie beside it. */
function changeOf(folder: string, changedFiles: readonly string[]): string | undefined {
  const own = changedFiles.filter((path) => path.startsWith(folder));
  const shown = own.length > 0 ? own : changedFiles.filter((path) => CODE.test(path));
  if (shown.length === 0) {
    return undefined;
  }
  const files = codeList(shown.slice(0, MAXIMUM_FILES));
  const more = shown.length > MAXIMUM_FILES ? ` and ${shown.length - MAXIMUM_FILES} more` : "";
  return `${own.length > 0 ? "its files change" : "files change that it may call"}: ${files}${more}`;
}

const MAXIMUM_FILES = 3;

function folderOf(source: string): string {
  return `${posix.normalize(source.replace("//", "/")).replace(/\/$/, "")}/`;
}

function sourceOf({ body }: Block): string {
  return withoutDefaultHost(textOf(body.source));
}

function shown(source: string): string {
  return hasTokenInSource(source) ? "one with a credential, which is not shown" : code(source);
}
