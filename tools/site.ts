import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

const SITE = join(__dirname, "site");

/** What builds the site is installed for it alone, and again when its lock file is newer. Whoever has no network goes without the site. */
function isInstalled(): boolean {
  const done = join(SITE, "node_modules/.package-lock.json");
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(join(SITE, "package-lock.json")).mtimeMs) {
    return true;
  }
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: SITE,
    stdio: "inherit",
  });
  return status === 0;
}

if (isInstalled()) {
  execFileSync(process.execPath, [join(SITE, "node_modules/vitepress/bin/vitepress.js"), "build"], {
    cwd: SITE,
    stdio: "inherit",
  });
} else {
  console.error("The site is left out: npm could not install what tools/site/package.json names.");
  process.exitCode = process.env.CI ? 1 : 0;
}
