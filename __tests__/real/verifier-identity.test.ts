import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalBackend, type TerraformStack } from "cdktf";
import { type JsonObject, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { writeImage } from "../support/image";
import { readPage } from "../support/pages";
import { stackOf } from "../support/readme";
import { missingPrograms, type Registry, startRegistry } from "../support/registry";
import { ENTRA, ISSUER, startWithIssuer, tokenOf } from "./support/nodes";
import {
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
} from "./support/providers";

const PAGE = readPage("docs/how-to/kubernetes/verify-signatures.md");
// cosign logs in to a registry of Azure by the environment that the webhook of Microsoft Entra Workload ID gives a pod.
const reasons = missingPrograms("skopeo", "cosign");
const LOGIN = { user: "signer", password: "of-the-pipeline" };
const [REGISTRY, OTHER] = ["abacregistry.azurecr.io", "contosoregistry.azurecr.io"];
const CLIENT_ID = "azure.workload.identity/client-id";
const CONTROLLERS = ["kyverno-admission-controller", "kyverno-reports-controller"];

/** Both identities of the page, outside of AKS: in a registry in ABAC mode that the imitation has, with the issuer of the test. */
function configured(use: (stack: TerraformStack) => void): TerraformStack {
  const [kyverno, ratify] = PAGE.fences.filter(({ language }) => language === "typescript").map(({ code }) => code);
  const code = `${kyverno}${ratify.slice(ratify.indexOf("const ratify"))}`
    .replace(/^const cluster = .*\n/m, "")
    .replace(/^ +cluster,$/gm, `issuerUrl: "${ISSUER}",`)
    .replace('"contoso"', '"abacregistry"');
  const stack = stackOf({ page: PAGE.path, title: "", code });
  new LocalBackend(stack, { path: "terraform.tfstate" });
  use(stack);
  return stack;
}

(reasons.length === 0 ? describeReal : describe.skip)(`the identity of a verifier (${reasons.join(", ") || "at hand"})`, () => {
  let images: Registry;
  let azure: FakeAzure;
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    images = await startRegistry({ passwords: { [LOGIN.user]: LOGIN.password } });
    const login = `http://${LOGIN.user}:${LOGIN.password}@${images.host}`;
    [cluster, azure] = await Promise.all([startWithIssuer(), startAzure({ FAKE_AZURE_IMAGES: login })]);
    await createNamespaces(cluster, "kyverno", "gatekeeper-system", "shop");
    await azure.helper("issuer", { issuer: ISSUER, keys: (await cluster.api("GET", "/openid/v1/jwks")).body });
    push();
  });

  afterAll(() => images.stop());

  function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: images.folder,
      encoding: "utf8",
      // Nobody's home has a login.
      env: { PATH: process.env.PATH, HOME: images.folder, COSIGN_PASSWORD: "", ...env },
    });
    return { isDone: status === 0, output: `${stdout}${stderr}` };
  }

  /** What a pipeline does: three images, of which one is not signed. */
  function push(): void {
    const { user, password } = LOGIN;
    run("cosign", ["generate-key-pair"]);
    writeImage(join(images.folder, "image"));
    const outcomes = ["team/signed", "team/unsigned", "other/signed"].flatMap((repository) => {
      const target = `${images.host}/${repository}:1`;
      const creds = ["--dest-tls-verify=false", "--dest-creds", `${user}:${password}`];
      const pushed = run("skopeo", ["--insecure-policy", "copy", ...creds, "oci:image", `docker://${target}`]);
      const flags = ["--key=cosign.key", "--tlog-upload=false", "--yes"];
      const sign = ["sign", ...flags, `--registry-username=${user}`, `--registry-password=${password}`, target];
      return repository.endsWith("/signed") ? [pushed, run("cosign", sign)] : [pushed];
    });
    expect(outcomes.filter(({ isDone }) => !isDone)).toEqual([]);
  }

  /** As a pod of the account: with the annotations of the account that the chart makes, and a token of the API server. */
  async function verifierOf(namespace: string, { name, annotations }: JsonObject) {
    const account = { namespace, name: textOf(name) };
    await cluster.api("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
    const { code, token } = await tokenOf(cluster, account, ENTRA);
    expect(code).toBe(201);
    const file = join(images.folder, `${namespace}-${account.name}`);
    writeFileSync(file, token);
    const { SSL_CERT_FILE, SSL_CERT_DIR, NO_PROXY } = azure.env;
    const identity = objectOf(annotations);
    return (image: string) =>
      run("cosign", ["verify", "--key=cosign.pub", "--insecure-ignore-tlog=true", "--k8s-keychain", image], {
        ...{ SSL_CERT_FILE, SSL_CERT_DIR, NO_PROXY, HTTPS_PROXY: azure.proxy },
        AZURE_CLIENT_ID: textOf(identity[CLIENT_ID]),
        AZURE_TENANT_ID: textOf(identity["azure.workload.identity/tenant-id"]),
        AZURE_FEDERATED_TOKEN_FILE: file,
      });
  }

  test.each(GENERATIONS)("verifies what is signed, and reads nothing else: $generation", async ({ use }) => {
    const workspace = new RealWorkspace(azure);
    try {
      await workspace.write(configured(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      const valuesOf = (name: string): JsonObject => JSON.parse(workspace.succeed("output", "-raw", `${name}_values`));
      const controllers = Object.values(valuesOf("kyverno")).map((one) => objectOf(objectOf(objectOf(one).rbac).serviceAccount));
      const ratify = valuesOf("ratify");
      const account = objectOf(ratify.serviceAccount);
      expect(ratify.azureWorkloadIdentity).toEqual({ clientId: objectOf(account.annotations)[CLIENT_ID] });
      const accounts = [...controllers.map((one) => ["kyverno", one] as const), ["gatekeeper-system", account] as const];
      expect(accounts.map(([, { name }]) => name)).toEqual([...CONTROLLERS, "ratify-admin"]);
      for (const [namespace, one] of accounts) {
        const verify = await verifierOf(namespace, one);
        expect(verify(`${REGISTRY}/team/signed:1`)).toEqual({
          isDone: true,
          output: expect.stringContaining("claims were validated"),
        });
        expect(verify(`${REGISTRY}/team/unsigned:1`)).toEqual(refused("no signatures found"));
        // Signed as well, but not for the identity to read.
        for (const [host, repository] of [
          [REGISTRY, "other/signed"],
          [OTHER, "team/signed"],
        ]) {
          const manifest = `https://${host}/v2/${repository}/manifests/1`;
          expect(verify(`${host}/${repository}:1`)).toEqual(refused(`${manifest}: UNAUTHORIZED`));
        }
        // The same account name in another namespace has no token that the identity trusts.
        const foreign = await verifierOf("shop", one);
        expect(foreign(`${REGISTRY}/team/signed:1`)).toEqual(refused(`https://${REGISTRY}/oauth2/token`));
      }
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
    } finally {
      workspace.remove();
    }
  });
});

function refused(reason: string) {
  return { isDone: false, output: expect.stringContaining(reason) };
}
