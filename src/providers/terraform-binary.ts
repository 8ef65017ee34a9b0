import { spawnSync } from "node:child_process";
import { PlanError } from "./plan-error";

/** A Terraform or an OpenTofu that can plan with mocked providers. */
export interface TerraformBinary {
  readonly command: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

const OLDEST = { Terraform: "1.7.0", OpenTofu: "1.8.0" };

const found = new Map<string, TerraformBinary>();

/** The binary of that name; without a name the one cdktf uses, or else whichever is on the PATH. */
export function terraformBinary(name = process.env.TERRAFORM_BINARY_NAME): TerraformBinary {
  const names = name ? [name] : ["terraform", "tofu"];
  const key = names.join();
  const binary = found.get(key) ?? names.map(identified).find((one) => one !== undefined);
  if (binary === undefined) {
    throw new PlanError(
      `plan needs ${names.join(" or ")} on the PATH; install Terraform 1.7 or OpenTofu 1.8 or later, or set binary`,
    );
  }
  if (binary.version.localeCompare(OLDEST[binary.product], undefined, { numeric: true }) < 0) {
    throw new PlanError(
      `plan needs ${binary.product} ${OLDEST[binary.product]} or later, since older ones have no mocked providers; ` +
        `${binary.command} is ${binary.version}`,
    );
  }
  found.set(key, binary);
  return binary;
}

function identified(command: string): TerraformBinary | undefined {
  const match = /^(Terraform|OpenTofu) v(\S+)/.exec(spawned(command, ["version"], process.cwd()).stdout ?? "");
  return match ? { command, product: match[1] as TerraformBinary["product"], version: match[2] } : undefined;
}

/** How a run ended. Without the types of Node.js, which whoever type-checks the declarations may not have. */
interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the binary. Settings that would change what is planned, such as TF_VAR_… or TF_WORKSPACE, do not reach it. */
export function spawned(command: string, args: string[], cwd: string, settings: Readonly<Record<string, string>> = {}): Ended {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith("TF_") || name.startsWith("TF_TOKEN_") || KEPT.includes(name),
    ),
  );
  return spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0", NO_COLOR: "1", ...settings },
    maxBuffer: 1 << 30,
  });
}

/** What decides where providers come from. */
export const KEPT = ["TF_CLI_CONFIG_FILE", "TF_CLI_ARGS_init", "TF_REGISTRY_CLIENT_TIMEOUT", "TF_REGISTRY_DISCOVERY_RETRY"];
