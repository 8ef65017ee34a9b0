import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LOCK, readLock, titleOf } from "../__tests__/testbed/programs/lock-file";

export const TESTBED_PAGE = "__tests__/testbed/README.md";

/** The page with its one sentence that depends on the lock file. */
export function testbedPage(): string {
  const without = readLock(LOCK).programs.filter(({ digest }) => digest === undefined);
  const sentence =
    without.length === 0
      ? "Every archive has its digest there."
      : `Without a digest there: ${without.map(titleOf).join(", ")}. Each download of these is compared with the checksums on its publisher's page, and the command says so.`;
  const page = readFileSync(join(__dirname, "..", TESTBED_PAGE), "utf8");
  return page.replace(/^- (Without a digest there: .*|Every archive has its digest there\.)$/m, () => `- ${sentence}`);
}
