import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HOST = "127.0.0.1";

/** What is missing of the programs that a test with a real registry needs. */
export function missingPrograms(...others: readonly string[]): string[] {
  return ["docker-registry", "htpasswd", ...others]
    .filter((program) => spawnSync("which", [program]).status !== 0)
    .map((program) => `${program} is not installed`);
}

interface Options {
  /** A free one, unless it is stated. */
  readonly port?: number;
  /** By user. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** A real registry that runs. */
export interface Registry {
  readonly folder: string;
  readonly host: string;
  stop(): void;
}

export async function startRegistry({ port: stated, passwords }: Options): Promise<Registry> {
  const port = stated ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const [htpasswd, config] = ["htpasswd", "config.json"].map((name) => join(folder, name));
  const users = Object.entries(passwords).map(([user, password]) =>
    execFileSync("htpasswd", ["-Bbn", user, password], { encoding: "utf8" }).trim(),
  );
  writeFileSync(htpasswd, users.join("\n"));
  const content = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: `${HOST}:${port}` },
    auth: { htpasswd: { realm: "registry", path: htpasswd } },
  };
  writeFileSync(config, JSON.stringify(content));
  const program = spawn("docker-registry", ["serve", config], { stdio: "ignore" });
  const stop = () => {
    program.kill();
    rmSync(folder, { recursive: true });
  };
  await listening(port);
  return { folder, host: `${HOST}:${port}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, HOST, () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the registry does not answer");
}
