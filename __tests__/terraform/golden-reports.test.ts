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
/** Each format is kept whole once: the pages and their order, beside the lines that each report shows. */
const KEPT = { markdown: "several-stacks", html: "replace" };

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
      expect({ code, error: [error] }).toEqual({ code: 1, error: reported.shows });
      return;
    }
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(faultsIn("report", JSON.parse(json))).toEqual([]);
    expect(markdown.split("\n")).toEqual(expect.arrayContaining([...reported.shows]));
    if (name === KEPT.markdown) {
      expectKept(`${name}.md`, markdown);
    }
    if (name === KEPT.html) {
      expectKept(`${name}.html`, html);
    }
  });
});
