import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const REPLAY = join(__dirname, "replay");
const SCHEMAS = join(__dirname, "schemas");

const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["4.55.0", "5.2.0"],
  azuread: ["3.7.0", "3.9.0"],
  kubernetes: ["2.38.0", "3.2.1"],
  time: ["0.13.1", "0.14.2"],
};

/** Packs the schemas into the replaying provider, and builds it. */
export function buildReplaying(program: string): void {
  pack();
  go("build", "-trimpath", "-ldflags", "-s -w", "-o", program, ".");
}

/** Another name for another program. */
export function idOfReplaying(): string {
  const hash = createHash("sha256");
  for (const [folder, pattern] of [
    [REPLAY, /^go\.(mod|sum)$|(?<!_test)\.go$/],
    [SCHEMAS, /\.json$/],
  ] as const) {
    for (const name of readdirSync(folder)
      .filter((one) => pattern.test(one))
      .sort()) {
      hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

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

/** Lays the program out as each provider that it stands in for: it learns from its file name which one that is. */
export function layOutReplaying(program: string, mirror: string): void {
  for (const [name, versions] of Object.entries(PROVIDERS)) {
    for (const [version, host] of versions.flatMap((one) => HOSTS.map((host) => [one, host]))) {
      const file = `terraform-provider-${name}_v${version}`;
      const path = join(mirror, host, "hashicorp", name, version, "linux_amd64", file);
      mkdirSync(dirname(path), { recursive: true });
      linkSync(program, path);
    }
  }
}
