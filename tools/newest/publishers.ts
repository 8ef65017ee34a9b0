import { execFileSync } from "node:child_process";
import type { Lock, Program } from "../../__tests__/testbed/programs/lock-file";

const RELEASES = "https://releases.hashicorp.com";
const PLATFORM = "linux_amd64";

/** The newest version on npm. */
export function newestOnNpm(name: string): string {
  return plainVersion(execFileSync("npm", ["view", name, "version"], { encoding: "utf8" }).trim());
}

/** What others call a version gets into code, addresses and commands. */
function plainVersion(text: unknown): string {
  if (typeof text !== "string" || !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is no version.`);
  }
  return text;
}

/** The newest version on PyPI, whose wheels have the packages of cdktn that are tried. */
export function newestOnPypi(name: string): string {
  const text = execFileSync("python3", ["-m", "pip", "index", "versions", name], { encoding: "utf8" });
  const [, version] = /^\S+ \((\S+)\)/.exec(text) ?? [];
  if (version === undefined) {
    throw new Error(`pip names no version of ${name}: ${text}`);
  }
  return plainVersion(version);
}

/** The newest releases of programs, by their names, as entries of the testbed's lock file: their publishers alone vouch for them. */
export const PUBLISHERS: Readonly<Record<string, () => Promise<Program>>> = {
  terraform: () => ofHashicorp("terraform", { name: "terraform", files: { terraform: "bin/terraform" } }),
  opentofu: () => ofGithub("opentofu/opentofu", "tofu", { name: "opentofu", files: { tofu: "bin/tofu" } }),
  azurerm: () => hashicorpProvider("azurerm"),
  azuread: () => hashicorpProvider("azuread"),
  kubernetes: () => hashicorpProvider("kubernetes"),
  time: () => hashicorpProvider("time"),
  azapi: () =>
    ofGithub("Azure/terraform-provider-azapi", "terraform-provider-azapi", { name: "azapi", provider: "azure/azapi" }),
  "kubernetes-server": ofKubernetes,
};

type Kept = Pick<Program, "name" | "provider" | "files">;

function hashicorpProvider(name: string): Promise<Program> {
  return ofHashicorp(`terraform-provider-${name}`, { name, provider: `hashicorp/${name}` });
}

async function ofHashicorp(product: string, kept: Kept): Promise<Program> {
  const answer = await ask(`https://api.releases.hashicorp.com/v1/releases/${product}/latest`);
  const version = plainVersion((await answer.json()).version);
  return released(kept, version, `${RELEASES}/${product}/${version}/${product}_${version}`);
}

/** Without the API of GitHub, whose limit machines of GitHub share: the page of the latest release has its tag in its address. */
async function ofGithub(repository: string, file: string, kept: Kept): Promise<Program> {
  const { url } = await ask(`https://github.com/${repository}/releases/latest`);
  const version = plainVersion(url.slice(url.lastIndexOf("/") + 1).replace(/^v/, ""));
  return released(kept, version, `https://github.com/${repository}/releases/download/v${version}/${file}_${version}`);
}

function released(kept: Kept, version: string, start: string): Program {
  const known = "not at all; its publisher alone vouches for it";
  return { ...kept, version, url: `${start}_${PLATFORM}.zip`, checksums: `${start}_SHA256SUMS`, known };
}

async function ofKubernetes(): Promise<Program> {
  const text = await (await ask("https://dl.k8s.io/release/stable.txt")).text();
  const version = plainVersion(text.trim().replace(/^v/, ""));
  const minor = version.split(".").slice(0, 2).join(".");
  const url = `https://dl.k8s.io/v${version}/kubernetes-server-linux-amd64.tar.gz`;
  const files = Object.fromEntries(
    ["kube-apiserver", "kube-controller-manager"].map((file) => [file, `kubernetes/${file}-${minor}`]),
  );
  const known = "not at all; its publisher alone vouches for it";
  return { name: "kubernetes-server", version, url, checksums: `${url}.sha512`, known, files };
}

async function ask(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} answers with the status ${answer.status}`);
  }
  return answer;
}

/** The lock file with other programs beside those that it has, or in their place where they belong to the same paths or are the same. */
export function withPrograms(lock: Lock, added: readonly Program[]): Lock {
  const paths = new Set(added.flatMap(({ files = {} }) => Object.values(files)));
  const titles = new Set(added.map(({ provider, version }) => `${provider} ${version}`));
  const kept = lock.programs.filter(
    ({ provider, version, files = {} }) =>
      !Object.values(files).some((path) => paths.has(path)) && !(provider && titles.has(`${provider} ${version}`)),
  );
  return { ...lock, programs: [...kept, ...added] };
}
