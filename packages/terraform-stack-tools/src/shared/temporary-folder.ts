import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onDisk } from "./refusal";
import { removeFolder } from "./remove-folder";
import { type Remainder, withRemainder } from "./supervisor";

/** Runs a body with a new folder, which nobody else may read and which is gone afterwards. */
export function inTemporaryFolder<T>(name: string, body: (folder: string) => T): T {
  return withRemainder(
    (): Remainder => {
      const path = onDisk(tmpdir(), () => mkdtempSync(join(realpathSync(tmpdir()), `stack-tools-${name}-`)));
      return { kind: "folder", path };
    },
    ({ path }) => body(path),
    ({ path }) => removeFolder(path),
  );
}
