import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { startAks } from "./aks";
import { startAzure } from "./azure/start";
import { startKubernetes, withoutClusters } from "./kubernetes/start";
import { HELP, optionsOf, type TestbedOptions, UsageError } from "./options";
import { programs } from "./programs/place";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a command in the testbed. @returns its exit code */
async function run({ folder, state, hasKubernetes, registries, command }: TestbedOptions): Promise<number> {
  const { mirror, bin } = programs();
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const data = join(state, "etcd");
  const options = { state: join(state, "azure.json") };
  const cluster = hasKubernetes ? await startKubernetes({ kubelet: true, registries, data }) : undefined;
  try {
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

function commandIn(folder: string, [program, ...args]: TestbedOptions["command"], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: "inherit" });
    // The terminal sends them to the command as well, which decides; this process ends after it.
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of SIGNALS) {
      process.on(signal, forward);
    }
    child.on("error", (error) => {
      console.error(`${program} does not run: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}

async function main(): Promise<number> {
  // npm runs scripts at the top of the repository, and says where it was started.
  const options = optionsOf(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (!options) {
    console.log(HELP);
    return 0;
  }
  return run(options);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
