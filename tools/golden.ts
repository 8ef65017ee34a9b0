/** `npm run golden [-- <commit>]`: which reports of the kept plans a change alters, by building the commit before it beside this checkout. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "..");
const PLANS = join(PROJECT, "packages/terraform-stack-tools/__tests__/golden/plans");
const FORMATS = ["text", "markdown", "html", "json", "sarif", "access"];

/** What a checkout's own program says of the plans of this one, in its own process. */
function writeReports(checkout: string, target: string): void {
  const { run } = require(join(checkout, "packages/terraform-stack-tools/src/cli/program"));
  process.chdir(PLANS);
  for (const plan of readdirSync(PLANS)) {
    for (const format of FORMATS) {
      let text = "";
      const write = (part: string) => {
        text += part;
      };
      run(["review", plan, "--format", format], { out: write, error: write });
      writeFileSync(join(target, plan.replace(/json$/, format)), text);
    }
  }
}

function reportsOf(checkout: string, target: string): void {
  mkdirSync(target);
  const args = ["--import", "tsx", __filename, "write", checkout, target];
  // Outside of a repository and at a fixed time, nothing but the plan is told.
  const env = { ...process.env, CI: "", GIT_DIR: target, SOURCE_DATE_EPOCH: "1795845600" };
  execFileSync(process.execPath, args, { cwd: PROJECT, env, stdio: ["ignore", "inherit", "inherit"] });
}

/** Prints what differs, and returns whether anything does. */
function differs(commit: string): boolean {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: PROJECT, stdio: ["ignore", "ignore", "inherit"] });
  // Fails before anything is made, and forgets what an interrupted run has left.
  git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`);
  git("worktree", "prune");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-golden-"));
  const former = join(folder, "checkout");
  try {
    git("worktree", "add", "--quiet", "--detach", former, commit);
    symlinkSync(join(PROJECT, "node_modules"), join(former, "node_modules"));
    reportsOf(former, join(folder, "before"));
    reportsOf(PROJECT, join(folder, "after"));
    const { status } = spawnSync("git", ["diff", "--no-index", "--stat", "--patch", "before", "after"], {
      cwd: folder,
      stdio: "inherit",
    });
    return status !== 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    git("worktree", "prune");
  }
}

const [first = "HEAD", checkout, target] = process.argv.slice(2);
if (first === "write") {
  writeReports(checkout, target);
} else if (differs(first)) {
  process.exitCode = 1;
} else {
  console.log(`the ${readdirSync(PLANS).length} plans have the same reports as with ${first}`);
}
