import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoted } from "../stack/json";
import { onDisk, PlanError } from "./refusal";
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

/** The path of a provider's socket below the folder for temporary files, when all of its parts are as long as they get. */
const SOCKET = join("stack-tools-plan-XXXXXX", "p", "p00", "5", "plugin4294967295");

/** What an operating system allows for the whole path of one ("unix(7)", read on 2026-11-27). */
const MAXIMUM = process.platform === "linux" ? 107 : 103;

/** @throws PlanError where the folder for temporary files is too deep for the sockets of providers */
export function checkSocketPath(): void {
  const excess =
    Buffer.byteLength(
      join(
        onDisk(tmpdir(), () => realpathSync(tmpdir())),
        SOCKET,
      ),
    ) - MAXIMUM;
  if (process.platform !== "win32" && excess > 0) {
    throw new PlanError(
      `the path of the folder for temporary files, ${quoted(tmpdir())}, is too long for the sockets of providers by ` +
        `${excess} characters; set TMPDIR to a shorter one`,
    );
  }
}
