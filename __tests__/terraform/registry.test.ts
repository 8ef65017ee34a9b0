import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials } from "../../src";
import { writeImage } from "../support/image";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

// A login server has no port, so the registry listens on that of HTTP, which not everybody may take.
const HOST = "127.0.0.1";
const PORT = 80;

const PROGRAMS = ["docker-registry", "htpasswd", "skopeo"];
const missing = PROGRAMS.filter((program) => spawnSync("which", [program]).status !== 0);
const LISTEN = `require("node:net").createServer().listen(${PORT}, "${HOST}", () => process.exit(0)).on("error", () => process.exit(1))`;
const canListen = spawnSync(process.execPath, ["--eval", LISTEN]).status === 0;
const reasons = [
  ...missing.map((program) => `${program} is not installed`),
  ...(canListen ? [] : [`port ${PORT} cannot be taken`]),
];

const PASSWORDS = ["plain", '"quote" \\ $x %{y} & <z>', "Grüße 密码"];

(reasons.length === 0 ? describe : describe.skip)(`a real registry (${reasons.join(", ") || "at hand"})`, () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  let registry: ChildProcess;

  beforeAll(async () => {
    const users = PASSWORDS.map((password, index) =>
      execFileSync("htpasswd", ["-Bbn", `puller-${index}`, password], { encoding: "utf8" }),
    );
    writeFileSync(join(folder, "htpasswd"), users.map((line) => line.trim()).join("\n"));
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({
        version: 0.1,
        storage: { filesystem: { rootdirectory: join(folder, "data") } },
        http: { addr: `${HOST}:${PORT}` },
        auth: { htpasswd: { realm: "registry", path: join(folder, "htpasswd") } },
      }),
    );
    registry = spawn("docker-registry", ["serve", join(folder, "config.json")], { stdio: "ignore" });
    await listening();
    writeImage(join(folder, "image"));
    skopeo("copy", "--dest-tls-verify=false", "--dest-creds", `puller-0:${PASSWORDS[0]}`, `oci:${join(folder, "image")}`, IMAGE);
  });

  afterAll(() => {
    registry.kill();
    rmSync(folder, { recursive: true });
  });

  test.each(binaries())("accepts the secret's document, as %s evaluates it", (binary) => {
    inWorkspace(binary, (workspace) => {
      workspace.write(secrets()).variables({ password: PASSWORDS[1] }).apply();
      const state = workspace.state();
      for (const id of Object.keys(CREDENTIALS)) {
        const authfile = join(folder, `${id}.json`);
        writeFileSync(authfile, String(state[`kubernetes_secret_v1.${id}["apps"]`].data[".dockerconfigjson"]));
        const pull = ["copy", "--src-tls-verify=false", "--authfile", authfile, IMAGE, `dir:${join(folder, "pulled")}`];
        if (id === "wrong") {
          expect(() => skopeo(...pull)).toThrow(/unauthorized|authentication required/i);
        } else {
          expect(skopeo(...pull)).toContain("Writing manifest");
        }
      }
    });
  });
});

const IMAGE = `docker://${HOST}/team/app:1`;

const CREDENTIALS: Record<string, [username: string, password: string | undefined]> = {
  plain: ["puller-0", PASSWORDS[0]],
  variable: ["puller-1", undefined],
  letters: ["puller-2", PASSWORDS[2]],
  wrong: ["puller-2", PASSWORDS[0]],
};

function secrets() {
  const stack = emptyStack();
  const variable = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
  for (const [id, [username, password = variable]] of Object.entries(CREDENTIALS)) {
    const credentials = [RegistryCredentials.fromPassword({ loginServer: HOST, username, password })];
    new ImagePullSecret(stack, id, { credentials, namespaces: ["apps"] });
  }
  return stack;
}

function skopeo(...args: string[]): string {
  return execFileSync("skopeo", ["--insecure-policy", ...args], { encoding: "utf8", stdio: "pipe" });
}

async function listening(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(PORT, HOST, () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the registry does not answer");
}
