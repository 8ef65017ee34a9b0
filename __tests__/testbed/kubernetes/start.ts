import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { KubernetesClient, type Reply, writeKubeconfig } from "./client";
import { controllerManager, program, apiServer as usualApiServer } from "./versions";

/** A real, empty control plane on the loopback interface. */
export interface ControlPlane {
  /** `KUBECONFIG`, `KUBE_CONFIG_PATH`, and what a provider's arguments want: `K8S_SERVER`, `K8S_CA`, … */
  readonly env: NodeJS.ProcessEnv;
  api(method: string, path: string, body?: JsonObject, contentType?: string): Promise<Reply>;
  stop(): Promise<void>;
}

interface KubernetesOptions {
  /** Plays a node, which runs pods. Without it they stay pending. */
  readonly kubelet?: boolean;
  /** What the played node pulls from, as `host=user:password`; `host=` lets everybody pull. With none, every pull works. */
  readonly registries?: readonly string[];
  /** Another API server. */
  readonly apiServer?: string;
  /** Folder that keeps what is in the cluster. Without it the next cluster is empty. */
  readonly data?: string;
}

const LOCALHOST = "127.0.0.1";

export async function startKubernetes(options: KubernetesOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), "throwaway-kubernetes-"));
  const processes = new Processes(folder);
  const remove = async () => {
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return await started(folder, processes, { ...options, remove });
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Starting extends KubernetesOptions {
  remove(): Promise<void>;
}

async function started(folder: string, processes: Processes, options: Starting): Promise<ControlPlane> {
  const { kubelet = false, registries = [], apiServer = usualApiServer(), data = "data", remove } = options;
  const deadline = Date.now() + Number(process.env.K8S_START_TIMEOUT ?? 120) * 1000;
  createCertificates(folder);
  const [etcd, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const server = `https://${LOCALHOST}:${secure}`;
  const admin = writeKubeconfig(folder, server, "admin");
  const client = new KubernetesClient(admin);
  const answers = (path: string) => async () => (await client.send("GET", path)).code === 200;

  processes.start("etcd", program("etcd"), etcdFlags(data, etcd, peer));
  processes.start("apiserver", apiServer, apiServerFlags(etcd, secure));
  await processes.until("apiserver", "the API server", answers("/readyz"), deadline);
  const controller = writeKubeconfig(folder, server, "controller");
  processes.start("controller-manager", controllerManager(), controllerFlags(controller));
  const account = "/api/v1/namespaces/default/serviceaccounts/default";
  await processes.until("controller-manager", "the default service account", answers(account), deadline);
  if (kubelet || registries.length > 0) {
    const main = ["--require", require.resolve("tsx/cjs"), join(__dirname, "kubelet/main.ts")];
    processes.start("kubelet", process.execPath, [...main, admin, ...registries]);
    await processes.until("kubelet", "the node", answers("/api/v1/nodes/played"), deadline);
  }
  const file = (name: string) => join(folder, name);
  return {
    env: {
      ...withoutClusters(process.env),
      KUBECONFIG: admin,
      KUBE_CONFIG_PATH: admin,
      K8S_SERVER: server,
      K8S_CA: file("ca.crt"),
      K8S_CLIENT_CERT: file("admin.crt"),
      K8S_CLIENT_KEY: file("admin.key"),
      K8S_DIR: folder,
    },
    api: (...args) => client.send(...args),
    stop: async () => {
      client.close();
      await remove();
    },
  };
}

function etcdFlags(data: string, client: number, peer: number): string[] {
  const [clients, peers] = [`http://${LOCALHOST}:${client}`, `http://${LOCALHOST}:${peer}`];
  return [
    "--name=one",
    `--data-dir=${data}`,
    "--unsafe-no-fsync",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=one=${peers}`,
  ];
}

function apiServerFlags(etcd: number, port: number): string[] {
  return [
    `--etcd-servers=http://${LOCALHOST}:${etcd}`,
    `--bind-address=${LOCALHOST}`,
    `--advertise-address=${LOCALHOST}`,
    `--secure-port=${port}`,
    "--endpoint-reconciler-type=none",
    "--tls-cert-file=server.crt",
    "--tls-private-key-file=server.key",
    "--client-ca-file=ca.crt",
    "--authorization-mode=Node,RBAC",
    "--service-cluster-ip-range=10.96.0.0/24",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-key-file=sa.key",
    "--service-account-signing-key-file=sa.key",
    "--profiling=false",
  ];
}

function controllerFlags(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--service-account-private-key-file=sa.key",
    "--root-ca-file=ca.crt",
    "--use-service-account-credentials",
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, LOCALHOST, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

const TAIL = 15;

/** The programs of one control plane. None outlives this process, however that ends: setpriv sees to it. */
class Processes {
  private readonly children: ChildProcess[] = [];
  private readonly ends: string[] = [];

  constructor(private readonly folder: string) {}

  /** Starts a program, which writes to `<name>.log`. */
  public start(name: string, path: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    const child = spawn("setpriv", ["--pdeathsig", "KILL", path, ...args], {
      cwd: this.folder,
      env: withoutClusters(process.env),
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.on("error", (error) => this.ends.push(`${name}: ${error.message}`));
    child.on("exit", (code, signal) => this.ends.push(`${name} ended with ${signal ?? code}`));
    this.children.push(child);
  }

  /** Waits for something that a program does. @throws when one ends, or after the deadline, with its last lines */
  public async until(name: string, what: string, isThere: () => Promise<boolean>, deadline: number): Promise<void> {
    while (!(await isThere().catch(() => false))) {
      if (this.ends.length > 0 || Date.now() > deadline) {
        const why = this.ends.join(", ") || `${what} did not come in time`;
        throw new Error(`${why}\n${this.tail(name)}`);
      }
      await sleep(100);
    }
  }

  /** Ends them, the last one first. */
  public async stop(): Promise<void> {
    for (const child of [...this.children].reverse()) {
      child.kill();
      for (let tries = 0; isRunning(child) && tries < 100; tries += 1) {
        if (tries === 50) {
          child.kill("SIGKILL");
        }
        await sleep(50);
      }
    }
  }

  private tail(name: string): string {
    return readFileSync(join(this.folder, `${name}.log`), "utf8")
      .split("\n")
      .slice(-TAIL)
      .join("\n");
  }
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Nothing of a real cluster may get to the programs. */
export function withoutClusters(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(KUBE_|KUBECONFIG$|KUBERNETES_)/.test(name)));
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const NAMES = "IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default.svc";

/** The authority of a control plane, and certificates for the API server and its clients. Needs the program openssl. */
function createCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const certificate = (name: string, subject: string, extensions: string) => {
    openssl("req", ...NEW_KEY, "-keyout", `${name}.key`, "-subj", subject, "-out", `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), extensions);
    const authority = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...authority, "-extfile", `${name}.ext`, "-out", `${name}.crt`);
  };
  openssl("req", "-x509", ...NEW_KEY, "-keyout", "ca.key", "-subj", "/CN=throwaway", "-days", "2", "-out", "ca.crt");
  certificate("server", "/CN=kube-apiserver", `subjectAltName=${NAMES}\nextendedKeyUsage=serverAuth\n`);
  certificate("admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth\n");
  certificate("controller", "/CN=system:kube-controller-manager", "extendedKeyUsage=clientAuth\n");
  // What tokens of service accounts are signed with.
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writeFileSync(join(folder, "sa.key"), privateKey, { mode: 0o600 });
}
