import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { OFFLINE_SETUPS } from "../../knowledge/offline/setups";
import { OfflineProvider } from "../../providers/offline/offline-provider";
import { type Handler, serve } from "../../providers/plugin/grpc";
import { schemaMessage } from "../../providers/plugin/schema-message";
import type { InstalledProvider } from "../../providers/provider-cache";
import { providerSchema, type SchemaKind, type TypeSchema, typeSchema } from "../../providers/schema";
import { ADDRESS_ARGUMENT, type Job, type JobVersion } from "../job";
import type { ProxyContext } from "./context";

/** The providers' own programs, each started once, whichever run of Terraform asks. */
export class OfflineProviders {
  private readonly byFile = new Map<string, OfflineProvider>();

  constructor(private readonly folder: string) {}

  public of(provider: InstalledProvider): OfflineProvider {
    const known = this.byFile.get(provider.file);
    if (known !== undefined) {
      return known;
    }
    const own = new OfflineProvider(provider, join(this.folder, `p${this.byFile.size}`), OFFLINE_SETUPS);
    this.byFile.set(provider.file, own);
    return own;
  }

  public stop(): void {
    for (const provider of this.byFile.values()) {
      provider.stop();
    }
  }
}

/** What all proxies of one run of Terraform share. */
export type RunContext = Pick<ProxyContext, "refuses" | "isCalm" | "silences" | "onMadeUp" | "onDoubt"> & {
  readonly version: JobVersion;
  /** The version that wrote the state. */
  readonly stateFrom: JobVersion;
};

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
        const own = providers.of(provider);
        // It starts while Terraform does.
        own.launch();
        // The code and the schemas that it answers with are read meanwhile, too.
        const proxy = setImmediate().then(() => proxyOf(job, context, provider, own));
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

/** Windows has no sockets in folders that Terraform could open. */
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

/** Makes the handler of each connection. */
function proxyOf(...parameters: Parameters<typeof proxyContext>): () => Handler {
  const { proxyProvider }: typeof import("./proxy-provider") = require("./proxy-provider");
  const context = proxyContext(...parameters);
  return () => proxyProvider(context);
}

function proxyContext(
  { types }: Job,
  { stateFrom, ...run }: RunContext,
  provider: InstalledProvider,
  own: OfflineProvider,
): ProxyContext {
  const before = stateFrom.providers.find(({ address }) => address === provider.address);
  const known = new Map<string, TypeSchema | undefined>();
  const schemaOf = (kind: SchemaKind, type: string) => {
    const key = `${kind}.${type}`;
    if (!known.has(key)) {
      known.set(key, typeSchema(provider.schemas, kind, type));
    }
    return known.get(key);
  };
  return {
    ...run,
    provider: own,
    schemas: servedSchemas(types, provider, schemaOf),
    schemaOf,
    ...(before === undefined || before.version === provider.version
      ? {}
      : { earlierSchemaOf: (type: string) => typeSchema(before.schemas, "resource", type) }),
    exampleId: (type) => exampleId(provider, own, type),
  };
}

function servedSchemas(
  types: readonly string[],
  provider: InstalledProvider,
  schemaOf: ProxyContext["schemaOf"],
): Buffer {
  const ofKind = (kind: SchemaKind) =>
    Object.fromEntries(
      types.flatMap((type) => {
        const schema = schemaOf(kind, type);
        return schema === undefined ? [] : [[type, withAddressArgument(schema)]];
      }),
    );
  return schemaMessage({
    ...providerSchema(provider.schemas),
    resources: ofKind("resource"),
    dataSources: ofKind("data_source"),
    ephemeralResources: ofKind("ephemeral_resource"),
  });
}

function withAddressArgument({ version, block }: TypeSchema): TypeSchema {
  const attributes = { ...block.attributes, [ADDRESS_ARGUMENT]: { type: "string", optional: true } as const };
  return { version, block: { ...block, attributes } };
}

/** Asks the provider once for each of its versions. */
async function exampleId(provider: InstalledProvider, own: OfflineProvider, type: string): Promise<string | undefined> {
  if (!own.tellsIds) {
    return undefined;
  }
  const file = join(provider.schemas, `id.${type}.txt`);
  if (!existsSync(file)) {
    const example = await own.exampleId(type).catch(() => undefined);
    writeFileSync(`${file}.${process.pid}`, example ?? "");
    renameSync(`${file}.${process.pid}`, file);
  }
  return readFileSync(file, "utf8") || undefined;
}
