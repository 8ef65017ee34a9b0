import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { type JsonObject, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, PullIdentity, PullIdentityConsumer, RegistryPermissionMode, VerifierValues } from "../../src";
import { writeImage } from "../support/image";
import { missingPrograms, type Registry, startRegistry } from "../support/registry";
import { ENTRA, ISSUER, startWithIssuer, tokenOf } from "./support/nodes";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAzure,
} from "./support/providers";

// cosign logs in to a registry of Azure by the environment that the webhook of Microsoft Entra Workload ID gives a pod.
const reasons = missingPrograms("skopeo", "cosign");
const LOGIN = { user: "signer", password: "of-the-pipeline" };
const [REGISTRY, OTHER] = ["abacregistry.azurecr.io", "contosoregistry.azurecr.io"];
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const CONTROLLERS = ["kyverno-admission-controller", "kyverno-reports-controller"];

/** An identity that reads the repositories of one team, and another registry that grants it nothing. */
function configured(use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", {
    registryName: "abacregistry",
    resourceGroupName: "rg-shared",
    permissionMode: RegistryPermissionMode.ABAC,
  });
  const kyverno = new PullIdentity(stack, "kyverno", {
    ...PLACE,
    issuerUrl: ISSUER,
    consumer: PullIdentityConsumer.WORKLOAD_IDENTITY,
    subjects: CONTROLLERS.map((serviceAccount) => ({ namespaceName: "kyverno", serviceAccount })),
  });
  registry.grantPull(kyverno, { repositories: ["team/*"] });
  new TerraformOutput(stack, "values", { value: VerifierValues.forKyverno(kyverno) });
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
    await createNamespaces(cluster, "kyverno", "shop");
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
        AZURE_CLIENT_ID: textOf(identity["azure.workload.identity/client-id"]),
        AZURE_TENANT_ID: textOf(identity["azure.workload.identity/tenant-id"]),
        AZURE_FEDERATED_TOKEN_FILE: file,
      });
  }

  test.each(GENERATIONS)("verifies what is signed, and reads nothing else: $generation", async ({ use }) => {
    const workspace = new RealWorkspace(azure);
    try {
      await workspace.write(configured(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      const values: JsonObject = JSON.parse(workspace.succeed("output", "-raw", "values"));
      expect(Object.keys(values)).toEqual(["admissionController", "reportsController"]);
      for (const controller of Object.values(values).map(objectOf)) {
        expect(controller.podLabels).toEqual({ "azure.workload.identity/use": "true" });
        const account = objectOf(objectOf(controller.rbac).serviceAccount);
        const verify = await verifierOf("kyverno", account);
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
          expect(verify(`${host}/${repository}:1`)).toEqual(
            refused(`https://${host}/v2/${repository}/manifests/1: UNAUTHORIZED`),
          );
        }
        const foreign = await verifierOf("shop", account);
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
