import { type ChildProcess, spawn } from "node:child_process";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { CallError, call } from "./grpc";

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
      env: {
        ...env,
        TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE,
        PLUGIN_PROTOCOL_VERSIONS: "5,6",
        PLUGIN_MIN_PORT: "10000",
        PLUGIN_MAX_PORT: "25000",
      },
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
      if (core !== "1" || !["5", "6"].includes(protocol) || address === undefined || kind !== "grpc") {
        throw new CallError(`it began with ${JSON.stringify(line.slice(0, 100))}, which is no handshake`);
      }
      const session = connect("http://provider", { createConnection: () => socketTo(network, address) });
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

function socketTo(network: string, address: string) {
  const separator = address.lastIndexOf(":");
  return network === "unix"
    ? connectSocket(address)
    : connectSocket(Number(address.slice(separator + 1)), address.slice(0, separator));
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
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, 200);
      child.once("close", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
  }
}

function endOf({ exitCode, signalCode }: ChildProcess, log: string): string {
  const reason = log.split("\n").find((line) => line.startsWith("panic:")) ?? log.trim().split("\n").at(-1);
  return `it ended with ${signalCode ?? exitCode}${reason ? `: ${reason}` : ""}`;
}
