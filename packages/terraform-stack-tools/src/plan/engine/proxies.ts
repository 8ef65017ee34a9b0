import { mkdirSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { BUILT_IN_PROVIDER, type InstalledProvider } from "../../providers/initialized-folder";
import { type Handler, serve } from "../../providers/plugin/grpc";
import type { OfflineProvider } from "../../providers/plugin/offline-provider";
import { typeSchema } from "../../providers/schema";
import type { Job } from "../job";
import type { Planner, RunContext } from "./proxy-context";

/** Where Terraform finds a server. Windows has no sockets in folders that it could open. */
export async function listen(
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
    const setups: typeof import("../../knowledge/catalogue/offline") = require("../../knowledge/catalogue/offline");
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
