import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { type BlockSchema, type InstalledProvider, providerSchema, type TypeSchema } from "../initialized-folder";
import { NOWHERE, providerEnvironment, UNREACHABLE } from "../terraform-binary";
import {
  CallError,
  call,
  errorsIn,
  isValueObject,
  Message,
  readMessage,
  type ValueObject,
  writeMessage,
  writeValue,
} from "./wire";

const { Configure, ConfigureDiagnostics, Import, Imported } = Message;

/** Terraform, "How Terraform works with plugins": without this, a provider's program says that it is no command. */
const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** How much of what a provider logs is kept, to find why it ended. */
const LOG_SIZE = 64 * 1024;

/** The names that protocol 5 has for methods of protocol 6. */
const NAMES_IN_PROTOCOL_5: Readonly<Record<string, string>> = {
  GetProviderSchema: "GetSchema",
  ValidateProviderConfig: "PrepareProviderConfig",
  ValidateResourceConfig: "ValidateResourceTypeConfig",
  ValidateDataResourceConfig: "ValidateDataSourceConfig",
  ConfigureProvider: "Configure",
};

/** A running provider, spoken to as Terraform does: with protocol 5 or 6 of its plugins. */
export class ProviderProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly session: ClientHttp2Session,
    private readonly protocol: string,
    private readonly log: () => string,
  ) {}

  /**
   * @param timeout in milliseconds
   * @param ending kills it, even while it starts
   * @throws CallError if it does not start, or says something other than where it listens
   */
  public static async start(
    file: string,
    env: Record<string, string>,
    timeout: number,
    ending: AbortSignal,
  ): Promise<ProviderProcess> {
    const child = spawn(file, [], {
      env: { ...env, TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE, PLUGIN_PROTOCOL_VERSIONS: "5,6" },
      stdio: ["ignore", "pipe", "pipe"],
      signal: ending,
      killSignal: "SIGKILL",
    });
    // One that is killed by the signal says so as an error, too.
    child.on("error", () => undefined);
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      log = (log + part).slice(-LOG_SIZE);
    });
    try {
      const line = await firstLine(child, timeout, () => log);
      const [core, protocol, network, address, kind] = line.split("|");
      if (core !== "1" || !["5", "6"].includes(protocol) || network !== "unix" || kind !== "grpc") {
        throw new CallError(`it began with ${JSON.stringify(line.slice(0, 100))}, which is not a handshake`);
      }
      const session = connect("http://provider", { createConnection: () => connectSocket(address) });
      session.on("error", () => session.destroy());
      child.once("exit", () => session.destroy());
      return new ProviderProcess(child, session, protocol, () => log);
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** @param method by its name in protocol 6. @throws CallError if it ends or does not answer */
  public async call(method: string, request: Buffer, timeout: number): Promise<Buffer> {
    const name = this.protocol === "5" ? (NAMES_IN_PROTOCOL_5[method] ?? method) : method;
    try {
      return await call(this.session, `/tfplugin${this.protocol}.Provider/${name}`, request, timeout);
    } catch (error) {
      await hasEnded(this.child);
      throw this.isRunning ? error : new CallError(endOf(this.child, this.log()));
    }
  }

  public get isRunning(): boolean {
    return isRunning(this.child) && !this.session.destroyed;
  }

  public stop(): void {
    this.session.destroy();
    this.child.kill("SIGKILL");
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function firstLine(child: ChildProcess, timeout: number, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new CallError(`it did not start in ${timeout / 1000} seconds`)), timeout);
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (text.includes("\n") || text.length > LOG_SIZE) {
        clearTimeout(timer);
        resolve(text.split("\n")[0].trim());
      }
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new CallError(error.message));
    });
    child.once("close", () => {
      clearTimeout(timer);
      reject(new CallError(endOf(child, log())));
    });
  });
}

/** The connection is closed a moment before the end of the process is known. */
async function hasEnded(child: ChildProcess): Promise<void> {
  if (isRunning(child)) {
    await once(child, "close", { signal: AbortSignal.timeout(200) }).catch(() => undefined);
  }
}

function endOf({ exitCode, signalCode }: ChildProcess, log: string): string {
  const reason = log.split("\n").find((line) => line.startsWith("panic:")) ?? log.trim().split("\n").at(-1);
  return `it ended with ${signalCode ?? exitCode}${reason ? `: ${reason}` : ""}`;
}

/** How a provider runs without credentials and without a cloud. */
export interface OfflineSetup {
  /** Its configuration, from the one that the stack gives it, which may hold credentials. */
  readonly configure: (own: ValueObject) => ValueObject;
  readonly environment?: (version: string) => Readonly<Record<string, string>>;
  /** Finds the form of an id in the provider's error about one of another form. */
  readonly idForm?: RegExp;
}

/** What is known of running providers so. */
export interface OfflineSetups {
  /** @param address such as `registry.terraform.io/hashicorp/aws` */
  readonly of: (address: string) => OfflineSetup | undefined;
  /** Writes stand-ins for the programs that providers start into a folder. @returns the folders to put on the PATH */
  readonly writePrograms: (folder: string) => readonly string[];
}

/** Nothing for a provider that cannot be configured without knowing it. */
export function offlineConfiguration(
  setup: OfflineSetup | undefined,
  { block }: TypeSchema,
  own: ValueObject,
): ValueObject | undefined {
  const { attributes = {}, block_types = {} } = block;
  const isEmpty = Object.keys(attributes).length === 0 && Object.keys(block_types).length === 0;
  const configure = isEmpty ? () => ({}) : setup?.configure;
  return configure && conformed(block, configure(own));
}

/** A value with every member that a block has, null or empty where it is not set. */
export function conformed({ attributes = {}, block_types = {} }: BlockSchema, value: ValueObject): ValueObject {
  const members = Object.keys(attributes).map((name) => [name, value[name] ?? null]);
  const blocks = Object.entries(block_types).map(([name, { nesting_mode = "list", block }]) => {
    const bodies = [value[name] ?? []].flat();
    const written = bodies.map((body) => (isValueObject(body) ? conformed(block, body) : body));
    if (nesting_mode === "single" || nesting_mode === "group") {
      return [name, written[0] ?? null];
    }
    return [name, nesting_mode === "map" ? {} : written];
  });
  return Object.fromEntries([...members, ...blocks]);
}

/** How long a provider may take to start or to be configured, and to answer, in milliseconds. */
const START_TIMEOUT = 20_000;
const ANSWER_TIMEOUT = 15_000;

/** A provider that ends at each of ten resources, as many as Terraform asks about at once, is not started for others. */
const MAXIMUM_STARTS = 10;

/** What the user of a provider says that it is, which some providers log. */
const TERRAFORM_VERSION = "1.11.0";

/**
 * A provider's own program without credentials and without a network. It is started at the first question, again after
 * it has ended, and answers one question at a time, so that it is known which one it ended at.
 */
export class OfflineProvider {
  private process?: ProviderProcess;
  private configuredProcess?: ProviderProcess;
  private starts = 0;
  /** Of them, those before its last plan. */
  private used = 0;
  private readonly ending = new AbortController();
  private turn: Promise<unknown> = Promise.resolve();
  private readonly answers = new Map<string, Buffer>();
  private own: ValueObject = {};
  /** Why its errors may come from the missing configuration; nothing if it is configured. */
  public unconfigured?: string;
  private readonly setup: OfflineSetup | undefined;
  /** The path of its program. */
  public readonly file: string;

  /** @param folder of its own, which the caller removes */
  constructor(
    private readonly provider: InstalledProvider,
    private readonly folder: string,
    private readonly setups: OfflineSetups,
  ) {
    this.file = provider.file;
    this.setup = setups.of(provider.address);
  }

  /** Starts it ahead of the first question, without its configuration. */
  public launch(): void {
    this.inTurn(() => this.started()).catch(() => undefined);
  }

  /** Configures it ahead of the first question. @param own the configuration that the stack gives it */
  public prepare(own: ValueObject): void {
    this.own = this.configuredProcess === undefined ? own : this.own;
    this.inTurn(() => this.running()).catch(() => undefined);
  }

  /**
   * Asks each question once: Terraform validates a resource in each of its walks, and plans it again to apply it.
   * @param isInVain whether there is no answer to it, as is known when its turn has come
   * @throws CallError that says why it does not answer
   */
  public async ask(method: string, request: Buffer, isInVain = () => false): Promise<Buffer> {
    const question = createHash("sha256").update(method).update(request).digest("base64");
    const known = this.answers.get(question);
    if (known !== undefined) {
      return known;
    }
    return this.inTurn(async () => {
      const process = await this.running();
      if (isInVain()) {
        throw new CallError("no answer to others like it");
      }
      try {
        const answer = await process.call(method, request, ANSWER_TIMEOUT);
        this.answers.set(question, answer);
        this.used = method === "PlanResourceChange" ? this.starts : this.used;
        return answer;
      } catch (error) {
        // One that hangs would not answer the next question either.
        process.stop();
        throw error;
      }
    });
  }

  /** An id of the form that the provider accepts, as it says in the error about one of another form. */
  public async exampleId(type: string): Promise<string | undefined> {
    const form = this.setup?.idForm;
    if (form === undefined) {
      return undefined;
    }
    const answer = await this.ask("ImportResourceState", writeMessage([Import.type, type], [Import.id, "x"]));
    const errors = errorsIn(readMessage(answer), Imported.diagnostics).replace(/\s+/g, " ");
    return form.exec(errors)?.[1];
  }

  public stop(): void {
    this.starts = this.used + MAXIMUM_STARTS;
    this.process?.stop();
    this.ending.abort();
  }

  private inTurn<T>(body: () => Promise<T>): Promise<T> {
    const result = this.turn.then(body);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async running(): Promise<ProviderProcess> {
    const process = await this.started();
    if (this.configuredProcess !== process) {
      this.configuredProcess = process;
      this.unconfigured = await this.configured(process);
    }
    return process;
  }

  private async started(): Promise<ProviderProcess> {
    if (this.process?.isRunning) {
      return this.process;
    }
    if (this.starts - this.used >= MAXIMUM_STARTS) {
      throw new CallError(`it was started ${MAXIMUM_STARTS} times and ended each time`);
    }
    this.starts += 1;
    const home = join(this.folder, String(this.starts));
    mkdirSync(home, { recursive: true });
    const { file, version } = this.provider;
    const environment = {
      ...providerEnvironment(home, this.setups.writePrograms(home)),
      ...this.setup?.environment?.(version),
    };
    this.process = await ProviderProcess.start(file, environment, START_TIMEOUT, this.ending.signal);
    return this.process;
  }

  /** Why it is not configured. */
  private async configured(process: ProviderProcess): Promise<string | undefined> {
    const { provider } = providerSchema(this.provider.schemas);
    const configuration = offlineConfiguration(this.setup, provider, this.own);
    if (configuration === undefined) {
      return "it is not configured";
    }
    const request = writeMessage(
      [Configure.terraformVersion, TERRAFORM_VERSION],
      [Configure.config, writeValue(configuration)],
    );
    const answer = await process.call("ConfigureProvider", request, START_TIMEOUT);
    const errors = errorsIn(readMessage(answer), ConfigureDiagnostics);
    return errors === "" ? undefined : `it cannot be configured: ${errors}`;
  }
}

/** Whether an error says that the provider wanted to send something. */
export function isAboutNetwork(error: string): boolean {
  return [new URL(NOWHERE).host, UNREACHABLE, "proxyconnect"].some((text) => error.includes(text));
}
