import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Json } from "../../../packages/terraform-stack-tools/src/stack/json";
import { writeFiles } from "../hand-off";

/** Where the folders with the configuration of a repository come from. */
export type Kind = "HCL" | "app";

const FOLDERS: Readonly<Record<Kind, string>> = { HCL: "terraform/*", app: "cdktf.out/stacks/*" };

/** What is played: npm installs nothing, npx finds what is installed, gh asks as it does, with jq in it. */
const NODE = "#!/usr/bin/env node\n";
const NOTHING = "#!/bin/sh\n";
const NPX = `${NODE}const { cpSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const args = process.argv.slice(2);
if (args.join(" ") === "cdktf synth") {
  cpSync(process.env.SYNTHESIZED, "cdktf.out", { recursive: true });
} else if (args[0] === "--yes" && args[1] === process.env.TOOLS) {
  process.exit(spawnSync("stack-tools", args.slice(2), { stdio: "inherit" }).status);
} else {
  process.exit(127);
}
`;
const GH = `${NODE}const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const after = (name) => args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
const path = args.find((arg) => arg.startsWith("repos/"));
const field = after("--field");
async function call(suffix, body) {
  const headers = { authorization: "Bearer " + process.env.GH_TOKEN };
  const response = await fetch(process.env.GITHUB_API_URL + "/" + path + suffix, { method: after("--method"), headers, body });
  if (!response.ok) process.exit(1);
  return response.json();
}
async function main() {
  if (field !== undefined) {
    await call("", JSON.stringify({ body: readFileSync(field.replace("body=@", ""), "utf8") }));
    return;
  }
  for (let page = 1, all; all === undefined || (args.includes("--paginate") && all.length > 0); page += 1) {
    all = await call("?page=" + page);
    process.stdout.write(execFileSync("jq", ["-r", after("--jq")], { input: JSON.stringify(all) }));
  }
}
void main();
`;

/** A checkout on an agent, which has the engine, the tools, and no credentials. */
export class Checkout {
  public readonly folder: string;
  private readonly root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));

  constructor(
    private readonly kind: Kind,
    program: string,
    private readonly tools: string,
  ) {
    this.folder = join(this.root, "checkout");
    const programs = {
      npm: NOTHING,
      apk: NOTHING,
      npx: NPX,
      gh: GH,
      "stack-tools": `${NOTHING}exec node '${program}' "$@"\n`,
      "terraform9.9.9": `${NOTHING}exec terraform "$@"\n`,
    };
    writeFiles(join(this.root, "bin"), programs);
    for (const name of Object.keys(programs)) {
      chmodSync(join(this.root, "bin", name), 0o755);
    }
    writeFiles(this.folder, kind === "app" ? { "cdktf.json": { app: "node main.js" } } : {});
  }

  /** A file of the page, as a reader of this kind of repository changes it. */
  public adapted(text: string): string {
    return text.replace(FOLDERS.HCL, FOLDERS[this.kind]);
  }

  /** Takes the place of the states' configurations: each in JSON, which is what an app synthesizes and HCL may be written in. */
  public commit(states: Readonly<Record<string, Json>>): void {
    const [folder, path] =
      this.kind === "app" ? [this.root, "cdktf.out/stacks/*/cdk.tf.json"] : [this.folder, "terraform/*/main.tf.json"];
    // As cdktf indents it.
    const files = Object.entries(states).map(([name, state]) => [path.replace("*", name), JSON.stringify(state, null, 2)]);
    writeFiles(folder, Object.fromEntries(files));
  }

  public has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  /** Rules and files of what the review reports to the platform, as SARIF or for Code Quality. */
  public locations(): (readonly [string, string])[] {
    const read = (file: string) => (this.has(file) ? JSON.parse(readFileSync(join(this.folder, file), "utf8")) : undefined);
    const [run] = read("review.sarif")?.runs ?? [];
    const results: readonly Result[] = run?.results ?? [];
    const violations: readonly Violation[] = read("review.json") ?? [];
    return [
      ...results.map(({ ruleId, locations: [place] }) => [ruleId, place.physicalLocation.artifactLocation.uri] as const),
      ...violations.map(({ check_name, location }) => [check_name, location.path] as const),
    ];
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
        SYNTHESIZED: join(this.root, "cdktf.out"),
        TOOLS: this.tools,
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

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface Result {
  readonly ruleId: string;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

interface Violation {
  readonly check_name: string;
  readonly location: { readonly path: string };
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}
