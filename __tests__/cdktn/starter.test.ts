import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OLDEST_NODE } from "../../packages/create-cdktf-acr-aks/src/choices";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { compareVersions } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { bindingTarball, PINS, PROVIDERS, withCdktnSpecifiers } from "../../tools/cdktn";
import { pacmak } from "../languages/support/packages";
import { run as succeed, testWith } from "../languages/support/programs";
import { pack } from "../support/foreign-project";
import { commandsIn, fenceWith, isOfRegistry } from "../support/install-lines";
import { canPlan, PATH_WITHOUT_TERRAFORM } from "../support/terraform";
import { OTHER, PROJECT } from "./projects";

const STARTER = join(PROJECT, "packages/create-cdktf-acr-aks");
const TOOLS = join(PROJECT, "packages/terraform-stack-tools");
const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** What `cdktn get` needs: its Node.js, and the providers that the app lists, which no test downloads. */
const MIRROR = join(process.env.TF_PLUGIN_DIR ?? "", "registry.terraform.io/hashicorp/azurerm/5.2.0");
const IS_NODE_FOR_CDKTN = compareVersions(process.versions.node, OLDEST_NODE.cdktn) >= 0;
const CAN_GENERATE = canPlan() && existsSync(MIRROR) && IS_NODE_FOR_CDKTN;

/** The providers that the page on cdktn generates bindings of. */
const LATEST = {
  azurerm: PROVIDER_VERSIONS.azurerm.latest,
  azuread: PROVIDER_VERSIONS.azuread.latest,
  kubernetes: PROVIDER_VERSIONS.kubernetes.latest,
};
/** Where `npm run cdktn` keeps the prebuilt bindings. */
const BINDINGS = join(PROJECT, "dist/cdktn-bindings");

/** In a process of its own, which answers while this one waits for npm. */
async function startRegistry(files: readonly string[]): Promise<{ readonly address: string; readonly process: ChildProcess }> {
  const others = succeed(PROJECT, "npm", ["config", "get", "registry"]).trim();
  const script = ["--import", require.resolve("tsx"), join(__dirname, "registry.ts"), others, ...files];
  const child = spawn(process.execPath, script, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { address: String(line).trim(), process: child };
}

const QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
/** Each takes minutes, so that a run may have one of them. */
const inLanguage = (language: string, test: jest.It) =>
  [undefined, language].includes(process.env.ONLY_LANGUAGE) ? test : test.skip;
const testTypeScript = inLanguage("typescript", test);
/** On an older Node.js, the starter refuses to write what is tested. */
const testApp = IS_NODE_FOR_CDKTN ? testTypeScript : test.skip;
const testPython = IS_NODE_FOR_CDKTN ? inLanguage("python", testWith("python3", "-m", "pip", "--version")) : test.skip;

// Node.js preloads it in every thread, and the worker of an app's esbuild would be answered by the esbuild here as well.
delete process.env.NODE_OPTIONS;

describe("an empty room with the packages for cdktn", () => {
  const room = mkdtempSync(join(tmpdir(), "starter-"));
  let tarballs: Readonly<Record<string, string>> = {};

  beforeAll(() => {
    succeed(OTHER, process.execPath, ["--import", "tsx", "tools/build.ts"]);
    tarballs = Object.fromEntries(
      [OTHER, TOOLS].map((folder) => pack(folder, room)).map(({ name, filename }) => [name, filename]),
    );
  });
  afterAll(() => rmSync(room, { recursive: true }));

  /** The app in a new folder, with the packages that no registry has from their tarballs. */
  function create(language: string): string {
    const program = [process.execPath, "--import", require.resolve("tsx"), join(STARTER, "src/main.ts")];
    const [command, ...args] = [...program, language, "--cdk", "cdktn", "--language", language, "--no-install"];
    const folder = succeed(room, command, args).trim();
    const path = join(folder, "package.json");
    const manifest = Object.entries(tarballs).reduce(
      (text, [name, filename]) => text.replace(`"${name}": "${VERSION}"`, `"${name}": "file:../${filename}"`),
      readFileSync(path, "utf8"),
    );
    expect(manifest).toMatch(/"file:\.\.\//);
    writeFileSync(path, manifest);
    succeed(folder, "npm", ["install", ...QUIET]);
    return folder;
  }

  function resourcesIn(folder: string): string[] {
    const json = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/image-pulls/cdk.tf.json"), "utf8"));
    return Object.keys(json.resource);
  }

  /** Runs the lines of a page as they are printed, in bash. Where a registry no longer has something, says so. */
  function runLines(folder: string, lines: readonly string[], env: NodeJS.ProcessEnv): boolean {
    const options = { cwd: folder, encoding: "utf8", env: { ...process.env, ...env }, input: lines.join("\n") } as const;
    const { status, stdout, stderr } = spawnSync("bash", ["-eu"], options);
    if (status !== 0 && isOfRegistry(stderr)) {
      console.warn(`these lines no longer hold, because of a registry:\n${lines.join("\n")}\n${stderr}`);
      return false;
    }
    expect({ status, output: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, output: "" });
    return true;
  }

  /** Generates the bindings, where that is possible; otherwise prebuilt ones stand in. */
  function placeBindings(folder: string): void {
    if (CAN_GENERATE) {
      succeed(folder, "npm", ["run", "get"]);
    } else {
      for (const name of PROVIDERS) {
        cpSync(join(OTHER, "node_modules/@cdktn", `provider-${name}`), join(folder, "bindings", name), { recursive: true });
      }
    }
  }

  testApp("becomes an app in TypeScript, which synthesizes, passes the type checker and its tests", () => {
    const folder = create("typescript");
    const { engines } = JSON.parse(readFileSync(join(folder, "node_modules/cdktn-cli/package.json"), "utf8"));
    expect(engines.node).toBe(`>=${OLDEST_NODE.cdktn}`);
    placeBindings(folder);
    succeed(folder, "npm", ["run", "synth"]);
    expect(resourcesIn(folder)).toEqual(["azurerm_role_assignment"]);
    succeed(folder, "npm", ["run", "type-check"]);
    const env = { ...process.env, CI: "true", ...(CAN_GENERATE ? {} : { PATH: PATH_WITHOUT_TERRAFORM }) };
    const { stderr, status } = spawnSync("npm", ["test", "--", "--ci=false"], { cwd: folder, encoding: "utf8", env });
    expect(stderr).toMatch(CAN_GENERATE ? /^Tests: +2 passed, 2 total$/m : /^Tests: +1 skipped, 1 passed, 2 total$/m);
    expect(status).toBe(0);
  });

  const PAGE = "docs/how-to/operations/install.md";
  const placed = PROVIDERS.map((name) => `cp -R '${OTHER}/node_modules/@cdktn/provider-${name}/lib' .gen/providers/${name}`);
  const generated = (line: string) =>
    line === "npx cdktn get" && !CAN_GENERATE ? ["mkdir -p .gen/providers", ...placed] : [line];

  // From a registry and not from tarballs, since npm treats the peers of those differently.
  testTypeScript.each([
    ["prebuilt", "npm install cdktn-acr-aks", PINS.bindings],
    ["generated", "npx cdktn get", LATEST],
  ])("the lines for %s bindings make an app of one's own, with the stack of the README", async (kind, line, versions) => {
    const folder = join(room, kind);
    const attach = withCdktnSpecifiers(fenceWith("README.md", "class Attach"));
    const main = withCdktnSpecifiers(fenceWith("README.md", "new Attach("));
    const cdktf = fenceWith(PAGE, '"codeMakerOutput"');
    writeFiles(folder, { "package.json": "{}", "cdktf.json": cdktf, "attach.ts": attach, "main.ts": main });

    const prebuilt = kind === "prebuilt" ? PROVIDERS.map((name) => bindingTarball(BINDINGS, name)) : [];
    const registry = await startRegistry([...Object.values(tarballs).map((name) => join(room, name)), ...prebuilt]);
    try {
      const quiet = { npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false" };
      const env = { ...quiet, npm_config_registry: registry.address };
      if (!runLines(folder, commandsIn(fenceWith(PAGE, line)).flatMap(generated), env)) {
        return;
      }
    } finally {
      registry.process.kill();
    }
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const bindings = PROVIDERS.map((name) => `@cdktn/provider-${name}`);
    expect(Object.keys(dependencies).sort()).toEqual([...bindings, "cdktn", "cdktn-acr-aks", "constructs"].sort());
    const versionOf = (name: string) =>
      JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
    expect(bindings.map(versionOf)).toEqual(PROVIDERS.map((name) => versions[name]));
    // What npm has installed by an option, it also finds right without.
    expect(succeed(folder, "npm", ["ls", "--json"])).not.toContain("problems");
    succeed(folder, process.execPath, ["--import", require.resolve("tsx"), "main.ts"]);
    const json = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/attach/cdk.tf.json"), "utf8"));
    expect(Object.keys(json.resource)).toEqual(["azurerm_role_assignment"]);
    if (CAN_GENERATE && kind === "generated") {
      testByThePages(folder);
    }
  });

  /** What the README says of a test: it writes a snapshot, and passes in CI. */
  function testByThePages(folder: string): void {
    const tools = ` ../${tarballs["terraform-stack-tools"]} `;
    const lines = commandsIn(fenceWith("README.md", "npm pkg set")).map((line) => line.replace(" terraform-stack-tools ", tools));
    expect(lines.join("\n")).toContain(tools);
    const attachTest = fenceWith("docs/tools/plans-in-ci.md", "planSerializer, synthesize");
    writeFiles(folder, { "attach.test.ts": withCdktnSpecifiers(attachTest) });
    runLines(folder, [...lines, "npx jest --ci=false", "npx jest --ci"], {});
  }

  testPython("becomes an app in Python, which synthesizes, passes mypy and pytest", () => {
    const folder = create("python");
    pacmak(room, join(room, "code"), "python", [OTHER]);
    // What Python compiles at the first start is what is used. pip wants a false value to turn compiling off.
    const env = { PIP_NO_COMPILE: "no", PIP_QUIET: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
    succeed(room, "python3", ["-m", "pip", "wheel", "--no-deps", "--wheel-dir", "wheels", join(room, "code/python")], env);
    const [wheel] = readdirSync(join(room, "wheels"));
    // The lines for those who do without the starter make the environment here, and the app pins what is in it.
    const lines = commandsIn(fenceWith("docs/tutorials/python.md", "-m venv"));
    const own = lines.map((line) => line.replace(/ cdktf-acr-aks$/, ` ../wheels/${wheel}`));
    expect(own).toContainEqual(expect.stringMatching(/pip install .*\.whl$/));
    if (runLines(folder, own, env)) {
      const listed = JSON.parse(succeed(folder, ".venv/bin/pip", ["list", "--format=json"]));
      expect(listed.map(({ name }: { name: string }) => name)).toEqual(
        expect.arrayContaining(["cdktn", "cdktn-acr-aks", ...PROVIDERS.map((name) => `cdktn-provider-${name}`)]),
      );
    }
    const requirements = readFileSync(join(folder, "requirements.txt"), "utf8");
    const stated = requirements.replace(`cdktn-acr-aks==${VERSION}`, join("../wheels", wheel));
    expect(stated).not.toBe(requirements);
    writeFileSync(join(folder, "requirements.txt"), stated);
    succeed(folder, ".venv/bin/pip", ["install", "--only-binary=:all:", "--requirement", "requirements.txt"], env);

    const cached = { JSII_RUNTIME_PACKAGE_CACHE: "enabled", JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(room, "cache") };
    const npm = (...args: string[]) => succeed(folder, "npm", args, { ...cached, PATH: PATH_WITHOUT_TERRAFORM });
    npm("run", "synth");
    expect(resourcesIn(folder)).toEqual(["azurerm_role_assignment"]);
    expect(npm("run", "type-check")).toMatch(/^Success: no issues found in [5-9] source files$/m);
    expect(npm("test", "--", "-q", "--color=no")).toMatch(/^1 passed, 1 skipped in/m);
  });
});
