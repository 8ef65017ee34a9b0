import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

// Packs the schemas into the replaying provider, tests and builds it, and lays it out as each provider that it stands in for:
//   node --import tsx testbed/terraform/build.ts [folder]
const REPLAY = join(__dirname, "replay");
const SCHEMAS = join(__dirname, "schemas");

const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["4.55.0", "5.2.0"],
  azuread: ["3.7.0", "3.9.0"],
  kubernetes: ["2.38.0", "3.2.1"],
  time: ["0.13.1", "0.14.2"],
};

function pack(): void {
  const packed = join(REPLAY, "packed");
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed);
  for (const name of readdirSync(SCHEMAS)) {
    writeFileSync(join(packed, `${name}.gz`), gzipSync(readFileSync(join(SCHEMAS, name)), { level: 9 }));
  }
}

function go(...args: readonly string[]): void {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" };
  execFileSync("go", args, { cwd: REPLAY, env, stdio: "inherit" });
}

/** The provider learns from its file name whom it stands in for. */
function layOut(program: string, mirror: string): void {
  for (const [name, versions] of Object.entries(PROVIDERS)) {
    for (const [version, host] of versions.flatMap((one) => HOSTS.map((host) => [one, host]))) {
      const path = join(
        mirror,
        host,
        "hashicorp",
        name,
        version,
        "linux_amd64",
        `terraform-provider-${name}_v${version}`,
      );
      mkdirSync(dirname(path), { recursive: true });
      linkSync(program, path);
    }
  }
}

const folder = resolve(process.argv[2] ?? join(__dirname, "../../dist/replaying"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
pack();
go("vet", "./...");
go("test", "./...");
go("build", "-trimpath", "-ldflags", "-s -w", "-o", join(folder, "replay"), ".");
layOut(join(folder, "replay"), join(folder, "mirror"));
console.log(`export TF_CLI_ARGS_init="-plugin-dir='${join(folder, "mirror")}'"`);
