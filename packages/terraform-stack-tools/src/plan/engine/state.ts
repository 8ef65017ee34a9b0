import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { networkInterfaces } from "node:os";
import { buffer } from "node:stream/consumers";
import { printAddress } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import type { ExistingResource } from "../job";
import { readPrivateState } from "./values";

/** The part of a state file, of format 4, that is read here. */
interface StateFile {
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly private?: string;
      readonly attributes?: JsonObject;
    }[];
  }[];
}

/** What the proxies keep in the private state of each resource, and what each data source answered, by address. @param state a file that Terraform wrote */
export function existingResources(state: Buffer): Record<string, ExistingResource> {
  const { resources = [] }: StateFile = JSON.parse(state.toString());
  const instances = resources.flatMap(({ module, mode, type, name, instances }) =>
    instances.map(({ index_key: key, private: bytes, attributes }): [string, ExistingResource] => {
      const modules = module === undefined ? [] : [module];
      const { open, unplanned } = readPrivateState(bytes === undefined ? undefined : Buffer.from(bytes, "base64"));
      const address = printAddress({ modules, kind: mode === "data" ? "data" : "resource", type, name, key });
      const answer = mode === "data" && attributes !== undefined ? { answer: attributes } : {};
      return [address, { open, ...(unplanned === undefined ? {} : { unplanned }), ...answer }];
    }),
  );
  return Object.fromEntries(instances);
}

/**
 * Keeps the state of one run of Terraform, which reaches it by the backend `http`. Without a backend, Terraform writes
 * the whole state to its file after each resource; with this one it sends it every 20 seconds and at the end.
 */
export class StateServer {
  private readonly server: Server;
  /** Other users of the machine cannot guess it: the state has secret values. */
  private readonly path = `/${randomUUID()}`;
  private stored?: Buffer;

  private constructor() {
    this.server = createServer(async (request, response) => {
      if (request.url !== this.path) {
        response.writeHead(404).end();
      } else if (request.method === "POST") {
        this.stored = await buffer(request);
        response.end();
      } else {
        response.writeHead(this.stored === undefined ? 404 : 200).end(this.stored);
      }
    });
  }

  /** Nothing in a sandbox without a loopback interface. */
  public static async listen(): Promise<StateServer | undefined> {
    if (!Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => internal))) {
      return undefined;
    }
    const server = new StateServer();
    await new Promise<void>((resolve) => server.server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** The state, or nothing if Terraform stored none. */
  public get state(): Buffer | undefined {
    return this.stored;
  }

  /** What a folder with this backend has after `terraform init`, which would take as long as a small plan. */
  public get files(): Readonly<Record<string, JsonObject>> {
    const address = this.server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const config = { address: `http://127.0.0.1:${port}${this.path}` };
    return {
      "backend.tf.json": { terraform: { backend: { http: config } } },
      // Terraform compares the configuration where the hash is another one.
      ".terraform/terraform.tfstate": { version: 3, backend: { type: "http", config, hash: 0 } },
    };
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
