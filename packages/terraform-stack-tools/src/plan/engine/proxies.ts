import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { AttributeSchema, AttributeType } from "../../providers/initialized-folder";
import type { OfflineProvider } from "../../providers/plugin/offline-provider";
import { type Handler, schema, serve, writeMessage } from "../../providers/plugin/wire";
import type { Job } from "../job";
import type { RunContext } from "./proxy-context";

async function listen(server: Http2Server, path: string): Promise<void> {
  await once(server.listen(path), "listening");
}

/** What Terraform takes for its providers during one run. */
interface Proxies {
  /** The value of `TF_REATTACH_PROVIDERS`. */
  readonly setting: string;
  readonly close: () => void;
}

/** @param programs the providers' own, by file: each is started once, whichever run of Terraform asks */
export async function listeningProxies(
  job: Job,
  context: RunContext,
  programs: Map<string, OfflineProvider>,
): Promise<Proxies> {
  const folder = join(job.folder, "s");
  mkdirSync(folder, { recursive: true });
  const listening = await Promise.all(
    context.version.providers.map(async (provider) => {
      // Terraform starts meanwhile, before the code is read.
      const proxy = setImmediate().then(() => {
        const { proxyOf }: typeof import("./proxy-provider") = require("./proxy-provider");
        return proxyOf(job, context, provider, programs);
      });
      // Whoever asks is told the failure. By itself, it would end this process, and the folder would stay.
      proxy.catch(() => undefined);
      const server = serve(async () => (await proxy)());
      const path = join(folder, `${sockets++}`);
      await listen(server, path);
      const Addr = { Network: "unix", String: path };
      const entry = { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr };
      return { server, entry: [provider.address, entry] as const };
    }),
  );
  return {
    setting: JSON.stringify(Object.fromEntries(listening.map(({ entry }) => entry))),
    close: () => {
      for (const { server } of listening) {
        server.close();
      }
    },
  };
}

let sockets = 0;

const PROVISIONERS = ["local-exec", "remote-exec", "file"];

/**
 * The arguments of the provisioners that are built into Terraform and OpenTofu, of their old releases too. A module that
 * gives one of them another argument is refused by the engine. Source: Terraform, "Provisioners", undated.
 */
const ARGUMENTS: Readonly<Record<string, AttributeType>> = {
  ...{ command: "string", interpreter: ["list", "string"], working_dir: "string", environment: ["map", "string"] },
  ...{ quiet: "bool", inline: ["list", "string"], script: "string", scripts: ["list", "string"] },
  ...{ source: "string", content: "string", destination: "string" },
};

interface Provisioners {
  /** The settings with which the engine starts them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a folder has in which the engine uses them. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly close: () => void;
}

/**
 * Provisioners that do nothing, in place of those of the engine: to make the state of the earlier version, it is applied,
 * and modules may have provisioners in any file and any form. The engine itself finds them as plugins, which win over its
 * own; with `.terraform/plugin_path` it looks nowhere else. Source: Terraform and OpenTofu, `internal/command/plugins.go`.
 * @param folder of its own, with a short path, which the caller removes
 */
export async function listeningProvisioners(folder: string): Promise<Provisioners> {
  const plugins = join(folder, "plugins");
  mkdirSync(plugins, { recursive: true });
  const server = serve(async () => provisioner);
  const [program, socket] = [join(folder, "plugin.cjs"), join(folder, "0")];
  await listen(server, socket);
  writeFileSync(program, programText(socket));
  for (const name of PROVISIONERS) {
    symlinkSync(process.execPath, join(plugins, `terraform-provisioner-${name}`));
  }
  return {
    // Nothing is secret in what the programs are asked.
    environment: { NODE_OPTIONS: `--require ${JSON.stringify(program)}`, TF_DISABLE_PLUGIN_TLS: "1" },
    files: { ".terraform/plugin_path": [plugins] },
    close: () => server.close(),
  };
}

/**
 * A program that passes its connection on to this process. It ends with the connection, since the engine waits two seconds
 * for that, and with the engine, which may be killed.
 */
function programText(socket: string): string {
  return `const { connect, createServer } = require("node:net");
const engine = process.ppid;
const target = ${JSON.stringify(socket)};
const server = createServer((connection) => {
  const end = () => process.exit();
  const passed = connect(target).on("error", end);
  connection.on("error", end).on("close", end).pipe(passed).pipe(connection);
});
server.listen(target + "." + process.pid, () => process.stdout.write("1|5|unix|" + server.address() + "|grpc\\n"));
setInterval(() => process.ppid === engine || process.exit(), 500);
`;
}

const provisioner: Handler = (method) => {
  switch (method) {
    case "GetSchema": {
      const optional = ([name, type]: [string, AttributeType]): [string, AttributeSchema] => [
        name,
        { type, optional: true },
      ];
      const attributes = Object.fromEntries(Object.entries(ARGUMENTS).map(optional));
      return Promise.resolve(writeMessage([1, schema({ block: { attributes } })]));
    }
    case "ValidateProvisionerConfig":
    case "ProvisionResource":
    case "Stop":
      return Promise.resolve(Buffer.alloc(0));
    default:
      return undefined;
  }
};
