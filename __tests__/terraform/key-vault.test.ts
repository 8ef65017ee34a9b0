import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { ImagePullSecret, PullCheck, RegistryCredentials, ServiceAccount } from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace, type Workspace } from "../support/terraform";
import { KEY_VAULT_ID, LOGIN_SERVER } from "../support/values";

// What the replayed key vault answers for every secret.
const CANARY = "replayed-value";

function stackOf(generation?: number, passwordSecretName = "acr-password") {
  const stack = emptyStack();
  const credentials = RegistryCredentials.fromKeyVaultSecret(stack, "from-vault", {
    loginServer: LOGIN_SERVER,
    keyVaultId: new TerraformVariable(stack, "key_vault_id", { type: "string", default: KEY_VAULT_ID }).stringValue,
    usernameSecretName: "acr-username",
    passwordSecretName,
    generation,
  });
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, serviceAccount });
  return stack;
}

/** A secret that is kept: the search below has to find its password. */
function keptStack() {
  const stack = emptyStack();
  const password = new TerraformVariable(stack, "password", { type: "string", default: CANARY }).stringValue;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password })];
  new ImagePullSecret(stack, "acr-pull", { credentials, namespaces: ["apps"] });
  return stack;
}

/** The files of a workspace that hold a text, compressed parts of a plan file included. */
function filesWith(workspace: Workspace, text: string): string[] {
  const files = readdirSync(workspace.folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => name).filter((name) => contents(readFileSync(join(workspace.folder, name))).includes(text));
}

function contents(file: Buffer): string {
  const parts = [file.toString("latin1")];
  for (let at = file.indexOf("PK\x03\x04"); at >= 0; at = file.indexOf("PK\x03\x04", at + 4)) {
    const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
    try {
      parts.push(inflateRawSync(file.subarray(start), { finishFlush: 2 }).toString("latin1"));
    } catch {
      // Stored without compression: read above.
    }
  }
  return parts.join("\n");
}

const [binary] = binaries();

/** Plans and applies a stack. @returns what changed */
function deployed(workspace: Workspace, stack: TerraformStack): Record<string, string> {
  const changes = workspace.write(stack).plan();
  workspace.succeed("apply", "plan");
  return changes;
}

test("credentials of a key vault are kept out of the state, the plan and everything synthesized", () => {
  inWorkspace(binary, (workspace) => {
    deployed(workspace, stackOf(1));
    // When the generation is raised, or another secret named, the secret is written again, and the pull checked after that.
    for (const changed of [stackOf(1, "acr-password-2"), stackOf(2, "acr-password-2")]) {
      expect(deployed(workspace, changed)).toEqual({
        'kubernetes_secret_v1.acr-pull["apps"]': "update",
        'kubernetes_job_v1.check["apps"]': "delete+create",
      });
      expect(readdirSync(workspace.folder)).toEqual(expect.arrayContaining(["cdk.tf.json", "plan", "terraform.tfstate"]));
      expect(filesWith(workspace, CANARY)).toEqual([]);
      expect(filesWith(workspace, Buffer.from(CANARY).toString("base64"))).toEqual([]);
      expect(workspace.plan()).toEqual({});
    }
  });
});

test("a password that is kept would be found, in state and plan", () => {
  inWorkspace(binary, (workspace) => {
    deployed(workspace, keptStack());
    expect(filesWith(workspace, CANARY)).toEqual(expect.arrayContaining(["plan", "terraform.tfstate"]));
  });
});
