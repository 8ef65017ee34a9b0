import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");
const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** What the README's first command installs, at the versions that are tested here. */
const PEERS = Object.keys(peerDependencies);

/** What a project's package.json states, besides its name. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The folders of the packages that a project gets. */
const OWN = [PROJECT, join(PROJECT, "packages/terraform-stack-tools")];

/** A package as npm would publish it. */
export interface Packed {
  readonly name: string;
  /** In the folder that it was packed into. */
  readonly filename: string;
  /** The paths in it. */
  readonly paths: readonly string[];
}

/** Packs a package of this repository, which a build must have compiled, into another folder. */
export function pack(own: string, folder: string): Packed {
  const { main, bin } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  if (!existsSync(join(own, main ?? Object.values<string>(bin)[0]))) {
    throw new Error("npm run test:package packs what npm run build has compiled; run that first.");
  }
  const options = ["--json", "--ignore-scripts", "--no-update-notifier"];
  const { status, stdout, stderr } = spawnSync("npm", ["pack", ...options, own], { cwd: folder, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`npm pack ${own} exited with ${status}:\n${stderr}`);
  }
  const [{ name, filename, files }] = JSON.parse(stdout);
  return { name, filename, paths: files.map(({ path }: { readonly path: string }) => path) };
}

/** A project of somebody else, in an empty folder, which gets the packed constructs and tools. */
export class ForeignProject {
  /** The folder around it, which is empty otherwise. */
  public readonly root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  public readonly folder = join(this.root, "app");

  /** @param manifest its dependencies are installed in place of the peers of the same names */
  constructor(private readonly manifest: Manifest = {}) {
    mkdirSync(this.folder);
  }

  /**
   * Packs the constructs and the tools, and installs them with the peers of the constructs.
   * @param tools the names of development dependencies
   * @returns what was packed
   */
  public install(...tools: readonly string[]): Packed[] {
    const packed = OWN.map((own) => pack(own, this.folder));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "user", version: "1.0.0", ...this.manifest }));
    const stated = Object.keys(this.manifest.dependencies ?? {});
    const wanted = [...PEERS.filter((name) => !stated.includes(name)), ...tools];
    const files = packed.map(({ filename }) => `./${filename}`);
    this.npm("install", ...files, ...wanted.map((name) => `${name}@${devDependencies[name]}`));
    return packed;
  }

  /** Runs a command, which must succeed, and returns what it prints. */
  public run(command: string, ...args: readonly string[]): string {
    return this.runIn(".", command, ...args);
  }

  public runIn(folder: string, command: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: join(this.folder, folder), encoding: "utf8" });
    if (status !== 0) {
      throw new Error(`${command} ${args.join(" ")} exited with ${status}:\n${stdout}${stderr}`);
    }
    return stdout;
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private npm(...args: readonly string[]): string {
    return this.run("npm", ...args, "--no-audit", "--no-fund", "--no-update-notifier");
  }
}
