import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../../..");

function filesOf(...patterns: readonly string[]): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns];
  return execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).trim().split("\n");
}

/** Those of this repository, of its examples and of the apps that the starter writes. */
const workflows = filesOf("*.github/workflows/*.yml");

test("no checkout leaves its token where the next step, or an artifact, finds it", () => {
  const careless = [...workflows, ...filesOf("docs/*.md", "docs/*.yml")].flatMap((path) => {
    const checkouts = readFileSync(join(PROJECT, path), "utf8")
      .split(/uses: actions\/checkout@/)
      .slice(1);
    return checkouts.filter((rest) => !rest.split(/^ *- /m)[0].includes("persist-credentials: false")).map(() => path);
  });
  expect(careless).toEqual([]);
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;

(hasBash ? test : test.skip)("actionlint and zizmor read every workflow, those that others get included", () => {
  expect(workflows.length).toBeGreaterThan(7);
  const bin = mkdtempSync(join(tmpdir(), "given-workflows-"));
  try {
    for (const program of ["go", "zizmor"]) {
      writeFileSync(join(bin, program), `#!/bin/sh\necho "$0 $*"\n`);
      chmodSync(join(bin, program), 0o755);
    }
    const { stdout } = spawnSync("bash", [".ci/part", "workflows"], {
      cwd: PROJECT,
      encoding: "utf8",
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    for (const program of ["go", "zizmor"]) {
      const lines = stdout.split("\n").filter((line) => line.startsWith(`${join(bin, program)} `));
      const read = lines.flatMap((line) => line.split(" "));
      const listed = [...workflows, "docs/how-to/pipelines/github-actions.yml"];
      expect(listed.filter((path) => !read.includes(path))).toEqual([]);
    }
  } finally {
    rmSync(bin, { recursive: true });
  }
});
