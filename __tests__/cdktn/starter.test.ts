import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareVersions } from "../../packages/terraform-stack-tools/src/stack/version";
import { PROVIDERS } from "../../tools/cdktn/pins";
import { pacmak } from "../languages/support/packages";
import { run as succeed, testWith } from "../languages/support/programs";
import { pack } from "../support/foreign-project";
import { canPlan, PATH_WITHOUT_TERRAFORM } from "../support/terraform";
import { OTHER, PROJECT } from "./projects";

const STARTER = join(PROJECT, "packages/create-cdktf-acr-aks");
const TOOLS = join(PROJECT, "packages/terraform-stack-tools");
const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** What `cdktn get` needs: its Node.js, and the providers that the app lists, which no test downloads. */
const MIRROR = join(process.env.TF_PLUGIN_DIR ?? "", "registry.terraform.io/hashicorp/azurerm/5.2.0");
const CAN_GENERATE = canPlan() && existsSync(MIRROR) && compareVersions(process.versions.node, "22.19.0") >= 0;

const QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
/** Each takes minutes, so that a run may have one of them. */
const inLanguage = (language: string, test: jest.It) =>
  [undefined, language].includes(process.env.ONLY_LANGUAGE) ? test : test.skip;
const testTypeScript = inLanguage("typescript", test);
const testPython = inLanguage("python", testWith("python3", "-m", "pip", "--version"));

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

  /** npm lacks the bindings, so the app generates them; otherwise those of the same versions stand in, as PyPI has them. */
  function placeBindings(folder: string): void {
    if (CAN_GENERATE) {
      succeed(folder, "npm", ["run", "get"]);
    } else {
      for (const name of PROVIDERS) {
        cpSync(join(OTHER, "node_modules/@cdktn", `provider-${name}`), join(folder, "bindings", name), { recursive: true });
      }
    }
  }

  testTypeScript("becomes an app in TypeScript, which synthesizes, passes the type checker and its tests", () => {
    const folder = create("typescript");
    placeBindings(folder);
    succeed(folder, "npm", ["run", "synth"]);
    expect(resourcesIn(folder)).toEqual(["azurerm_role_assignment"]);
    succeed(folder, "npm", ["run", "type-check"]);
    const env = { ...process.env, CI: "true", ...(CAN_GENERATE ? {} : { PATH: PATH_WITHOUT_TERRAFORM }) };
    const { stderr, status } = spawnSync("npm", ["test", "--", "--ci=false"], { cwd: folder, encoding: "utf8", env });
    expect(stderr).toMatch(CAN_GENERATE ? /^Tests: +2 passed, 2 total$/m : /^Tests: +1 skipped, 1 passed, 2 total$/m);
    expect(status).toBe(0);
  });

  testPython("becomes an app in Python, which synthesizes, passes mypy and pytest", () => {
    const folder = create("python");
    pacmak(room, join(room, "code"), "python", [OTHER]);
    succeed(folder, "python3", ["-m", "venv", ".venv"]);
    const pip = (...args: string[]) => succeed(folder, ".venv/bin/pip", ["--quiet", "--disable-pip-version-check", ...args]);
    pip("wheel", "--no-deps", "--wheel-dir", "../wheels", join(room, "code/python"));
    const [wheel] = readdirSync(join(room, "wheels"));
    const requirements = readFileSync(join(folder, "requirements.txt"), "utf8");
    const stated = requirements.replace(`cdktn-acr-aks==${VERSION}`, join("../wheels", wheel));
    expect(stated).not.toBe(requirements);
    writeFileSync(join(folder, "requirements.txt"), stated);
    // What Python compiles at the first start is what is used.
    pip("install", "--no-compile", "--only-binary=:all:", "--requirement", "requirements.txt");

    const cached = { JSII_RUNTIME_PACKAGE_CACHE: "enabled", JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(room, "cache") };
    const npm = (...args: string[]) => succeed(folder, "npm", args, { ...cached, PATH: PATH_WITHOUT_TERRAFORM });
    npm("run", "synth");
    expect(resourcesIn(folder)).toEqual(["azurerm_role_assignment"]);
    expect(npm("run", "type-check")).toMatch(/^Success: no issues found in [5-9] source files$/m);
    expect(npm("test", "--", "-q", "--color=no")).toMatch(/^1 passed, 1 skipped in/m);
  });
});
