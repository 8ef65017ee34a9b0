import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cdktfOut, inFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { neutral } from "../../packages/terraform-stack-tools/__tests__/support/neutral";
import { outsideOfPipelines } from "../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { faultsIn } from "../../packages/terraform-stack-tools/__tests__/support/schemas";
import { REPORTED, type Reported } from "../support/reported";
import { describeBinaries } from "../support/terraform";

outsideOfPipelines();

const FOLDER = join(__dirname, "../../packages/terraform-stack-tools/__tests__/fixtures/reports");
/** What the header of each says, so that it is the same everywhere. */
const HEADER = ["--source", "commit 1f2e3d4c of branch more-teams", "--target", "main", "--date", "2026-11-28"];
/** Of these, the page is kept as well. */
const PAGES = ["rename", "replace", "unreachable", "several-stacks"];

interface Report {
  readonly code: number;
  readonly error: string;
  readonly markdown: string;
  readonly html: string;
  readonly json: string;
}

function reportOf({ before, after, options = [] }: Reported, binary: string): Report {
  const home = process.cwd();
  return inFolder((folder) => {
    process.chdir(folder);
    try {
      cdktfOut(".", after);
      const existing = before === undefined ? [] : ["--existing", cdktfOut("main", before)];
      const files = [
        "--format=markdown",
        "--out=report.md",
        "--format=html",
        "--out=report.html",
        "--format=json",
        "--out=report.json",
      ];
      const { code, error } = called("plan", "cdktf.out", ...existing, ...HEADER, ...options, ...files, `--binary=${binary}`);
      const text = (file: string) => (existsSync(file) ? neutral(readFileSync(file, "utf8")) : "");
      return { code, error, markdown: text("report.md"), html: text("report.html"), json: text("report.json") };
    } finally {
      process.chdir(home);
    }
  });
}

/** Written anew where WRITE_REPORTS is set, for a reader of the difference. */
function expectKept(file: string, text: string): void {
  const path = join(FOLDER, file);
  if (process.env.WRITE_REPORTS !== undefined) {
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}

describeBinaries((binary) => {
  test.each(REPORTED.map((one) => [one.name, one] as const))("%s", (name, reported) => {
    const { code, error, markdown, html, json } = reportOf(reported, binary);
    expect(`${markdown}${html}${json}${error}`).not.toContain("canary");
    if (name === "refusal") {
      expect(code).toBe(1);
      expectKept(`${name}.txt`, error);
      return;
    }
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(faultsIn("report", JSON.parse(json))).toEqual([]);
    expectKept(`${name}.md`, markdown);
    if (PAGES.includes(name)) {
      expectKept(`${name}.html`, html);
    }
  });
});
