import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEPLOYER, SUBSCRIPTION, TENANT } from "../known/identities";
import { seed } from "../store/seed";
import { Store } from "../store/store";
import type { Azure } from "./azure";
import { createCertificate } from "./certificate";
import { HOST, listen } from "./listen";
import { Log } from "./log";
import { startProxy } from "./proxy";
import { switchesOf } from "./switches";

export interface ServerOptions {
  /** Where what exists is kept between two processes. */
  readonly state?: string;
  readonly log?: string;
  /** The first of three ports; any free ones, if left out. */
  readonly port?: number;
}

/** What a client must know of a running imitation. */
export interface ServerInfo {
  readonly graph: string;
  readonly proxy: string;
  readonly certificateFile: string;
  /** For the providers. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the imitation in this process. */
export async function startServer({ state, log: logFile, port = 0 }: ServerOptions) {
  const folder = mkdtempSync(join(tmpdir(), "imitation-of-azure-"));
  const emptyFolder = (name: string) => mkdirSync(join(folder, name), { recursive: true }) ?? join(folder, name);
  const certificate = createCertificate(folder);
  const switches = switchesOf(process.env);
  const store = Store.open(state, seed(switches));
  // Known once all of them listen; nobody asks before.
  const origins = { arm: "", graph: "", vault: "" };
  const azure: Azure = { store, switches, origins };
  const options = { log: new Log(logFile), azure };
  const portOf = (index: number) => (port === 0 ? 0 : port + index);
  const arm = await listen("arm", certificate, { ...options, port: portOf(0) });
  const graph = await listen("graph", certificate, { ...options, port: portOf(1) });
  const vault = await listen("vault", certificate, { ...options, port: portOf(2) });
  const proxy = await startProxy(arm.port);
  const originOf = (one: { readonly port: number }) => `https://${HOST}:${one.port}`;
  Object.assign(origins, { arm: originOf(arm), graph: originOf(graph), vault: originOf(vault) });
  const info: ServerInfo = {
    graph: origins.graph,
    proxy: `http://${HOST}:${proxy.port}`,
    certificateFile: certificate.certificateFile,
    env: {
      ...environmentFor(origins.arm),
      SSL_CERT_FILE: certificate.certificateFile,
      SSL_CERT_DIR: emptyFolder("no-certificates"),
      AZURE_CONFIG_DIR: emptyFolder("azure-config"),
      FAKE_AZURE_CA: certificate.certificateFile,
    },
  };
  const stop = () => {
    for (const { server } of [arm, graph, vault, proxy]) {
      server.close();
      server.closeAllConnections();
    }
    store.save();
    rmSync(folder, { recursive: true, force: true });
  };
  return { info, stop };
}

/** The environment of azurerm, azuread and azapi, and of whoever wants to ask the imitation. */
function environmentFor(origin: string): Record<string, string> {
  const place = origin.replace("https://", "");
  return {
    ARM_METADATA_HOSTNAME: place,
    ARM_METADATA_HOST: place,
    ARM_CLIENT_ID: DEPLOYER.clientId,
    ARM_CLIENT_SECRET: DEPLOYER.password,
    ARM_TENANT_ID: TENANT,
    ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
    ARM_USE_CLI: "false",
    ARM_USE_MSI: "false",
    // azapi does not ask for the metadata of the cloud, from which azurerm has these.
    ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST: origin,
    ARM_RESOURCE_MANAGER_ENDPOINT: origin,
    ARM_RESOURCE_MANAGER_AUDIENCE: origin,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    FAKE_AZURE_URL: origin,
  };
}
