import { spawnSync } from "node:child_process";
import { PlanError } from "../shared/refusal";
import { compareVersions, OLDEST_VERSIONS, type Product } from "../stack/version";

/** A Terraform or OpenTofu that can mock providers. */
export interface TerraformBinary {
  readonly command: string;
  readonly product: Product;
  readonly version: string;
}

/** By command. */
const found = new Map<string, TerraformBinary>();

/**
 * The binary of a name or path; by default the one that cdktf uses, otherwise the first of `terraform` and `tofu` on
 * the PATH.
 * @throws PlanError if there is none, or if it is too old
 */
export function terraformBinary(name = process.env.TERRAFORM_BINARY_NAME): TerraformBinary {
  const names = namesFor(name);
  const binary = firstOf(names);
  if (binary === undefined) {
    throw new PlanError(
      `plan needs ${names.join(" or ")} on the PATH; install Terraform 1.7 or OpenTofu 1.8 or later, or set binary`,
      "terraform-binary",
    );
  }
  const oldest = OLDEST_VERSIONS[binary.product];
  if (compareVersions(binary.version, oldest) < 0) {
    throw new PlanError(
      `plan needs ${binary.product} ${oldest} or later, because older versions cannot mock providers; ` +
        `${binary.command} is ${binary.version}`,
      "terraform-binary",
    );
  }
  return binary;
}

/**
 * Whether `plan` finds a Terraform or OpenTofu, so that a test can be skipped on machines without one. One that is too
 * old counts, because `plan` then says so.
 * @param name `terraform`, `tofu` or a path. Default: TERRAFORM_BINARY_NAME, otherwise the first one on the PATH
 * @example
 * (hasTerraform() ? test : test.skip)("plans one subnet", () => {
 *   expect(Object.keys(plan(attach).resources)).toHaveLength(1);
 * });
 */
export function hasTerraform(name = process.env.TERRAFORM_BINARY_NAME): boolean {
  return firstOf(namesFor(name)) !== undefined;
}

function namesFor(name: string | undefined): readonly string[] {
  return name ? [name] : ["terraform", "tofu"];
}

/** A process is started for each name up to the first that is one, and once for that. */
function firstOf([command, ...others]: readonly string[]): TerraformBinary | undefined {
  return command === undefined ? undefined : (identified(command) ?? firstOf(others));
}

function identified(command: string): TerraformBinary | undefined {
  const known = found.get(command);
  if (known !== undefined) {
    return known;
  }
  // Nothing is printed where there is no such command.
  const { stdout } = spawned(command, ["version"], process.cwd());
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/.exec(stdout ?? "") ?? [];
  if (!isProduct(product)) {
    return undefined;
  }
  const binary = { command, product, version };
  found.set(command, binary);
  return binary;
}

function isProduct(text: string | undefined): text is Product {
  return text !== undefined && text in OLDEST_VERSIONS;
}

/** How a process ended. The types of Node.js are left out of it, since a user's compiler may not have them. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The environment of the binary: without settings of the shell that would change the plan, such as `TF_VAR_…` or
 * `TF_WORKSPACE`.
 */
export function terraformEnvironment(settings: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const reaches = (name: string) =>
    !name.startsWith("TF_") || name.startsWith("TF_TOKEN_") || SOURCE_SETTINGS.includes(name);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => reaches(name)));
  return { ...env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0", NO_COLOR: "1", ...settings };
}

/** Runs the binary. */
export function spawned(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
  input = "",
): Ended {
  return spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: terraformEnvironment(settings),
    input,
    maxBuffer: 1 << 30,
  });
}

/** The settings that decide where providers are downloaded from. */
export const SOURCE_SETTINGS: readonly string[] = [
  "TF_CLI_CONFIG_FILE",
  "TF_CLI_ARGS_init",
  "TF_REGISTRY_CLIENT_TIMEOUT",
  "TF_REGISTRY_DISCOVERY_RETRY",
];
