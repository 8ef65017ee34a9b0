import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import {
  AksCluster,
  ContainerRegistry,
  ContainerRegistrySku,
  ImagePullSecret,
  RegistryCache,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { render } from "../support/stack";
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
}

const FORMER: Names = {
  registry: "acr",
  cluster: "aks",
  token: "team-token",
  principal: "puller",
  secret: "acr-pull",
};

const PRESENT: Names = {
  scope: "platform",
  registry: "images",
  cluster: "prod",
  token: "of-team",
  principal: "robot",
  secret: "pull",
};

interface Options {
  /** What `movedFrom` is for a construct by its former path. */
  readonly movedFrom?: (path: string) => string;
  readonly location?: string;
}

function build(stack: TerraformStack, names: Names, { movedFrom, location }: Options): void {
  const scope = names.scope === undefined ? stack : new Construct(stack, names.scope);
  const from = (name: keyof Names) => movedFrom?.(FORMER[name] ?? "");
  const preventDestroy = true;
  const place = { ...PLACE, location: location ?? PLACE.location };
  const registry = new ContainerRegistry(scope, names.registry, {
    ...place,
    registryName: "contosodear",
    sku: ContainerRegistrySku.PREMIUM,
    preventDestroy: location === undefined,
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
  new ImagePullSecret(scope, names.secret, {
    credentials: [token],
    namespaces: ["apps", "jobs"],
    secretName: "acr-pull",
    movedFrom: from("secret"),
  });
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

  const guarded = () => {
    const { scope: _scope, ...named } = PRESENT;
    return Object.values(named);
  };

  beforeAll(async () => {
    const [azure, cluster] = await Promise.all([startAzure(), startKubernetes()]);
    await createNamespaces(cluster, "apps", "jobs");
    env = { ...cluster.env, ...azure.env };
    workspace = new RealWorkspace({ env });
    configure(FORMER).apply();
  });

  test("a mistyped path fails the plan of each, with the repair, and plans no deletion", () => {
    const { code, output } = configure(PRESENT, { movedFrom: (path) => `${path}s` }).run("plan", "-input=false", "-no-color");
    expect(code).toBe(1);
    for (const name of guarded()) {
      expect(output).toContain(`[stack/platform/${name}] movedFrom must be the path of the last deployment`);
    }
    expect(output.match(/Error: /g)).toHaveLength(guarded().length);
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

  test("registries, clusters, tokens, service principals and secrets that are renamed at once are moved, and all below", () => {
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
});
