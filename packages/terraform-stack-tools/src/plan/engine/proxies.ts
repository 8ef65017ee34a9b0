import { copyFileSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { BUILT_IN_PROVIDER, type InstalledProvider } from "../../providers/initialized-folder";
import { type Handler, serve } from "../../providers/plugin/grpc";
import type { OfflineProvider } from "../../providers/plugin/offline-provider";
import { schema, writeMessage } from "../../providers/plugin/wire";
import { type AttributeType, typeSchema } from "../../providers/schema";
import type { Job } from "../job";
import type { Planner, RunContext } from "./proxy-context";

/** Where Terraform finds a server. Windows has no sockets in folders that it could open. */
async function listen(
  server: Http2Server,
  path: string,
): Promise<{ readonly Network: string; readonly String: string }> {
  const isUnix = process.platform !== "win32";
  await new Promise<void>((resolve) =>
    isUnix ? server.listen(path, resolve) : server.listen(0, "127.0.0.1", resolve),
  );
  const address = server.address();
  return typeof address === "object" && address !== null
    ? { Network: "tcp", String: `127.0.0.1:${address.port}` }
    : { Network: "unix", String: path };
}

/** The providers' own programs, each started once, whichever run of Terraform asks. */
export class OfflineProviders {
  private readonly byFile = new Map<string, OfflineProvider>();

  constructor(private readonly folder: string) {}

  public of(provider: InstalledProvider): OfflineProvider {
    const known = this.byFile.get(provider.file);
    if (known !== undefined) {
      return known;
    }
    // Terraform has been started when the code is read.
    const program: typeof import("../../providers/plugin/offline-provider") = require("../../providers/plugin/offline-provider");
    const setups: typeof import("../../knowledge/offline/setups") = require("../../knowledge/offline/setups");
    const own = new program.OfflineProvider(provider, join(this.folder, `p${this.byFile.size}`), setups.OFFLINE_SETUPS);
    this.byFile.set(provider.file, own);
    return own;
  }

  public stop(): void {
    for (const provider of this.byFile.values()) {
      provider.stop();
    }
  }
}

/** The servers that Terraform takes for its providers during one run. */
export class Proxies {
  private constructor(
    private readonly servers: readonly Http2Server[],
    /** The value of `TF_REATTACH_PROVIDERS`. */
    public readonly setting: string,
  ) {}

  public static async listen(job: Job, context: RunContext, providers: OfflineProviders): Promise<Proxies> {
    const folder = join(job.folder, "s");
    mkdirSync(folder, { recursive: true });
    const listening = await Promise.all(
      context.version.providers.map(async (provider) => {
        // Terraform starts meanwhile.
        const proxy = setImmediate().then(() => proxyOf(job, context, provider, providers));
        // Whoever asks is told the failure. By itself, it would end this process, and the folder would stay.
        proxy.catch(() => undefined);
        const server = serve(async () => (await proxy)());
        return { address: provider.address, server, addr: await listen(server, join(folder, `${sockets++}`)) };
      }),
    );
    const entries = listening.map(({ address, addr }) => [
      address,
      { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: addr },
    ]);
    return new Proxies(
      listening.map(({ server }) => server),
      JSON.stringify(Object.fromEntries(entries)),
    );
  }

  public close(): void {
    for (const server of this.servers) {
      server.close();
    }
  }
}

let sockets = 0;

/** Starts the provider, and makes the handler of each connection. The code for both is read here. */
function proxyOf(
  job: Job,
  context: RunContext,
  provider: InstalledProvider,
  providers: OfflineProviders,
): () => Handler {
  const own = plannerOf(context, provider, providers);
  const { proxyContext }: typeof import("./proxy-context") = require("./proxy-context");
  const { proxyProvider }: typeof import("./proxy-provider") = require("./proxy-provider");
  const parts = proxyContext(job, context, provider, own);
  return () => proxyProvider(parts);
}

function plannerOf({ version }: RunContext, provider: InstalledProvider, providers: OfflineProviders): Planner {
  if (provider.address === BUILT_IN_PROVIDER) {
    const { BuiltInProvider }: typeof import("./proxy-provider") = require("./proxy-provider");
    return new BuiltInProvider(version, (type) => typeSchema(provider.schemas, "resource", type));
  }
  const own = providers.of(provider);
  own.launch();
  return own;
}

/**
 * The arguments of the provisioners that are built into Terraform and OpenTofu, of their old releases too. A module that
 * gives one another argument is refused by the engine. Source: Terraform, "Provisioners", read on 2026-11-27.
 */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, AttributeType>>>> = {
  "local-exec": {
    command: "string",
    interpreter: ["list", "string"],
    working_dir: "string",
    environment: ["map", "string"],
    quiet: "bool",
  },
  "remote-exec": { inline: ["list", "string"], script: "string", scripts: ["list", "string"] },
  file: { source: "string", content: "string", destination: "string" },
};

/**
 * Provisioners that do nothing, in place of those of the engine: to make the state of the earlier version, it is applied,
 * and modules may have provisioners in any file and any form. The engine itself finds them as plugins, which win over its
 * own; with `.terraform/plugin_path` it looks nowhere else. Source: Terraform and OpenTofu, `internal/command/plugins.go`.
 */
export class Provisioners {
  private constructor(
    private readonly servers: readonly Http2Server[],
    /** The settings with which the engine starts them. */
    public readonly environment: Readonly<Record<string, string>>,
    private readonly plugins: string,
  ) {}

  /** @param folder of its own, with a short path, which the caller removes */
  public static async listen(folder: string): Promise<Provisioners> {
    const plugins = join(folder, "plugins");
    mkdirSync(plugins, { recursive: true });
    const listening = await Promise.all(
      Object.keys(ARGUMENTS).map(async (name, index) => {
        const server = serve(async () => provisioner(name));
        await listen(server, join(folder, String(index)));
        linkNode(join(plugins, programName(name)));
        return { name, server };
      }),
    );
    const program = join(folder, "plugin.cjs");
    writeFileSync(
      program,
      programText(Object.fromEntries(listening.map(({ name, server }) => [name, placeOf(server)]))),
    );
    return new Provisioners(
      listening.map(({ server }) => server),
      // Nothing is secret in what the programs are asked.
      { NODE_OPTIONS: `--require ${JSON.stringify(program)}`, TF_DISABLE_PLUGIN_TLS: "1" },
      plugins,
    );
  }

  /** What a folder has in which the engine uses them. */
  public get files(): Readonly<Record<string, readonly string[]>> {
    return { ".terraform/plugin_path": [this.plugins] };
  }

  public close(): void {
    for (const server of this.servers) {
      server.close();
    }
  }
}

/** A port, or the path of a socket. */
function placeOf(server: Http2Server): string | number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : String(address);
}

function programName(provisioner: string): string {
  return `terraform-provisioner-${provisioner}${process.platform === "win32" ? ".exe" : ""}`;
}

/** Node.js by the name of a plugin. Windows lets few users make symbolic links. */
function linkNode(file: string): void {
  if (process.platform !== "win32") {
    symlinkSync(process.execPath, file);
    return;
  }
  try {
    linkSync(process.execPath, file);
  } catch {
    copyFileSync(process.execPath, file);
  }
}

/**
 * A program that passes its connection on to this process. It ends with the connection, since the engine waits two seconds
 * for that, and with the engine, which may be killed.
 */
function programText(addresses: Readonly<Record<string, string | number>>): string {
  return `const { connect, createServer } = require("node:net");
const { basename } = require("node:path");
const engine = process.ppid;
const target = ${JSON.stringify(addresses)}[basename(process.argv0, ".exe").replace("terraform-provisioner-", "")];
const server = createServer((connection) => {
  const end = () => process.exit();
  const passed = connect(target).on("error", end);
  connection.on("error", end).on("close", end).pipe(passed).pipe(connection);
});
const isUnix = typeof target === "string";
server.listen(isUnix ? target + "." + process.pid : { port: 0, host: "127.0.0.1" }, () => {
  const address = isUnix ? "unix|" + server.address() : "tcp|127.0.0.1:" + server.address().port;
  process.stdout.write("1|5|" + address + "|grpc\\n");
});
setInterval(() => process.ppid === engine || process.exit(), 500);
`;
}

function provisioner(name: string): Handler {
  return (method) => {
    switch (method) {
      case "GetSchema":
        return Promise.resolve(writeMessage([1, schemaOf(name)]));
      case "ValidateProvisionerConfig":
      case "ProvisionResource":
      case "Stop":
        return Promise.resolve(Buffer.alloc(0));
      default:
        return undefined;
    }
  };
}

function schemaOf(name: string): Buffer {
  const attributes = Object.entries(ARGUMENTS[name]).map(([argument, type]) => [argument, { type, optional: true }]);
  return schema({ block: { attributes: Object.fromEntries(attributes) } });
}
