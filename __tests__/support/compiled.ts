import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

/** A package as it is installed, since one that compiles itself while it runs starts too slowly to be killed in time. */
export class Compiled {
  private readonly folder: string;

  constructor(private readonly name: string) {
    mkdirSync(join(PROJECT, "dist"), { recursive: true });
    this.folder = mkdtempSync(join(PROJECT, "dist", "compiled-"));
    const source = join(PROJECT, "packages", name);
    cpSync(join(source, "src"), join(this.folder, "lib"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
    for (const path of ["package.json", "CHANGELOG.md", "templates"].filter((name) => existsSync(join(source, name)))) {
      cpSync(join(source, path), join(this.folder, path), { recursive: true });
    }
    const esbuild = join(PROJECT, "node_modules/.bin/esbuild");
    const out = ["--outbase=src", `--outdir=${join(this.folder, "lib")}`];
    execFileSync(esbuild, ["src/**/*.ts", ...out, "--format=cjs", "--platform=node", "--log-level=error"], { cwd: source });
  }

  /** The file that its program starts with. */
  public get program(): string {
    return join(this.folder, this.name === "create-cdktf-acr-aks" ? "lib/main.js" : "lib/cli/main.js");
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
