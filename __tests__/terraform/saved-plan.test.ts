import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { canPlan, describeBinaries } from "../support/terraform";

const root = realpathSync(mkdtempSync(join(tmpdir(), "cdktf-acr-aks-saved-plan-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CONFIGURATION = {
  terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
  variable: { hours: { type: "number", default: 2, sensitive: true } },
  resource: { time_offset: { one: { offset_hours: "${var.hours * 1234567}" } } },
};

describeBinaries((binary) => {
  const folder = join(root, binary, "infra");
  const plan = join(root, binary, "tfplan");
  const review = (file: string, infra: string, ...more: readonly string[]) =>
    called("review", "--plan-file", file, "--in", infra, "--binary", binary, "--date=none", ...more);

  beforeAll(() => {
    writeFiles(folder, { "main.tf.json": CONFIGURATION });
    if (canPlan()) {
      execFileSync(binary, ["init", "-input=false"], { cwd: folder, stdio: "ignore" });
      execFileSync(binary, ["plan", "-input=false", `-out=${plan}`], { cwd: folder, stdio: "ignore" });
    }
  });

  const ifPlanned = canPlan() ? test : test.skip;

  ifPlanned("shows a saved plan with the providers that init has installed, and leaves the folder as it was", () => {
    const before = readdirSync(folder, { recursive: true });
    const { code, out, error } = review(plan, folder);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toContain("Resources: 1 to create");
    expect(out).toContain("time_offset.one");
    expect(out).not.toContain("2469134");
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    const shown = execFileSync(binary, ["show", "-json", plan], { cwd: folder, encoding: "utf8" });
    writeFileSync(join(folder, "tfplan.json"), shown);
    const names = (text: string) => text.replace(/tfplan\.json/g, "tfplan");
    const options = ["--format", "json"];
    const json = called("review", join(folder, "tfplan.json"), "--date=none", ...options);
    expect(review(plan, folder, ...options).out).toBe(names(json.out));
    rmSync(join(folder, "tfplan.json"));
  });

  ifPlanned("says that a folder without its providers needs init, and does not run it", () => {
    const other = join(root, binary, "other");
    cpSync(join(folder, "main.tf.json"), join(other, "main.tf.json"), { recursive: true });
    cpSync(join(folder, ".terraform.lock.hcl"), join(other, ".terraform.lock.hcl"));
    const { code, out, error } = review(plan, other);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toMatch(
      /cannot be shown by '\w+': \S.*; run `init` in '[^']+\/other', which installs the providers of the plan\.\n$/,
    );
    expect(readdirSync(other).sort()).toEqual([".terraform.lock.hcl", "main.tf.json"]);
  });

  ifPlanned("says what the engine says of a file that is no plan", () => {
    const { code, out, error } = review(join(folder, "main.tf.json"), folder);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toMatch(
      /main\.tf\.json' cannot be shown by '\w+': .*plan.*; give a plan that this engine has made [^\n]+\.\n$/i,
    );
  });
});
