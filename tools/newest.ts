import { writeFileSync } from "node:fs";
import { LOCK, type Lock, type Program, readLock } from "../__tests__/testbed/programs/lock-file";

const RELEASES = "https://releases.hashicorp.com";

/** The newest release of a program, where its publisher has it, which alone vouches for it. */
async function newestOf({ name, provider = "", url = "", files }: Program): Promise<Program> {
  const known = "not at all; its publisher alone vouches for it";
  const [, repository] = /^https:\/\/github\.com\/([\w-]+\/[\w-]+)/.exec(url) ?? [];
  if (name === "kubernetes-server") {
    const version = versionIn(await (await ask("https://dl.k8s.io/release/stable.txt")).text());
    const archive = `https://dl.k8s.io/v${version}/kubernetes-server-linux-amd64.tar.gz`;
    const servers = ["kube-apiserver", "kube-controller-manager"];
    const placed = servers.map((file) => [file, `kubernetes/${file}-${version.replace(/\.\d+$/, "")}`]);
    return { name, version, url: archive, checksums: `${archive}.sha512`, known, files: Object.fromEntries(placed) };
  }
  let version: string;
  let start: string;
  if (repository === undefined || provider.startsWith("hashicorp/")) {
    const product = provider === "" ? name : `terraform-provider-${name}`;
    const latest = await ask(`https://api.releases.hashicorp.com/v1/releases/${product}/latest`);
    const answer = (await latest.json()) as { readonly version: string };
    version = versionIn(answer.version);
    start = `${RELEASES}/${product}/${version}/${product}_${version}`;
  } else {
    // Without the API of GitHub, whose limit its machines share: the page of the latest release has its tag in its address.
    version = versionIn((await ask(`https://github.com/${repository}/releases/latest`)).url.split("/v").pop() ?? "");
    start = `https://github.com/${repository}/releases/download/v${version}/${url.split("/").pop()?.split("_")[0]}_${version}`;
  }
  const more = provider === "" ? { files } : { provider };
  return { name, version, url: `${start}_linux_amd64.zip`, checksums: `${start}_SHA256SUMS`, known, ...more };
}

/** What others call a version gets into addresses and paths. */
function versionIn(text: string): string {
  const [, version] = /^v?(\d+\.\d+\.\d+)\s*$/.exec(text) ?? [];
  if (version === undefined) {
    throw new Error(`${JSON.stringify(text)} is no version.`);
  }
  return version;
}

async function ask(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} answers with the status ${answer.status}`);
  }
  return answer;
}

/** The lock file of the testbed with the newest release of a program beside those that it has, or in place of the one at the same paths. */
export async function withNewest(lock: Lock, name: string): Promise<Lock> {
  const first = lock.programs.find((one) => one.name === name && one.url !== undefined);
  if (first === undefined) {
    throw new Error(`The testbed has no program ${name}.`);
  }
  const newest = await newestOf(first);
  const place = ({ provider, version, files }: Program) => JSON.stringify(provider ? [provider, version] : files);
  const isReplaced = (one: Program) => one.name === name && place(one).startsWith(place(newest).slice(0, -1));
  return { ...lock, programs: [...lock.programs.filter((one) => !isReplaced(one)), newest] };
}

async function main(names: readonly string[]): Promise<void> {
  for (const name of names) {
    writeFileSync(LOCK, `${JSON.stringify(await withNewest(readLock(LOCK), name), undefined, 2)}\n`);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
