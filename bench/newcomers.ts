import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { OTHER, PROJECT } from "../__tests__/cdktn/projects";
import { pacmak } from "../__tests__/languages/support/packages";
import { pack } from "../__tests__/support/foreign-project";
import { PATH_WITHOUT_TERRAFORM } from "../__tests__/support/terraform";
import { compareVersions } from "../packages/terraform-stack-tools/src/stack/version";
import { PROVIDERS } from "../tools/cdktn/pins";

// How long somebody waits from an empty folder to the first synth, test and plan, in both CDKs and both languages: after `npm run build` and
// `npm run cdktn`, with Node.js 22.19, an engine and the replaying providers. Our own packages come from tarballs and wheels, made before.
const STARTER = join(PROJECT, "packages/create-cdktf-acr-aks/lib/main.js");
const TOOLS = join(PROJECT, "packages/terraform-stack-tools");
const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
/** Without it, `cdktn get` refuses to generate bindings, and those that PyPI has stand in. */
const CAN_GENERATE = compareVersions(process.versions.node, "22.19.0") >= 0;
const QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];

const room = mkdtempSync(join(tmpdir(), "newcomers-"));

function run(folder: string, command: string, ...args: readonly string[]): void {
  // A pipeline would write no snapshot.
  const env = { ...process.env, CI: "", TF_BUILD: "", JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20" };
  const { status, stderr, stdout } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} in ${folder} exited with ${status}:\n${stdout}${stderr}`);
  }
}

/** Replaces a pinned version of ours by what was built. */
function place(path: string, versions: ReadonlyMap<string, string>): void {
  const text = readFileSync(path, "utf8");
  const placed = [...versions].reduce((all, [pinned, built]) => all.replace(pinned, built), text);
  writeFileSync(path, placed);
}

/** The seconds to the first synth, test and plan, as somebody at the keyboard sees them. */
function timeLine(
  cdk: "cdktf" | "cdktn",
  language: "typescript" | "python",
  tarballs: ReadonlyMap<string, string>,
): number[] {
  let waited = 0;
  const timed = (step: () => void) => {
    const start = performance.now();
    step();
    waited += (performance.now() - start) / 1000;
    return waited;
  };
  const folder = join(room, `${cdk}-${language}`);
  const wheel = language === "python" ? wheelOf(cdk) : "";
  timed(() => run(room, process.execPath, STARTER, folder, "--cdk", cdk, "--language", language, "--no-install"));
  place(join(folder, "package.json"), tarballs);
  if (language === "python") {
    place(join(folder, "requirements.txt"), new Map([[`${cdk}-acr-aks==${VERSION}`, wheel]]));
  }
  timed(() => {
    run(folder, "npm", "install", ...QUIET);
    if (language === "python") {
      run(folder, "python3", "-m", "venv", ".venv");
      run(folder, ".venv/bin/pip", "--quiet", "install", "--only-binary=:all:", "--requirement", "requirements.txt");
    }
  });
  if (cdk === "cdktn" && language === "typescript") {
    placeBindings(folder, timed);
  }
  const synth = timed(() => run(folder, "npm", "run", "synth"));
  if (cdk === "cdktn" && language === "python") {
    // PyPI has its bindings for a version of azurerm only that is not among the replaying providers, so nothing is planned.
    return [synth, timed(() => run(folder, "env", `PATH=${PATH_WITHOUT_TERRAFORM}`, "npm", "test"))];
  }
  return [
    synth,
    timed(() => run(folder, "npm", "test", ...(language === "typescript" ? ["--", "--ci=false"] : []))),
    timed(() => run(folder, "npx", "--no-install", "terraform-stack-tools", "plan", "cdktf.out")),
  ];
}

function placeBindings(folder: string, timed: (step: () => void) => number): void {
  if (CAN_GENERATE) {
    timed(() => run(folder, "npm", "run", "get"));
    return;
  }
  for (const name of PROVIDERS) {
    cpSync(join(OTHER, "node_modules/@cdktn", `provider-${name}`), join(folder, "bindings", name), { recursive: true });
  }
}

/** As a clock shows it. */
function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Builds the wheel that PyPI would have. */
function wheelOf(cdk: "cdktf" | "cdktn"): string {
  const project = cdk === "cdktf" ? PROJECT : OTHER;
  pacmak(room, join(room, cdk), "python", [project]);
  const wheels = join(room, `${cdk}-wheels`);
  run(room, "python3", "-m", "pip", "--quiet", "wheel", "--no-deps", "--wheel-dir", wheels, join(room, cdk, "python"));
  return join(wheels, readdirSync(wheels)[0]);
}

try {
  run(OTHER, process.execPath, "--import", "tsx", "tools/build.ts");
  const tarballs = new Map(
    [PROJECT, OTHER, TOOLS]
      .map((folder) => pack(folder, room))
      .map(({ name, filename }) => [`"${name}": "${VERSION}"`, `"${name}": "file:../${filename}"`]),
  );
  console.log(`Minutes on ${availableParallelism()} cores, with Node.js ${process.versions.node}, to the first:`);
  console.log("| App | Synth | Test | Plan |\n| --- | --- | --- | --- |");
  for (const language of ["typescript", "python"] as const) {
    for (const cdk of ["cdktf", "cdktn"] as const) {
      const line = timeLine(cdk, language, tarballs).map(minutes).join(" | ");
      console.log(`| ${language}, ${cdk} | ${line} |`);
    }
  }
} finally {
  rmSync(room, { recursive: true });
}
