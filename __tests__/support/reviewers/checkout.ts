import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { commitAll, git } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import type { Json } from "../../../packages/terraform-stack-tools/src/stack/json";

/** Where the folders with the configuration of a repository come from. */
export type Kind = "HCL" | "app";

const FOLDERS: Readonly<Record<Kind, string>> = { HCL: "terraform/*", app: "cdktf.out/stacks/*" };

/** What is played: packages are what the lock file has, npx finds what is installed, gh asks as it does, with jq in it. */
const NODE = "#!/usr/bin/env node\n";
const NOTHING = "#!/bin/sh\n";
const NPM = `${NOTHING}mkdir -p node_modules && cp package-lock.json node_modules/states.json\n`;
const PYTHON = `${NOTHING}mkdir -p .venv/bin && cp "$(dirname "$0")/pip" .venv/bin\n`;
const PIP = `${NOTHING}cp "$3" node_modules/states.json\n`;
const NPX = `${NODE}const { readFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const args = process.argv.slice(2);
if (args.join(" ") === "cdktf synth") {
  const { app } = JSON.parse(readFileSync("cdktf.json", "utf8"));
  process.exit(spawnSync(app, { shell: true, stdio: "inherit" }).status);
} else if (args[0] === "terraform-stack-tools" || (args[0] === "--yes" && args[1] === process.env.TOOLS)) {
  process.exit(spawnSync("terraform-stack-tools", args.slice(args[0] === "--yes" ? 2 : 1), { stdio: "inherit" }).status);
} else {
  process.exit(127);
}
`;
/** An app whose stacks have whatever is installed. */
const APP = `const { App, TerraformStack } = require("cdktf");
const app = new App();
for (const [name, state] of Object.entries(require("./node_modules/states.json"))) {
  const stack = new TerraformStack(app, name);
  Object.entries(state).forEach(([section, content]) => stack.addOverride(section, content));
}
app.synth();
`;
const GH = `${NODE}const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const after = (name) => args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
const path = args.find((arg) => arg.startsWith("repos/"));
const fields = args.flatMap((arg, index) => arg === "--field" ? [args[index + 1].split(/=(.*)/s)] : []);
const valueOf = (text) => text.startsWith("@") ? readFileSync(text.slice(1), "utf8") : text;
async function call(suffix, body) {
  const headers = { authorization: "Bearer " + process.env.GH_TOKEN };
  const response = await fetch(process.env.GITHUB_API_URL + "/" + path + suffix, { method: after("--method"), headers, body });
  if (!response.ok) process.exit(1);
  return response.json();
}
async function main() {
  if (fields.length > 0) {
    await call("", JSON.stringify(Object.fromEntries(fields.map(([name, text]) => [name, valueOf(text)]))));
    return;
  }
  for (let page = 1, all; all === undefined || (args.includes("--paginate") && all.length > 0); page += 1) {
    all = await call((path.includes("?") ? "&" : "?") + "page=" + page);
    process.stdout.write(execFileSync("jq", ["-r", after("--jq")], { input: JSON.stringify(all) }));
  }
}
void main();
`;

/** A checkout on an agent, which has the engine, the tools, and no credentials. */
export class Checkout {
  public readonly folder: string;
  /** What an agent empties before each job. */
  public readonly temporary: string;
  private readonly root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));

  constructor(
    private readonly kind: Kind,
    program: string,
    private readonly tools: string,
    private readonly environment: NodeJS.ProcessEnv = {},
  ) {
    this.folder = join(this.root, "checkout");
    this.temporary = join(this.root, "temporary");
    const programs = {
      npm: NPM,
      python3: PYTHON,
      pip: PIP,
      apk: NOTHING,
      npx: NPX,
      gh: GH,
      "terraform-stack-tools": `${NOTHING}exec node '${program}' "$@"\n`,
      "terraform9.9.9": `${NOTHING}exec terraform "$@"\n`,
    };
    writeFiles(join(this.root, "bin"), programs);
    for (const name of Object.keys(programs)) {
      chmodSync(join(this.root, "bin", name), 0o755);
    }
    const ignored = { ".gitignore": "node_modules\n.venv\ncdktf.out\n" };
    const app = { ...ignored, "cdktf.json": { app: "node main.js" }, "main.js": APP };
    writeFiles(this.folder, kind === "app" ? app : { ".gitignore": "" });
    mkdirSync(this.temporary);
    git(this.folder, "init", "--quiet");
  }

  /** A file of the page, as a reader of this kind of repository changes it. */
  public adapted(text: string): string {
    return text.replace(FOLDERS.HCL, FOLDERS[this.kind]);
  }

  /** Takes the place of the states' configurations: each in JSON, which Terraform reads as it reads HCL, or as a stack of the app, in what it installs. */
  public commit(states: Readonly<Record<string, Json>>): void {
    if (this.kind === "app") {
      writeFiles(this.folder, { "package-lock.json": states });
      return;
    }
    const files = Object.entries(states).map(([name, state]) => [
      `terraform/${name}/main.tf.json`,
      JSON.stringify(state, null, 2),
    ]);
    writeFiles(this.folder, Object.fromEntries(files));
  }

  /** What is there becomes the branch that a pull request is for. */
  public becomeTarget(): void {
    commitAll(this.folder);
    git(this.folder, "update-ref", "refs/remotes/origin/main", "HEAD");
  }

  /** Adds a file, and to the index of git. */
  public add(file: string, content: string): void {
    writeFiles(this.folder, { [file]: content });
    git(this.folder, "add", file);
  }

  public has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  /** Rules and files of what a report tells the platform. */
  public locations(): (readonly [string, string])[] {
    const file = join(this.temporary, "review.sarif");
    const [run] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).runs : [];
    const results: readonly Result[] = run?.results ?? [];
    return results.map(({ ruleId, locations: [place] }) => [ruleId, place.physicalLocation.artifactLocation.uri]);
  }

  /** Runs a shell meanwhile, since it may ask a server of this process. */
  public async run(shell: readonly string[], script: string, environment: NodeJS.ProcessEnv, place = "."): Promise<Ran> {
    const [command, ...args] = shell;
    const child = spawn(command, [...args, script], {
      cwd: join(this.folder, place),
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: [join(this.root, "bin"), process.env.PATH].join(delimiter),
        HOME: process.env.HOME,
        TF_CLI_ARGS: "-no-color",
        TF_CLI_ARGS_init: process.env.TF_CLI_ARGS_init,
        CHECKPOINT_DISABLE: "1",
        NODE_PATH: join(__dirname, "../../../node_modules"),
        TOOLS: this.tools,
        ...this.environment,
        ...environment,
      },
    });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => parts.push(part));
    }
    const [code] = await once(child, "close");
    return { code: code ?? -1, output: parts.join("") };
  }

  /** As before each job. */
  public emptyTemporary(): void {
    rmSync(this.temporary, { recursive: true });
    mkdirSync(this.temporary);
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface Result {
  readonly ruleId: string;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}
