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

/** A project of somebody else, in an empty folder, which gets the packed package. */
export class ForeignProject {
  /** The folder around it, which is empty otherwise. */
  public readonly root = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  public readonly folder = join(this.root, "app");

  /** @param manifest its dependencies are installed in place of the peers of the same names */
  constructor(private readonly manifest: Manifest = {}) {
    mkdirSync(this.folder);
  }

  /**
   * Packs the package and installs it with its peers.
   * @param tools the names of development dependencies
   * @returns the paths in the package
   */
  public install(...tools: readonly string[]): string[] {
    if (!existsSync(join(PROJECT, "lib/index.js"))) {
      throw new Error("npm run test:package packs what npm run build has compiled; run that first.");
    }
    const [{ filename, files }] = JSON.parse(this.npm("pack", "--json", "--ignore-scripts", PROJECT));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "user", version: "1.0.0", ...this.manifest }));
    const stated = Object.keys(this.manifest.dependencies ?? {});
    const wanted = [...PEERS.filter((name) => !stated.includes(name)), ...tools];
    this.npm("install", `./${filename}`, ...wanted.map((name) => `${name}@${devDependencies[name]}`));
    return files.map(({ path }: { path: string }) => path);
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
