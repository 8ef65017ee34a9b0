import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { inFolder, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { called } from "../../../packages/terraform-stack-tools/__tests__/support/program";
import { commitAll } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { cluster, grant, registry, shownPlan } from "../../../packages/terraform-stack-tools/__tests__/support/shown-plans";
import { readPage } from "../../support/pages";

const [, COMMANDS] = /must exit with 0:\n\n```sh\n(.*?)```/s.exec(readPage("docs/tools/agree-on-access.md").text) ?? [];
const MAIN = join(__dirname, "../../../packages/terraform-stack-tools/src/cli/main.ts");

const PLAN = JSON.stringify(shownPlan([registry(), cluster(), grant("pull")]));
const OTHER = JSON.stringify(shownPlan([registry(), cluster(), grant("pull", { role_definition_name: "AcrPush" })]));

/** What the commands of the page end with in a repository, in a shell that stops at the first one that fails. */
function ends(files: Readonly<Record<string, string>>, plan = PLAN): { readonly code: number | null; readonly out: string } {
  return inFolder((folder) => {
    const repository = join(folder, "repository");
    mkdirSync(repository);
    writeFiles(repository, { "README.md": "Infrastructure\n", ...files });
    commitAll(repository);
    rmSync(join(repository, "access.json"), { force: true });
    writeFiles(repository, { "plan.json": plan });
    const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' --require '${require.resolve("tsx/cjs")}' '${MAIN}' "$@"\n`;
    chmodSync(join(writeFiles(folder, { "bin/npx": npx }), "bin/npx"), 0o755);
    const { status, stdout } = spawnSync("sh", ["-e", "-c", COMMANDS ?? "exit 9"], {
      cwd: repository,
      encoding: "utf8",
      env: { ...process.env, PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}` },
    });
    return { code: status, out: stdout };
  });
}

/** The file of a plan. */
function accessOf(plan: string): string {
  return inFolder((folder) => {
    writeFiles(folder, { "plan.json": plan });
    return called("review", join(folder, "plan.json"), "--format", "access").out;
  });
}

test("a file that is as the plan says passes", () => {
  expect(ends({ "access.json": accessOf(PLAN) })).toEqual({ code: 0, out: "access.json\naccess.json\n" });
});

test("a file that is missing, and one that git ignores, stop the pipeline", () => {
  expect(ends({}).code).toBe(1);
  expect(ends({ ".gitignore": "access.json\n" }).code).toBe(1);
});

test("a file that differs stops the pipeline and is shown", () => {
  const { code, out } = ends({ "access.json": accessOf(OTHER) });
  expect(code).toBe(1);
  expect(out).toContain('-        "by": "role AcrPush"');
  expect(out).toContain('+        "by": "role AcrPull"');
});

test("a plan that cannot be read stops the pipeline, whatever is committed", () => {
  expect(ends({ "access.json": accessOf(PLAN) }, "{").code).toBe(1);
});
