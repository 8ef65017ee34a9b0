import { posix } from "node:path";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections/check-stack";
import { readStack, type Stack } from "../../stack/stack";
import type { Folder } from "../output/folder";
import { digestOf, MANIFEST, type Manifest, readManifest } from "../output/manifest";

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
  const bytes = output.readIfFile(posix.join(bundle, MANIFEST));
  const manifest = bytes && readManifest(bytes.toString("utf8"));
  if (manifest === undefined || manifest.stack === undefined) {
    return undefined;
  }
  const uneditedText = (path: string): string | undefined => {
    const content = output.readIfFile(posix.join(bundle, path));
    return content !== undefined && digestOf(content) === manifest.digests.get(path)
      ? content.toString("utf8")
      : undefined;
  };
  return { manifest, stack: stackIn(uneditedText(STACK_RECORD)), changes: uneditedText(CHANGES_PAGE) };
}

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
