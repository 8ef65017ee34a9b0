import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type Ended, environment, type Program, runProcess } from "../shared/process";
import { PlanError } from "../shared/refusal";
import { inTemporaryFolder } from "../shared/remainders";

/** Where nothing listens: whatever a provider sends ends here at once, on this machine. */
export const NOWHERE = "http://127.0.0.1:9";

/** Variables that send programs there. */
const REFUSING_PROXY: Readonly<Record<string, string>> = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, NOWHERE]),
);

/** A host that nobody has, for a provider that must be given one (RFC 2606). */
export const UNREACHABLE = "provider.invalid";

/**
 * The environment of a provider's process: no credentials, no configuration files of the user, and a proxy that refuses
 * every connection.
 * @param folder its home and the place of its sockets, which the caller removes
 * @param programs folders of the only programs that it finds
 */
export function providerEnvironment(folder: string, programs: readonly string[]): Record<string, string> {
  const homes = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "TMPDIR", "TEMP", "TMP"];
  return {
    ...environment(),
    ...Object.fromEntries(homes.map((name) => [name, folder])),
    ...REFUSING_PROXY,
    PATH: programs.join(delimiter),
  };
}

/** A Terraform or OpenTofu that can mock providers. */
export interface TerraformBinary {
  readonly command: string;
  readonly product: Product;
  readonly version: string;
  /** The only folders that `init` takes providers from, without a download. @default wherever the environment says */
  readonly folders?: readonly string[];
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
  const { stdout } = spawned(command, ["version"], process.cwd());
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/.exec(stdout) ?? [];
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

/** The settings that decide where providers are downloaded from. */
export const SOURCE_SETTINGS: readonly string[] = [
  "TF_CLI_CONFIG_FILE",
  "TF_CLI_ARGS_init",
  "TF_REGISTRY_CLIENT_TIMEOUT",
  "TF_REGISTRY_DISCOVERY_RETRY",
];

/**
 * What `init` needs besides, to download providers and modules: proxies, certificates, where they come from, the tokens for
 * those places, and how git reaches modules by SSH.
 */
const DOWNLOAD = new RegExp(
  `^(HTTPS?_PROXY|NO_PROXY|SSL_CERT_(FILE|DIR)|SSH_AUTH_SOCK|GIT_SSH|GIT_SSH_COMMAND|TF_TOKEN_\\w+|${SOURCE_SETTINGS.join("|")})$`,
  "i",
);

/**
 * The environment of the binary: without credentials, without settings of the shell that would change the plan, such as
 * `TF_VAR_…` or `TF_WORKSPACE`, and with a proxy that refuses every connection.
 */
export function terraformEnvironment(
  settings: Readonly<Record<string, string>>,
  inherited: Readonly<Record<string, string>> = { ...environment(), ...REFUSING_PROXY },
): Record<string, string> {
  return { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0", NO_COLOR: "1", ...settings };
}

/** Runs the binary, which reaches no other machine. */
export function spawned(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
  input = "",
): Ended {
  return withoutRemains({ command, args, cwd, env: terraformEnvironment(settings), input });
}

/** Runs a command that downloads. */
export function spawnedOnline(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>>,
): Ended {
  return withoutRemains({ command, args, cwd, env: terraformEnvironment(settings, environment(DOWNLOAD)) });
}

/** The sockets of providers are in the folder for temporary files, where they would stay if a signal ends the binary. */
function withoutRemains(program: Program): Ended {
  const run = (temporary: Readonly<Record<string, string>>) => {
    const ended = runProcess({ ...program, env: { ...program.env, ...temporary } });
    // Not every command of every version knows `-no-color` or `NO_COLOR`.
    return { ...ended, stderr: stripVTControlCharacters(ended.stderr) };
  };
  // Whether the binary needs the folder is for the binary to say.
  return existsSync(tmpdir())
    ? inTemporaryFolder("engine", (folder) => run({ TMPDIR: folder, TEMP: folder, TMP: folder }))
    : run({});
}

export type Product = "Terraform" | "OpenTofu";

/** Where each product looks for providers whose source names no host. */
export const HOSTS: Readonly<Record<Product, string>> = {
  Terraform: "registry.terraform.io",
  OpenTofu: "registry.opentofu.org",
};

/** The first versions that can mock providers, which plan tests need. */
export const OLDEST_VERSIONS: Readonly<Record<Product, string>> = { Terraform: "1.7.0", OpenTofu: "1.8.0" };

/** Compares two versions such as `1.11.4` number by number: negative if the left one is older. */
export function compareVersions(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
