import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials } from "../../src";
import { writeImage } from "../support/image";
import { missingPrograms, type Registry, startRegistry } from "../support/registry";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

// A login server has no port, so the registry listens on that of HTTP, which not everybody may take.
const HOST = "127.0.0.1";
const PORT = 80;

const LISTEN = `require("node:net").createServer().listen(${PORT}, "${HOST}", () => process.exit(0)).on("error", () => process.exit(1))`;
const canListen = spawnSync(process.execPath, ["--eval", LISTEN]).status === 0;
const reasons = [...missingPrograms("skopeo"), ...(canListen ? [] : [`port ${PORT} cannot be taken`])];

const PASSWORDS = ["plain", '"quote" \\ $x %{y} & <z>', "Grüße 密码"];

(reasons.length === 0 ? describe : describe.skip)(`a real registry (${reasons.join(", ") || "at hand"})`, () => {
  const passwords = Object.fromEntries(PASSWORDS.map((password, index) => [`puller-${index}`, password]));
  let registry: Registry;
  let folder: string;

  beforeAll(async () => {
    registry = await startRegistry({ port: PORT, passwords });
    folder = registry.folder;
    writeImage(join(folder, "image"));
    skopeo("copy", "--dest-tls-verify=false", "--dest-creds", `puller-0:${PASSWORDS[0]}`, `oci:${join(folder, "image")}`, IMAGE);
  });

  afterAll(() => registry.stop());

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
