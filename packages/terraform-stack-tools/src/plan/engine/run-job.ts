import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic } from "../../planned/plan-json";
import type { MadeUpText } from "../../planned/sensitive";
import { terraformEnvironment } from "../../providers/terraform-binary";
import type { Ended } from "../../shared/process";
import type { JsonObject } from "../../stack/json";
import { type ExistingResource, type Job, type JobResult, type JobVersion, UNPLANNED, type Version } from "../job";
import { NO_CONFIGURATION } from "../prepare/modules";
import { Provisioners } from "./provisioners";
import { OfflineProviders, Proxies } from "./proxies";
import type { RunContext } from "./proxy-context";
import { existingResources, StateServer } from "./state";

/** Arguments of each command that plans: nothing real is there to be refreshed or locked. */
const COMMON = ["-json", "-input=false", "-refresh=false", "-lock=false"];

/**
 * Of Go's garbage collector, which by default runs whenever the memory has doubled: for all the copies of a state that
 * Terraform makes, a quarter of the time.
 */
const GOGC = "400";

/** Plans a stack with Terraform, whose providers are proxies. */
export class JobRun {
  private readonly providers: OfflineProviders;
  private readonly madeUp = new Map<string, MadeUpText>();
  private readonly unanswered = new Map<string, string>();
  private running?: ChildProcess;
  private isReplacementUnknown = false;
  /** An earlier version without resources leaves none. */
  private existingState?: Buffer;

  constructor(private readonly job: Job) {
    this.providers = new OfflineProviders(join(job.folder, "p"));
  }

  public async result(): Promise<JobResult> {
    const { existing, changed } = this.job.versions;
    this.write("changed", changed);
    if (existing !== undefined) {
      const { diagnostics, isDone } = await this.apply(existing);
      if (!isDone) {
        return { diagnostics, failed: "existing", existing: {}, madeUp: [], unplanned: {} };
      }
    }
    if (this.existingState !== undefined) {
      writeFileSync(this.stateOf("changed"), this.existingState);
    }
    const { plan, diagnostics } = await this.plan({ updatesInPlace: false });
    const inPlace =
      plan !== undefined && this.isReplacementUnknown ? await this.plan({ updatesInPlace: true }) : undefined;
    const unplanned = diagnostics.flatMap(({ summary, address, detail }) =>
      summary === UNPLANNED && address !== undefined ? [[address, detail ?? ""]] : [],
    );
    return {
      plan,
      inPlacePlan: inPlace?.plan,
      diagnostics: diagnostics.filter(({ summary }) => summary !== UNPLANNED),
      ...(plan === undefined ? { failed: "changed" } : {}),
      existing: this.existingResources(),
      madeUp: [...this.madeUp.values()],
      unplanned: Object.fromEntries(unplanned),
    };
  }

  public stop(): void {
    this.providers.stop();
    this.running?.kill("SIGKILL");
  }

  private folderOf(version: Version): string {
    return join(this.job.folder, version);
  }

  private write(name: Version, { files, modules, texts, variables }: JobVersion): void {
    const folder = this.folderOf(name);
    const filter = (path: string) => !NO_CONFIGURATION.includes(basename(path));
    for (const [path, module] of Object.entries(modules)) {
      cpSync(module, join(folder, path), { recursive: true, verbatimSymlinks: true, filter });
    }
    for (const [path, text] of Object.entries(texts)) {
      // A link may lead to a file outside of the copy.
      rmSync(join(folder, path), { force: true });
      writeFileSync(join(folder, path), text);
    }
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // Terraform tells where an error is by the line: one for each argument.
      writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content, null, 1));
    }
    writeFileSync(this.variablesOf(name), JSON.stringify(variables));
  }

  /** Beside the folder, since functions of the configuration may read what is in it. */
  private variablesOf(version: Version): string {
    return `${this.folderOf(version)}.tfvars.json`;
  }

  private stateOf(version: Version): string {
    return `${this.folderOf(version)}.tfstate`;
  }

  private async apply(existing: JobVersion) {
    const context = {
      version: existing,
      stateFrom: existing,
      refuses: false,
      updatesInPlace: false,
    };
    const server = await StateServer.listen();
    const provisioners = await Provisioners.listen(join(this.job.folder, "x"));
    this.write("existing", { ...existing, files: { ...existing.files, ...server?.files, ...provisioners.files } });
    const { status, stdout, stderr } = await this.withProxies(context, (setting) =>
      this.terraform(
        "existing",
        [
          "apply",
          "-auto-approve",
          ...(server === undefined ? [`-state=${this.stateOf("existing")}`] : []),
          ...COMMON,
          `-var-file=${this.variablesOf("existing")}`,
        ],
        setting,
        provisioners.environment,
      ),
    ).finally(() => {
      server?.close();
      provisioners.close();
    });
    const file = this.stateOf("existing");
    this.existingState = existsSync(file) ? readFileSync(file) : server?.state;
    return { isDone: status === 0, diagnostics: diagnosticsIn(stdout, stderr) };
  }

  private async plan({ updatesInPlace }: { readonly updatesInPlace: boolean }) {
    const { existing, changed } = this.job.versions;
    const context = { version: changed, stateFrom: existing ?? changed, refuses: true, updatesInPlace };
    return this.withProxies(context, async (setting): Promise<{ plan?: JsonObject; diagnostics: Diagnostic[] }> => {
      const planned = await this.terraform(
        "changed",
        [
          "plan",
          `-state=${this.stateOf("changed")}`,
          "-out=plan",
          ...COMMON,
          `-var-file=${this.variablesOf("changed")}`,
        ],
        setting,
      );
      const diagnostics = diagnosticsIn(planned.stdout, planned.stderr);
      if (planned.status !== 0) {
        return { diagnostics };
      }
      const { status, stdout, stderr } = await this.terraform("changed", ["show", "-json", "plan"], setting);
      return status === 0
        ? { plan: JSON.parse(stdout), diagnostics }
        : { diagnostics: [{ severity: "error", summary: "The plan cannot be shown", detail: stderr.trim() }] };
    });
  }

  private async withProxies<T>(
    context: Omit<RunContext, "unanswered" | "onMadeUp" | "onReplacementUnknown">,
    body: (setting: string) => Promise<T>,
  ): Promise<T> {
    const shared = {
      unanswered: this.unanswered,
      onMadeUp: (texts: readonly MadeUpText[]) => {
        for (const one of texts) {
          this.madeUp.set(JSON.stringify(one), one);
        }
      },
      onReplacementUnknown: () => {
        this.isReplacementUnknown = true;
      },
    };
    const proxies = await Proxies.listen(this.job, { ...context, ...shared }, this.providers);
    try {
      return await body(proxies.setting);
    } finally {
      proxies.close();
    }
  }

  private existingResources(): Readonly<Record<string, ExistingResource>> {
    if (this.existingState === undefined) {
      return {};
    }
    return existingResources(this.existingState);
  }

  private terraform(
    version: Version,
    args: readonly string[],
    setting: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.job.command, args, {
        cwd: this.folderOf(version),
        env: {
          ...terraformEnvironment({ TF_REATTACH_PROVIDERS: setting, GOGC: process.env.GOGC ?? GOGC, ...settings }),
          // Where sockets of provisioners go with the plan.
          ...{ TMPDIR: this.job.folder, TEMP: this.job.folder, TMP: this.job.folder },
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.running = child;
      const [stdout, stderr]: Buffer[][] = [[], []];
      child.stdout.on("data", (part: Buffer) => stdout.push(part));
      child.stderr.on("data", (part: Buffer) => stderr.push(part));
      child.once("error", reject);
      child.once("close", (status) =>
        resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
      );
    });
  }
}

function diagnosticsIn(stdout: string, stderr: string): Diagnostic[] {
  const lines = stdout.split("\n").filter((line) => line.includes('"type":"diagnostic"'));
  const found = lines.map((line): Diagnostic => JSON.parse(line).diagnostic);
  const errors = stderr.trim().split("\n").slice(0, 12).join("\n");
  return found.length > 0 || errors === ""
    ? found
    : [{ severity: "error", summary: "It ended without a plan", detail: errors }];
}
