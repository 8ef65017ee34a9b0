import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectDigests, FORMATS, GOLDEN, keptText } from "../../../packages/terraform-stack-tools/__tests__/golden/kept";
import { cdktfOut, inFolder } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { neutral } from "../../../packages/terraform-stack-tools/__tests__/support/neutral";
import { outsideOfPipelines } from "../../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called } from "../../../packages/terraform-stack-tools/__tests__/support/program";
import { faultsIn } from "../../../packages/terraform-stack-tools/__tests__/support/schemas";
import { inputsOf } from "../../support/inputs";
import { REPORTED, type Reported } from "../../support/reported";
import { SCENARIOS } from "../../support/scenarios";
import { render } from "../../support/stack";
import { binaries } from "../../support/terraform";
import { hasReal, programs } from "../../testbed/programs/place";

outsideOfPipelines();

const rows: readonly Reported[] = [
  ...REPORTED,
  ...SCENARIOS.map(([name, stack]) => {
    const json = render(stack);
    return { name: `scenario-${name}`, after: { [name]: json }, variables: inputsOf(json) };
  }),
];

beforeAll(() => {
  process.env.TF_CLI_ARGS_init = `-plugin-dir='${programs().mirror}'`;
  process.env.SOURCE_DATE_EPOCH = "1795845600";
});

/** The reports of one plan by `plan`, by format. */
function reportsOf({ name, before, after, variables = {} }: Reported): Record<string, string> {
  const home = process.cwd();
  return inFolder((folder) => {
    process.chdir(folder);
    try {
      cdktfOut(".", after);
      writeFileSync("inputs.tfvars.json", JSON.stringify(variables));
      const existing = before === undefined ? [] : ["--existing", cdktfOut("main", before)];
      const files = FORMATS.flatMap((format) => ["--format", format, "--out", `report.${format}`]);
      const { code, error } = called(
        "plan",
        "cdktf.out",
        ...existing,
        "--var-file",
        "inputs.tfvars.json",
        "--binary",
        binaries()[0],
        ...files,
      );
      expect({ name, code, error }).toEqual({ name, code: 0, error: "" });
      return Object.fromEntries(FORMATS.map((format) => [format, neutral(readFileSync(`report.${format}`, "utf8"))]));
    } finally {
      process.chdir(home);
    }
  });
}

(hasReal() ? test : test.skip)("the reports of plans that the engine makes are those that are kept", () => {
  const all = rows.map((row) => [`plan-${row.name}`, reportsOf(row)] as const);
  for (const [name, reports] of all) {
    expect(JSON.stringify(reports)).not.toContain("canary");
    expect(faultsIn("report", JSON.parse(reports.json))).toEqual([]);
    // What a scenario creates is in the snapshot of its stack, so that the digest is enough.
    const text = name.includes("scenario") ? reports.text.replace(/\nPlan: .*/s, "") : reports.text;
    expect(text).toBe(keptText(name, text));
  }
  expectDigests(Object.fromEntries(all));
  const kept = readdirSync(join(GOLDEN, "reports")).filter((file) => file.startsWith("plan-"));
  expect(kept).toEqual(all.map(([name]) => `${name}.txt`).sort());
});
