import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GOLDEN, keptText, PLANS, reviewIn } from "../../packages/terraform-stack-tools/__tests__/golden/kept";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { ifTerraform, inWorkspace } from "../support/terraform";

const HCL = join(GOLDEN, "hcl");
const names = readdirSync(HCL).filter((name) => !name.endsWith(".tf"));

/** What `terraform show -json` prints of the later version over the earlier one, at any time. */
function shownPlan(name: string): JsonObject {
  return inWorkspace("terraform", (workspace) => {
    const place = (version: string) => {
      cpSync(join(HCL, name), workspace.folder, { recursive: true, filter: (file) => !/(before|after)\.tf$/.test(file) });
      cpSync(join(HCL, "providers.tf"), join(workspace.folder, "providers.tf"));
      cpSync(join(HCL, name, version), join(workspace.folder, "main.tf"));
    };
    if (existsSync(join(HCL, name, "before.tf"))) {
      place("before.tf");
      workspace.apply();
    }
    place("after.tf");
    workspace.succeed("plan", "-input=false", "-out=plan");
    return { ...JSON.parse(workspace.succeed("show", "-json", "plan")), timestamp: "2026-11-28T06:00:00Z" };
  });
}

/** Written anew where WRITE_PLANS is set. */
ifTerraform(test).each(names)("the plan of %s is the one whose reports are kept", (name) => {
  const plan = shownPlan(name);
  if (process.env.WRITE_PLANS !== undefined) {
    writeFileSync(join(PLANS, `hcl-${name}.json`), `${JSON.stringify(plan)}\n`);
  }
  const text = reviewIn("text", `hcl-${name}`, JSON.stringify(plan));
  expect(text).toBe(keptText(`hcl-${name}`, text));
});
