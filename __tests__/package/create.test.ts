import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULTS, scenarios } from "../../packages/create-cdktf-acr-aks/src/choices";
import { type Packed, pack } from "../support/foreign-project";
import { canPlan, PATH_WITHOUT_TERRAFORM } from "../support/terraform";

const PROJECT = join(__dirname, "../..");
const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const DEFAULT_SCENARIO = DEFAULTS.scenario;
const SYNTHESIZED = "cdktf.out/stacks/image-pulls/cdk.tf.json";
const OTHERS = scenarios()
  .map(({ name }) => name)
  .filter((name) => name !== DEFAULT_SCENARIO);

describe("an empty room with the packed packages", () => {
  const room = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const start = (cwd: string, env: NodeJS.ProcessEnv, command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, ...env } });
  const run = (cwd: string, command: string, ...args: string[]) => {
    const { status, stdout, stderr } = start(cwd, {}, command, ...args);
    if (status !== 0) {
      throw new Error(`${command} ${args.join(" ")} exited with ${status}:\n${stdout}${stderr}`);
    }
    return stdout;
  };
  /** What `npm create cdktf-acr-aks` runs, from the tarball instead of from a registry. */
  const create = (...args: string[]) => ["exec", "--yes", `--package=./${starter}`, "--", "create-cdktf-acr-aks", ...args];
  let starter = "";
  let released: readonly Packed[] = [];

  beforeAll(() => {
    released = ["", "packages/terraform-stack-tools"].map((folder) => pack(join(PROJECT, folder), room));
    starter = pack(join(PROJECT, "packages/create-cdktf-acr-aks"), room).filename;
  });
  afterAll(() => rmSync(room, { recursive: true }));

  test("becomes a project, whose packages npm installs", () => {
    const folder = run(room, "npm", ...create(DEFAULT_SCENARIO, "--no-install")).trim();
    expect(folder).toBe(join(room, DEFAULT_SCENARIO));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([".gitignore", ".github", "package.json"]));
    // No registry has this version yet.
    const path = join(folder, "package.json");
    const text = released.reduce(
      (manifest, { name, filename }) => manifest.replace(`"${name}": "${VERSION}"`, `"${name}": "file:../${filename}"`),
      readFileSync(path, "utf8"),
    );
    expect(text.match(/"file:/g)).toHaveLength(2);
    writeFileSync(path, text);
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--no-update-notifier");
  });

  test("refuses to write to it again", () => {
    const { status, stderr } = start(room, {}, "npm", ...create(DEFAULT_SCENARIO));
    expect(status).toBe(1);
    expect(stderr).toContain("contains '.github', and nothing is ever overwritten");
  });

  test.each(OTHERS)("becomes a project for %s", (scenario) => {
    run(room, "npm", ...create(scenario, "--scenario", scenario, "--no-install"));
    symlinkSync(join(room, DEFAULT_SCENARIO, "node_modules"), join(room, scenario, "node_modules"));
  });

  test("hands the stacks of the project over", () => {
    const folder = join(room, DEFAULT_SCENARIO);
    run(folder, "npm", "run", "synth");
    const out = run(folder, "npx", "--no-install", "terraform-stack-tools", "hand-off", "cdktf.out", "--out", "hand-off");
    expect(out.trim()).toBe(join(folder, "hand-off"));
    rmSync(join(folder, "hand-off"), { recursive: true });
  });

  test("is a project that cdktf synthesizes as npm does", () => {
    const folder = join(room, DEFAULT_SCENARIO);
    const [byNpm, byCdktf] = [
      ["npm", "run", "synth"],
      ["npx", "--no-install", "cdktf", "synth"],
    ].map(([command, ...args]) => {
      rmSync(join(folder, "cdktf.out"), { recursive: true, force: true });
      run(folder, command, ...args);
      return readFileSync(join(folder, SYNTHESIZED), "utf8");
    });
    expect(byCdktf).toBe(byNpm);
  });

  describe.each([DEFAULT_SCENARIO, ...OTHERS])("the project for %s", (scenario) => {
    const folder = join(room, scenario);

    test("passes the type checker", () => {
      run(folder, "npm", "run", "type-check");
    });

    test("synthesizes", () => {
      run(folder, "npm", "run", "synth");
      const json = JSON.parse(readFileSync(join(folder, SYNTHESIZED), "utf8"));
      expect(Object.keys(json.resource).length).toBeGreaterThan(0);
    });

    // One project is enough where each is tested with a plan.
    (canPlan() && scenario !== DEFAULT_SCENARIO ? test.skip : test)(
      "passes its tests without Terraform, and shows which one needs it",
      () => {
        const { status, stderr } = start(folder, { PATH: PATH_WITHOUT_TERRAFORM }, "npm", "test", "--", "--ci");
        expect(stderr).toMatch(/○ skipped .*\(needs terraform or tofu on the PATH\)/);
        expect(stderr).toMatch(/^Tests: +1 skipped, [1-9] passed, [2-9] total$/m);
        expect(status).toBe(0);
      },
    );

    // The providers' download is not for every machine that has a binary.
    (canPlan() ? test : test.skip)("passes its tests with a plan", () => {
      const { status, stderr } = start(folder, {}, "npm", "test", "--", "--ci");
      expect(stderr).toMatch(/^Tests: +([2-9]) passed, \1 total$/m);
      expect(status).toBe(0);
    });
  });
});
