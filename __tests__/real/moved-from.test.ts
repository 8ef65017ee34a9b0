import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import {
  AksCluster,
  ContainerRegistry,
  ContainerRegistrySku,
  DefaultServiceAccount,
  ImagePolicy,
  ImagePullSecret,
  PullIdentity,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCache,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../src";
import { render } from "../support/stack";
import { binaries } from "../support/terraform";
import { ALICE } from "../testbed/azure/known";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };

/** What each construct is called, and was called. The order is that of an app in which nobody thought of moves. */
interface Names {
  readonly scope?: string;
  readonly registry: string;
  readonly cluster: string;
  readonly token: string;
  readonly principal: string;
  readonly secret: string;
  readonly identity: string;
  readonly account: string;
  readonly others: string;
  readonly demand: string;
  readonly approved: string;
}

const FORMER: Names = {
  registry: "acr",
  cluster: "aks",
  token: "team-token",
  principal: "puller",
  secret: "acr-pull",
  identity: "shop",
  account: "app",
  others: "default",
  demand: "demand",
  approved: "approved",
};

const PRESENT: Names = {
  scope: "platform",
  registry: "images",
  cluster: "prod",
  token: "of-team",
  principal: "robot",
  secret: "pull",
  identity: "orders",
  account: "pods",
  others: "patched",
  demand: "policy",
  approved: "images-policy",
};

/** Whose plan fails with a path that Terraform does not know. Of the others, a mistyped path moves nothing. */
const GUARDED = [
  PRESENT.registry,
  PRESENT.cluster,
  PRESENT.token,
  PRESENT.principal,
  PRESENT.secret,
  `${PRESENT.secret}-of-accounts`,
];

interface Options {
  /** What `movedFrom` is for a construct by its former path. */
  readonly movedFrom?: (path: string) => string;
  readonly location?: string;
  readonly preventDestroy?: boolean;
}

function build(stack: TerraformStack, names: Names, { movedFrom, location, preventDestroy = true }: Options): void {
  const scope = names.scope === undefined ? stack : new Construct(stack, names.scope);
  const from = (name: keyof Names) => movedFrom?.(FORMER[name] ?? "");
  const place = { ...PLACE, location: location ?? PLACE.location };
  const registry = new ContainerRegistry(scope, names.registry, {
    ...place,
    registryName: "contosodear",
    sku: ContainerRegistrySku.PREMIUM,
    preventDestroy: preventDestroy && location === undefined,
    movedFrom: from("registry"),
  });
  new RegistryCache(registry, "mcr-cache", { registry, upstream: "mcr.microsoft.com/*", repository: "mcr/*" });
  const cluster = new AksCluster(scope, names.cluster, {
    ...PLACE,
    clusterName: "dear",
    preventDestroy,
    movedFrom: from("cluster"),
  });
  registry.grantPull(cluster);
  const token = new RegistryToken(scope, names.token, {
    registry,
    repositories: ["team/*"],
    tokenName: "team-token",
    generation: 2,
    movedFrom: from("token"),
  });
  new ServicePrincipalCredentials(scope, names.principal, {
    registry,
    displayName: "puller",
    owners: [ALICE],
    movedFrom: from("principal"),
  });
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)", default: ["apps", "jobs"] }).listValue;
  new ImagePullSecret(scope, names.secret, {
    credentials: [token],
    namespaces,
    secretName: "acr-pull",
    movedFrom: from("secret"),
  });
  const secret = new ImagePullSecret(scope, `${names.secret}-of-accounts`, {
    credentials: [token],
    namespaces: ["apps"],
    secretName: "of-accounts",
    movedFrom: movedFrom?.(`${FORMER.secret}-of-accounts`),
  });
  const imagePullSecrets = [secret];
  const account = { serviceAccountName: "app", imagePullSecrets, movedFrom: from("account") };
  const serviceAccount = new ServiceAccount(scope, names.account, account);
  new DefaultServiceAccount(scope, names.others, { imagePullSecrets, preventDestroy: false, movedFrom: from("others") });
  const mode = PullSecretPolicyMode.VALIDATE;
  new PullSecretPolicy(scope, names.demand, { mode, serviceAccount, policyName: "demand", movedFrom: from("demand") });
  const allowedImages = ["contosodear.azurecr.io"];
  new ImagePolicy(scope, names.approved, { allowedImages, policyName: "approved", movedFrom: from("approved") });
  const issuers = { issuerUrl: "https://oidc.contoso.com/blue", issuerUrls: { green: "https://oidc.contoso.com/green" } };
  for (const [suffix, where] of Object.entries({ "": issuers, "-in-aks": { cluster, identityBindingName: "shop" } })) {
    const identity = new PullIdentity(scope, `${names.identity}${suffix}`, {
      ...{ ...PLACE, ...where, identityName: `shop${suffix}` },
      subjects: [{ namespaceName: "shop", serviceAccountName: "app" }],
      movedFrom: movedFrom?.(`${FORMER.identity}${suffix}`),
    });
    registry.grantPull(identity);
  }
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let workspace: RealWorkspace;
  let env: FakeAzure["env"];

  const configure = (names: Names, options: Options = {}, place = workspace) => {
    const stack = azureStack();
    new AzureadProvider(stack, "azuread");
    new KubernetesProvider(stack, "kubernetes");
    build(stack, names, options);
    use(stack);
    // Line by line, as cdktf writes it: Terraform shows the line of an expression.
    return place.file("cdk.tf.json", JSON.stringify(render(stack), null, 2));
  };

  /** By the address before: the one after. */
  const moves = () => {
    const { resource_changes = [] }: PlanJson = JSON.parse(workspace.succeed("show", "-json", "plan"));
    return resource_changes.flatMap(({ address, previous_address }) => (previous_address ? [[previous_address, address]] : []));
  };

  beforeAll(async () => {
    const [azure, cluster] = await Promise.all([startAzure(), startKubernetes()]);
    await createNamespaces(cluster, "apps", "jobs");
    env = { ...cluster.env, ...azure.env };
    workspace = new RealWorkspace({ env });
    configure(FORMER).apply();
  });

  test.each(binaries())("a mistyped path fails the plan of each in %s, with the repair, and plans no deletion", (binary) => {
    const other = new RealWorkspace({ env }, binary);
    other.file("terraform.tfstate", readFileSync(join(workspace.folder, "terraform.tfstate"), "utf8"));
    const { code, output } = configure(PRESENT, { movedFrom: (path) => `${path}s` }, other).run(
      "plan",
      "-input=false",
      "-no-color",
    );
    expect(code).toBe(1);
    for (const name of GUARDED) {
      // In the line of the expression, which is what an engine shows.
      const line = output.split("\n").find((text) => text.includes(`[stack/platform/${name}] movedFrom`)) ?? "";
      expect(line).toContain('"count": ');
      expect(line).toContain("movedFrom must be the path of the last deployment");
      expect(line).toContain("; correct it, and set each name that came from the former id; leave it out where");
    }
    expect(output.match(/Error: /g)).toHaveLength(GUARDED.length);
  });

  test("a replacement fails the plan as long as the move is stated", () => {
    configure(PRESENT, { movedFrom: (path) => path, location: "northeurope" });
    const { code, output } = workspace.run("plan", "-input=false", "-no-color");
    expect(code).toBe(1);
    expect(output).toContain("[stack/platform/images] movedFrom must be the path of the last deployment");
  });

  test("an environment that is new fails as long as the move is stated, and is created without it", () => {
    const fresh = new RealWorkspace({ env });
    const { code, output } = configure(PRESENT, { movedFrom: (path) => path }, fresh).run("plan", "-input=false", "-no-color");
    expect(code).toBe(1);
    expect(output).toContain("leave it out where this is new, replaced or destroyed");
    expect(
      configure(PRESENT, {}, fresh)
        .changes()
        .map(({ action }) => action),
    ).not.toContain("delete");
  });

  test("everything that is renamed at once is moved, and all below", () => {
    const before = Object.keys(workspace.state()).filter((address) => !address.startsWith("data."));
    configure(PRESENT, { movedFrom: (path) => path });
    expect(workspace.changes()).toEqual([]);
    expect(
      moves()
        .map(([address]) => address)
        .sort(),
    ).toEqual(before.sort());
    expect(workspace.apply()).toContain("0 added, 0 changed, 0 destroyed");
    expect(workspace.changes()).toEqual([]);
    expect(moves()).toEqual([]);
    expect(configure(PRESENT).changes()).toEqual([]);
  });

  test.each([
    [["apps", "jobs", "web"], "Plan: 1 to add, 0 to change, 0 to destroy."],
    [[], "Plan: 0 to add, 0 to change, 2 to destroy."],
  ])("with their moves, secrets are those of the namespaces %j", (namespaces, summary) => {
    configure(PRESENT, { movedFrom: (path) => path });
    expect(workspace.succeed("plan", "-input=false", `-var=namespaces=${JSON.stringify(namespaces)}`)).toContain(summary);
  });

  test("what is there is destroyed while its move is stated, and a destroy that ended halfway goes on without", () => {
    const destroy = (...args: readonly string[]) => workspace.run("destroy", "-auto-approve", "-input=false", ...args);
    configure(PRESENT, { movedFrom: (path) => path, preventDestroy: false });
    const cluster = Object.keys(workspace.state()).find((address) => address.startsWith("azurerm_kubernetes_cluster."));
    expect(destroy(`-target=${cluster}`).code).toBe(0);
    expect(destroy()).toMatchObject({ code: 1, output: expect.stringContaining("[stack/platform/prod] movedFrom must be") });
    configure(PRESENT, { preventDestroy: false });
    expect(destroy().code).toBe(0);
    expect(workspace.state()).toEqual({});
  });
});
