import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { TerraformStack } from "cdktf";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { compareVersions, OLDEST_VERSIONS } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { type JsonTree, render } from "./stack";

export type Binary = "terraform" | "tofu";

const BINARIES: readonly Binary[] = ["terraform", "tofu"];
const APPLY = ["apply", "-auto-approve", "-input=false"];
const OLDEST: Record<Binary, string> = { terraform: OLDEST_VERSIONS.Terraform, tofu: OLDEST_VERSIONS.OpenTofu };

/** The binaries on the PATH, or the one of them that `ONLY_BINARY` names. A missing one is left out; an old one is an error. */
export function binaries(): Binary[] {
  const { ONLY_BINARY } = process.env;
  return BINARIES.filter((binary) => {
    if (ONLY_BINARY !== undefined && binary !== ONLY_BINARY) {
      return false;
    }
    const { status, stdout } = spawnSync(binary, ["version", "-json"], { encoding: "utf8" });
    if (status !== 0) {
      return false;
    }
    const version: string = JSON.parse(stdout).terraform_version;
    if (compareVersions(version, OLDEST[binary]) < 0) {
      throw new Error(`${binary} ${version} is too old for these tests; install ${OLDEST[binary]} or later.`);
    }
    return true;
  });
}

/** What only Terraform does is left out where the suite runs without it. */
export const ifTerraform = <T extends { skip: T }>(tests: T): T => (binaries().includes("terraform") ? tests : tests.skip);

/** Skipped rather than left out, or the snapshots of the binary that is not here would count as obsolete, which fails. */
export function describeBinaries(tests: (binary: Binary, row: number) => void): void {
  const here = binaries();
  for (const [row, binary] of BINARIES.entries()) {
    (here.includes(binary) ? describe : describe.skip)(binary, () => tests(binary, row));
  }
}

/** Whether a plan needs no download, which is not for every machine that has a binary. */
export function canPlan(): boolean {
  return binaries().length > 0 && process.env.TF_CLI_ARGS_init !== undefined;
}

/** The PATH without the folders that have Terraform or OpenTofu. */
export const PATH_WITHOUT_TERRAFORM = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => BINARIES.every((binary) => !existsSync(join(folder, binary))))
  .join(delimiter);

/** Whether `init` finds the providers of a stack. Where it is told to download nothing, azapi may be missing. */
export function isInstallable(json: JsonObject): boolean {
  const { TF_CLI_ARGS_init: init } = process.env;
  const folders = [...(init ?? "").matchAll(/-plugin-dir='([^']+)'/g)].map(([, folder]) => folder);
  const isHere = () => folders.some((folder) => existsSync(join(folder, "registry.terraform.io/azure/azapi")));
  return init === undefined || !needsAzapi(json) || isHere();
}

/** Whether a stack can be applied without a cloud: azapi has no double, and the real one asks Azure whether an object exists. */
export function isAppliable(json: JsonObject): boolean {
  return !needsAzapi(json);
}

/** Whether a stack can be planned without a cloud: what azapi looks up, it asks Azure for. `real/scenarios.test.ts` plans all. */
export function isPlannable({ data }: JsonObject): boolean {
  return !("azapi_resource" in objectOf(data));
}

function needsAzapi({ terraform }: JsonObject): boolean {
  return "azapi" in objectOf(objectOf(terraform).required_providers);
}

export interface Run {
  readonly code: number;
  /** Both streams on one line, so that a message can be found whole. */
  readonly output: string;
}

/** What `terraform show -json` prints of a state. An empty one has no values. */
interface State {
  readonly values?: {
    readonly root_module: { readonly resources?: readonly { readonly address: string; readonly values: JsonTree }[] };
  };
}

/** One configuration in a folder of its own, deep enough for a state file three folders up. */
export class Workspace {
  public readonly folder: string;
  private readonly root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  private initialized = false;

  constructor(
    private readonly binary: Binary,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.folder = join(this.root, "cdktf.out", "stacks", "stack");
    mkdirSync(this.folder, { recursive: true });
  }

  /** Writes the configuration: a test's stack, or JSON. */
  public write(configuration: TerraformStack | JsonObject): this {
    const json = TerraformStack.isStack(configuration) ? render(configuration) : configuration;
    this.file("cdk.tf.json", JSON.stringify(json));
    return this;
  }

  public file(name: string, content: string): this {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return this;
  }

  public removeFile(name: string): void {
    rmSync(join(this.folder, name), { force: true });
  }

  public variables(values: Readonly<Record<string, unknown>>): this {
    return this.file("terraform.tfvars.json", JSON.stringify(values));
  }

  public run(...args: string[]): Run {
    this.initialize();
    const { status, stdout, stderr } = spawnSync(this.binary, args, { ...this.place(), encoding: "utf8", maxBuffer: 1 << 28 });
    return { code: status ?? -1, output: stdout + stderr };
  }

  /** The same for a test that acts in the meantime, or that runs beside others. */
  public async runMeanwhile(...args: string[]): Promise<Run> {
    if (!this.initialized) {
      this.initialized = true;
      await this.succeedMeanwhile("init", "-input=false");
    }
    const running = spawn(this.binary, args, this.place());
    const parts: string[] = [];
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => parts.push(part));
    }
    const [code] = await once(running, "close");
    return { code: code ?? -1, output: parts.join("") };
  }

  public succeed(...args: string[]): string {
    return this.outputOf(args, this.run(...args));
  }

  public async succeedMeanwhile(...args: string[]): Promise<string> {
    return this.outputOf(args, await this.runMeanwhile(...args));
  }

  public apply(): string {
    return this.succeed(...APPLY);
  }

  public applyMeanwhile(): Promise<string> {
    return this.succeedMeanwhile(...APPLY);
  }

  /** The sentence of a plan that must fail, without Terraform's line breaks and frames. */
  public planError(): string {
    const { code, output } = this.run("plan", "-input=false");
    if (code !== 1) {
      throw new Error(`the plan did not fail:\n${output}`);
    }
    return output.replace(/[│╷╵\s]+/g, " ");
  }

  /** Address to actions, without the resources that stay as they are. */
  public plan(): Record<string, string> {
    this.succeed("plan", "-input=false", "-out=plan");
    const { resource_changes = [] }: PlanJson = JSON.parse(this.succeed("show", "-json", "plan"));
    return Object.fromEntries(
      resource_changes
        .map(({ address, change }): [string, string] => [address, change.actions.join("+")])
        .filter(([, action]) => action !== "no-op" && action !== "read"),
    );
  }

  /** The resources of the state, by address. */
  public state(): Record<string, JsonTree> {
    const { values }: State = JSON.parse(this.succeed("show", "-json"));
    const resources = values?.root_module.resources ?? [];
    return Object.fromEntries(resources.map((resource) => [resource.address, resource.values]));
  }

  private initialize(): void {
    if (!this.initialized) {
      this.initialized = true;
      this.succeed("init", "-input=false");
    }
  }

  private outputOf(args: readonly string[], { code, output }: Run): string {
    if (code !== 0) {
      throw new Error(`${this.binary} ${args.join(" ")} exited with ${code}:\n${output}`);
    }
    return output;
  }

  private place() {
    return { cwd: this.folder, env: { ...this.environment, TF_CLI_ARGS: "-no-color", CHECKPOINT_DISABLE: "1" } };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Runs a test's body in a workspace that is gone afterwards. */
export function inWorkspace<T>(binary: Binary, body: (workspace: Workspace) => T): T {
  const workspace = new Workspace(binary);
  try {
    return body(workspace);
  } finally {
    workspace.remove();
  }
}

/** What kubectl makes of the same input: the reference for the pull secret's document. */
export function kubectlDocument(server: string, username: string, password: string): JsonTree {
  return JSON.parse(kubectlText(server, username, password));
}

/** The same to the byte. */
export function kubectlText(server: string, username: string, password: string, email?: string): string {
  const json = execFileSync("kubectl", [
    "create",
    "secret",
    "docker-registry",
    "reference",
    `--docker-server=${server}`,
    `--docker-username=${username}`,
    `--docker-password=${password}`,
    ...(email === undefined ? [] : [`--docker-email=${email}`]),
    "--dry-run=client",
    "--output=json",
  ]);
  return Buffer.from(JSON.parse(json.toString()).data[".dockerconfigjson"], "base64").toString();
}
