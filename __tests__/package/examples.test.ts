import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { EXAMPLES, FOLDER } from "../support/examples";
import { ForeignProject } from "../support/foreign-project";
import { canPlan } from "../support/terraform";

const TOOLS = ["@swc/core", "@swc/jest", "@types/jest", "@types/node", "jest", "tsx", "typescript"];

/** Run above, or with credentials. */
const USUAL = ["synth", "deploy", "test", "type-check"];

describe("with the packed package,", () => {
  const project = new ForeignProject();

  beforeAll(() => {
    project.install(...TOOLS);
    // Without what somebody has installed or synthesized there.
    const filter = (path: string) => !["node_modules", "cdktf.out"].includes(basename(path));
    cpSync(FOLDER, project.folder, { recursive: true, filter });
  });
  afterAll(() => project.remove());

  test.each(EXAMPLES)("%s is type-checked and synthesized by its own configuration, and its other scripts run", (name) => {
    project.runIn(name, "npx", "--no-install", "tsc");
    const { app } = JSON.parse(readFileSync(join(project.folder, name, "cdktf.json"), "utf8"));
    const [command, ...args] = app.split(" ");
    project.runIn(name, command, ...args);
    const stacks = join(project.folder, name, "cdktf.out/stacks");
    expect(readdirSync(stacks).every((id) => existsSync(join(stacks, id, "cdk.tf.json")))).toBe(true);
    const { scripts } = JSON.parse(readFileSync(join(project.folder, name, "package.json"), "utf8"));
    for (const script of Object.keys(scripts).filter((script) => !USUAL.includes(script))) {
      project.runIn(name, "npm", "run", script);
    }
  });

  // Skipped without a binary, or where the providers would have to be downloaded.
  (canPlan() ? test : test.skip).each(EXAMPLES)("%s passes its test, with the plans of the repository", (name) => {
    const kept = join(project.folder, name, "__snapshots__");
    const files = () => (existsSync(kept) ? readdirSync(kept) : []);
    const before = files();
    project.runIn(name, "npx", "--no-install", "jest", "--ci");
    expect(files()).toEqual(before);
  });
});
