import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "../support/foreign-project";
import { fenceWith, isOfRegistry } from "../support/install-lines";
import { readPage } from "../support/pages";
import { canPlan } from "../support/terraform";

const PROJECT = join(__dirname, "../..");
const { fences } = readPage("README.md");
const FILES = [
  ...fences.filter(({ file }) => file !== undefined),
  ...readPage("docs/tools/plans-in-ci.md").fences.filter(({ file }) => file === "attach.test.ts"),
];

// Without a binary, or where the providers would have to be downloaded, there is no plan to compare.
(canPlan() ? test : test.skip)(
  "what the README says of an app of one's own ends with a test that passes, and again in CI",
  () => {
    const room = mkdtempSync(join(tmpdir(), "own-app-"));
    const shell = (input: string) => spawnSync("sh", ["-eu"], { cwd: room, encoding: "utf8", input });
    try {
      const tarballs = [".", "packages/terraform-stack-tools"].map((folder) => pack(join(PROJECT, folder), room));
      const install = ["npm install cdktf-acr-aks", "npm pkg set"].map((line) => fenceWith("README.md", line)).join("");
      const run = fenceWith("README.md", "npx tsx main.ts");
      const local = tarballs.reduce((text, { name, filename }) => text.replace(` ${name} `, ` ./${filename} `), install);
      expect(local.match(/\.tgz/g)).toHaveLength(2);
      const installed = shell(local);
      if (installed.status !== 0 && isOfRegistry(installed.stderr)) {
        console.warn(`the lines of the README no longer hold, because of the registry:\n${installed.stderr}`);
        return;
      }
      expect({ status: installed.status, stderr: installed.status === 0 ? "" : installed.stderr }).toEqual({
        status: 0,
        stderr: "",
      });
      expect(FILES.map(({ file }) => file)).toEqual(["attach.ts", "main.ts", "attach.test.ts"]);
      for (const { file, code } of FILES) {
        writeFileSync(join(room, String(file)), code);
      }
      const first = shell(run);
      expect(first.stdout).toContain("azurerm_role_assignment.aks_PullFrom-acr_C1C79DD9 (create)");
      expect(first.stderr).toMatch(/^ › 1 snapshot written\.$/m);
      expect(first.stderr).toMatch(/^Tests: +2 passed, 2 total$/m);
      expect(readdirSync(join(room, "cdktf.out/stacks"))).toEqual(["attach"]);
      expect(shell("npx jest --ci").stderr).toMatch(/^Snapshots: +1 passed, 1 total$/m);
    } finally {
      rmSync(room, { recursive: true });
    }
  },
);
