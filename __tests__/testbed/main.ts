import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { startAks } from "./aks";
import { startAzure } from "./azure/start";
import { startKubernetes, withoutClusters } from "./kubernetes/start";
import { programs } from "./programs/place";

const HELP = `usage: npm run testbed -- [--folder <path>] [--no-kubernetes] <command> [arguments]

Starts an imitation of Azure and a real, empty Kubernetes API server on this machine, and runs the command with all that
the real providers need to find them. Exits with the command's code. Nothing reaches a cloud.

  --folder <path>    where the command runs (default: where npm was started); what exists is kept in .testbed there
  --no-kubernetes    without the API server, which takes some seconds to start`;

/** Runs a command in the testbed. @returns its exit code */
async function run(folder: string, hasKubernetes: boolean, command: readonly string[]): Promise<number> {
  const { mirror, bin } = programs();
  const state = join(folder, ".testbed");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const cluster = hasKubernetes ? await startKubernetes({ kubelet: true, data: join(state, "etcd") }) : undefined;
  try {
    const options = { state: join(state, "azure.json") };
    const azure = await (cluster ? startAks(cluster, options) : startAzure(options));
    try {
      return await commandIn(folder, command, {
        ...withoutClusters(azure.env),
        ...placeOf(cluster?.env),
        PATH: `${azure.env.PATH}${delimiter}${bin}`,
        // Terraform finds the real providers, and nothing else.
        TF_CLI_ARGS_init: `-plugin-dir='${mirror}'`,
        TF_PLUGIN_DIR: mirror,
        TF_CLI_CONFIG_FILE: undefined,
      });
    } finally {
      await azure.stop();
    }
  } finally {
    await cluster?.stop();
  }
}

/** Where the API server is. */
function placeOf(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^(KUBECONFIG$|KUBE_CONFIG_PATH$|K8S_)/.test(name)));
}

function commandIn(folder: string, [program, ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: "inherit" });
    // The terminal sends them to the command as well, which decides; this process ends after it.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => child.kill(signal));
    }
    child.on("error", (error) => {
      console.error(`${program} does not run: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}

async function main(command: string[]): Promise<number> {
  // npm runs scripts at the top of the repository, and says where it was started.
  let folder = process.env.INIT_CWD ?? process.cwd();
  let hasKubernetes = true;
  while (command[0]?.startsWith("-")) {
    const option = command.shift();
    if (option === "--folder") {
      folder = resolve(folder, command.shift() ?? ".");
    } else if (option === "--no-kubernetes") {
      hasKubernetes = false;
    } else {
      command = [];
    }
  }
  if (command.length === 0) {
    console.error(HELP);
    return 2;
  }
  return run(folder, hasKubernetes, command);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
