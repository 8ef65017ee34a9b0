import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DEFAULT_SCENARIO } from "../../packages/create-cdktf-acr-aks/src/create";
import { scenarios } from "../../packages/create-cdktf-acr-aks/src/scenarios";
import { binaries } from "../support/terraform";

const PROJECT = join(__dirname, "../..");
const SYNTHESIZED = "cdktf.out/stacks/image-pulls/cdk.tf.json";
const OTHERS = scenarios()
  .map(({ name }) => name)
  .filter((name) => name !== DEFAULT_SCENARIO);

/** The folders of the PATH that have neither Terraform nor OpenTofu. */
const WITHOUT_TERRAFORM = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !existsSync(join(folder, "terraform")) && !existsSync(join(folder, "tofu")))
  .join(delimiter);

describe("an empty room with the packed package", () => {
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
  const program = (...args: string[]) => ["--yes", "--package", `./${tarball}`, "cdktf-acr-aks", ...args];
  let tarball = "";

  beforeAll(() => {
    if (!existsSync(join(PROJECT, "lib/index.js"))) {
      throw new Error("npm run test:package packs what npm run build has compiled; run that first.");
    }
    [{ filename: tarball }] = JSON.parse(run(room, "npm", "pack", "--json", "--ignore-scripts", PROJECT));
  });
  afterAll(() => rmSync(room, { recursive: true }));

  test("becomes a project with its packages installed", () => {
    const folder = run(room, "npx", ...program("init", DEFAULT_SCENARIO)).trim();
    expect(folder).toBe(join(room, DEFAULT_SCENARIO));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([".gitignore", "node_modules", "package-lock.json"]));
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(dependencies["cdktf-acr-aks"]).toBe(`file:../${tarball}`);
  });

  test("refuses to write to it again", () => {
    const { status, stderr } = start(room, {}, "npx", ...program("init", DEFAULT_SCENARIO));
    expect(status).toBe(1);
    expect(stderr).toContain("contains '.github', and nothing is ever overwritten");
  });

  test.each(OTHERS)("becomes a project for %s, written by the program in the first one", (scenario) => {
    const project = join(room, DEFAULT_SCENARIO);
    run(project, "npx", "--no-install", "cdktf-acr-aks", "init", `../${scenario}`, "--scenario", scenario, "--no-install");
    symlinkSync(join(room, DEFAULT_SCENARIO, "node_modules"), join(room, scenario, "node_modules"));
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

    test("passes its tests without Terraform, and shows which one needs it", () => {
      const { status, stderr } = start(folder, { PATH: WITHOUT_TERRAFORM }, "npm", "test", "--", "--ci");
      expect(stderr).toMatch(/○ skipped .*\(needs terraform or tofu on the PATH\)/);
      expect(stderr).toContain("1 skipped, 1 passed, 2 total");
      expect(status).toBe(0);
    });

    // The providers' download is not for every machine that has a binary.
    (binaries().length > 0 && process.env.TF_CLI_ARGS_init ? test : test.skip)("passes its tests with a plan", () => {
      const { status, stderr } = start(folder, {}, "npm", "test", "--", "--ci");
      expect(stderr).toContain("2 passed, 2 total");
      expect(status).toBe(0);
    });
  });
});
