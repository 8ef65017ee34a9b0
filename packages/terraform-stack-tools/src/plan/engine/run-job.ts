import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { basename, dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import type { Diagnostic } from "../../planned/plan-json";
import type { MadeUpText } from "../../planned/sensitive";
import type { OfflineProvider } from "../../providers/plugin/offline-provider";
import { terraformEnvironment } from "../../providers/terraform-binary";
import type { Ended } from "../../shared/process";
import { removeFolder } from "../../shared/remainders";
import { printAddress } from "../../stack/address";
import { defined, isObject, type JsonObject, objectOf, textOf, textValues } from "../../stack/json";
import {
  allVersions,
  type ExistingResource,
  type Job,
  type JobResult,
  type JobVersion,
  UNPLANNED,
  type Version,
} from "../job";
import { objectsIn } from "../prepare/made-up-values";
import { NO_CONFIGURATION } from "../prepare/modules";
import { listeningProvisioners, listeningProxies } from "./proxies";
import { type RunContext, readPrivateState } from "./proxy-context";

/** Arguments of each command that plans: nothing real is there to be refreshed or locked. */
const COMMON = ["-json", "-input=false", "-refresh=false", "-lock=false"];

/**
 * Of Go's garbage collector, which by default runs whenever the memory has doubled: for all the copies of a state that
 * Terraform makes, a quarter of the time.
 */
const GOGC = "400";

/** Plans a stack with Terraform, whose providers are proxies. */
export class JobRun {
  /** The programs of providers, by file. */
  private readonly programs = new Map<string, OfflineProvider>();
  private readonly madeUp = new Map<string, MadeUpText>();
  private readonly unanswered = new Map<string, string>();
  private running?: ChildProcess;
  private isReplacementUnknown = false;
  /** An earlier version without resources leaves none. */
  private existingState?: Buffer;

  constructor(private readonly job: Job) {}

  public async result(): Promise<JobResult> {
    const { existing, changed } = this.job.versions;
    this.write("changed", changed);
    if (this.job.state !== undefined) {
      this.existingState = Buffer.from(JSON.stringify(this.job.state));
    } else if (existing !== undefined) {
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
      existing: this.existingState === undefined ? {} : existingResources(this.existingState),
      madeUp: [...this.madeUp.values()],
      unplanned: Object.fromEntries(unplanned),
    };
  }

  public stop(): void {
    for (const program of this.programs.values()) {
      program.stop();
    }
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

  private common(version: Version): string[] {
    return [...COMMON, `-var-file=${this.variablesOf(version)}`];
  }

  private stateOf(version: Version): string {
    return `${this.folderOf(version)}.tfstate`;
  }

  private async apply(existing: JobVersion) {
    const own = { version: existing, stateFrom: existing };
    const context = { ...own, isStateGiven: false, refuses: false, updatesInPlace: false };
    const file = this.stateOf("existing");
    const server = await stateServer();
    const provisioners = await listeningProvisioners(join(this.job.folder, "x"));
    this.write("existing", { ...existing, files: { ...existing.files, ...server?.files, ...provisioners.files } });
    const { status, stdout, stderr } = await this.withProxies(context, (setting) =>
      this.terraform(
        "existing",
        ["apply", "-auto-approve", ...(server === undefined ? [`-state=${file}`] : []), ...this.common("existing")],
        setting,
        provisioners.environment,
      ),
    ).finally(() => {
      server?.close();
      provisioners.close();
    });
    this.existingState = existsSync(file) ? readFileSync(file) : server?.state();
    return { isDone: status === 0, diagnostics: diagnosticsIn(stdout, stderr) };
  }

  private async plan({ updatesInPlace }: { readonly updatesInPlace: boolean }) {
    const { existing, changed } = this.job.versions;
    const isStateGiven = this.job.state !== undefined;
    const context = { version: changed, stateFrom: existing ?? changed, isStateGiven, refuses: true, updatesInPlace };
    return this.withProxies(context, async (setting): Promise<{ plan?: JsonObject; diagnostics: Diagnostic[] }> => {
      const planned = await this.terraform(
        "changed",
        ["plan", `-state=${this.stateOf("changed")}`, "-out=plan", ...this.common("changed")],
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
    context: Omit<RunContext, "unanswered" | "onMadeUp" | "madeUp" | "onReplacementUnknown">,
    body: (setting: string) => Promise<T>,
  ): Promise<T> {
    const shared = {
      unanswered: this.unanswered,
      onMadeUp: (texts: readonly MadeUpText[]) => {
        for (const one of texts) {
          this.madeUp.set(JSON.stringify(one), one);
        }
      },
      madeUp: () => [...this.madeUp.values(), ...fromElsewhere(this.job)],
      onReplacementUnknown: () => {
        this.isReplacementUnknown = true;
      },
    };
    const proxies = await listeningProxies(this.job, { ...context, ...shared }, this.programs);
    try {
      return await body(proxies.setting);
    } finally {
      proxies.close();
    }
  }

  private async terraform(
    version: Version,
    args: readonly string[],
    setting: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
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
    const [[status], stdout, stderr] = await Promise.all([
      once(child, "close"),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { status, stdout, stderr };
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

/** More letters than words have that may be part of any text. */
const SHORTEST = 8;

/** What names objects that only the cloud knows: ids in a state that is given, and outputs of other stacks. */
function fromElsewhere({ state, versions }: Job): MadeUpText[] {
  const ids = objectsIn(objectOf(state)).map(({ instance }) => textOf(objectOf(instance.attributes).id));
  const outputs = allVersions(versions).flatMap(({ states }) => Object.values(states).flatMap(textValues));
  return [...ids, ...outputs].filter(({ length }) => length >= SHORTEST).map((text) => ({ text }));
}

/** What the proxies keep in the private state of each resource, and what each data source answered, by address. @param state a file that Terraform wrote */
function existingResources(state: Buffer): Record<string, ExistingResource> {
  const found = objectsIn(JSON.parse(state.toString())).flatMap(
    ({ address, instance }): [string, ExistingResource][] => {
      const { open, unplanned } = readPrivateState(Buffer.from(textOf(instance.private), "base64"));
      const answer = address?.kind === "data" && isObject(instance.attributes) ? { answer: instance.attributes } : {};
      return address === undefined ? [] : [[printAddress(address), defined({ open, unplanned, ...answer })]];
    },
  );
  return Object.fromEntries(found);
}

interface StateServer {
  /** The state, or nothing if Terraform stored none. */
  readonly state: () => Buffer | undefined;
  /** What a folder with this backend has after `terraform init`, which would take as long as a small plan. */
  readonly files: Readonly<Record<string, JsonObject>>;
  readonly close: () => void;
}

/**
 * Keeps the state of one run of Terraform, which reaches it by the backend `http`. Without a backend, Terraform writes
 * the whole state to its file after each resource; with this one it sends it every 20 seconds and at the end. Nothing in
 * a sandbox without a loopback interface.
 */
export async function stateServer(): Promise<StateServer | undefined> {
  if (!Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => internal))) {
    return undefined;
  }
  // Other users of the machine cannot guess it: the state has secret values.
  const path = `/${randomUUID()}`;
  let stored: Buffer | undefined;
  const server = createServer(async (request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
    } else if (request.method === "POST") {
      stored = await buffer(request);
      response.end();
    } else {
      response.writeHead(stored === undefined ? 404 : 200).end(stored);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const config = { address: `http://127.0.0.1:${port}${path}` };
  return {
    state: () => stored,
    files: {
      "backend.tf.json": { terraform: { backend: { http: config } } },
      // Terraform compares the configuration where the hash is another one.
      ".terraform/terraform.tfstate": { version: 3, backend: { type: "http", config, hash: 0 } },
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** How often it looks whether the process that started it still exists, in milliseconds. */
const WATCH = 500;

/**
 * The program of the process that plans: a job on its standard input, the result on its standard output. It is a
 * process of its own, because a plan talks to Terraform and to providers at once, while `plan()` waits for it. Its
 * arguments are the folder of the job and the process that started it, which may end before this one has begun.
 */
async function main([folder, starter]: readonly string[]): Promise<void> {
  let run: JobRun | undefined;
  const abandon = (status: number) => {
    run?.stop();
    removeFolder(folder);
    process.exit(status);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, (_name: NodeJS.Signals, number: number) => abandon(128 + number));
  }
  const look = () => {
    if (process.ppid !== Number(starter)) {
      abandon(1);
    }
  };
  const watch = setInterval(look, WATCH);
  try {
    const job: Job = JSON.parse(await text(process.stdin));
    run = new JobRun(job);
    const result = JSON.stringify(await run.result());
    await new Promise((resolve) => process.stdout.write(result, resolve));
  } finally {
    clearInterval(watch);
    run?.stop();
    look();
  }
  // Connections of Terraform's may be open for a while.
  process.exit();
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  });
}
