import { posix } from "node:path";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections";
import { readStack, type Stack } from "../../stack/stack";
import type { Folder } from "../output/folder";
import { digestOf, type Manifest, manifestIn } from "../output/manifest";

/** What the next handoff compares with: the stack of the module, in the JSON that cdktf writes. */
export const STACK_RECORD = "stack.json";

/** What changed since the handoff before. */
export const CHANGES_PAGE = "CHANGES.md";

/** A bundle as an earlier handoff left it. */
export interface PreviousVersion {
  readonly manifest: Manifest;
  /** Undefined where its record is missing or was edited. */
  readonly stack?: Stack;
  /** The text of its page of changes; undefined where it is missing or was edited. */
  readonly changes?: string;
}

/** The bundle in a folder below the output; undefined where there is none. */
export function previousVersion(output: Folder, bundle: string): PreviousVersion | undefined {
  const [own, ...interrupted] = output.versions().map((version) => manifestIn(version, bundle));
  const record = output.readIfFile(posix.join(bundle, STACK_RECORD));
  const isOf = (one?: Manifest) => record !== undefined && one?.digests.get(STACK_RECORD) === digestOf(record);
  // An interrupted handoff may have written the record, and its manifest not yet.
  const manifest = isOf(own) ? own : (interrupted.find(isOf) ?? own);
  if (manifest?.stack === undefined) {
    return record === undefined ? undefined : UNKNOWN;
  }
  const uneditedText = (path: string): string | undefined => {
    const content = output.readIfFile(posix.join(bundle, path));
    return content !== undefined && digestOf(content) === manifest.digests.get(path)
      ? content.toString("utf8")
      : undefined;
  };
  return { manifest, stack: stackIn(uneditedText(STACK_RECORD)), changes: uneditedText(CHANGES_PAGE) };
}

/** A bundle whose manifest is missing or was edited. */
const UNKNOWN: PreviousVersion = {
  manifest: { digests: new Map(), executables: [], bundles: [], remembered: {}, source: {} },
};

function stackIn(text: string | undefined): Stack | undefined {
  try {
    return text === undefined ? undefined : readStack(parseJson(text));
  } catch (error) {
    if (error instanceof StackError) {
      return undefined;
    }
    throw error;
  }
}
