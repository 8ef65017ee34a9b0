import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { createCertificates } from "./certificates";
import { KubernetesClient, type Reply } from "./client";
import { writeKubeconfig } from "./kubeconfig";
import { Processes, withoutClusters } from "./processes";
import { program } from "./programs";

/** A real, empty control plane on the loopback interface. */
export interface ControlPlane {
  /** `KUBECONFIG`, `KUBE_CONFIG_PATH`, and what a provider's arguments want: `K8S_SERVER`, `K8S_CA`, … */
  readonly env: NodeJS.ProcessEnv;
  api(method: string, path: string, body?: JsonObject, contentType?: string): Promise<Reply>;
  stop(): Promise<void>;
}

export interface KubernetesOptions {
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
  const { kubelet = false, registries = [], apiServer = program("kube-apiserver"), data = "data", remove } = options;
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
  processes.start("controller-manager", program("kube-controller-manager"), controllerFlags(controller));
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
