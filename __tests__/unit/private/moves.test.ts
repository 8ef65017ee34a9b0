import { TerraformResource, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  ImagePullSecret,
  RegistryCache,
  RegistryPrivateEndpoint,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../../src";
import { knownCluster, knownRegistry, LITERAL } from "../../support/builders";
import { emptyApp, emptyStack, render, validationErrors } from "../../support/stack";

const SUBNET =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

function ownRegistry(scope: Construct, id: string, props: Partial<ContainerRegistryProps> = {}): ContainerRegistry {
  return new ContainerRegistry(scope, id, { ...PLACE, registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, ...props });
}

function ownCluster(scope: Construct, id: string, movedFrom?: string): AksCluster {
  return new AksCluster(scope, id, { ...PLACE, clusterName: "prod", movedFrom });
}

/** The former addresses, as Terraform would move them. */
function movedIn(stack: TerraformStack): Record<string, string> {
  const moved = (render(stack).moved ?? []) as { from: string; to: string }[];
  return Object.fromEntries(moved.map(({ from, to }) => [from, to]));
}

/** The addresses of what a stack manages. */
function addressesOf(build: (stack: TerraformStack) => void): string[] {
  const stack = emptyStack();
  build(stack);
  const blocks = Object.entries(Object(render(stack).resource) as object);
  return blocks.flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
}

/** What is not moved since it was there, or would be created. */
function expectAllMoved(before: (stack: TerraformStack) => void, after: (stack: TerraformStack) => void): void {
  const stack = emptyStack();
  after(stack);
  const moved = movedIn(stack);
  const isNoGuard = (address: string) => !address.includes("_MovedFrom");
  const kept = addressesOf(after).filter(isNoGuard);
  const former = kept.map((address) => Object.entries(moved).find(([, to]) => to === address)?.[0] ?? address);
  expect(former.sort()).toEqual(addressesOf(before).sort());
}

test("what is below a registry follows it out of its scope, also what is added later, and so do its grants", () => {
  const below = (stack: TerraformStack, registry: ContainerRegistry) => {
    new RegistryCache(registry, "dotnet", { registry, upstream: "mcr.microsoft.com/*", repository: "mcr/*" });
    new RegistryPrivateEndpoint(registry, "endpoint", { registry, subnetId: SUBNET });
    new ServicePrincipalCredentials(stack, "puller", { registry });
    registry.grantPullPush(knownCluster(stack, "pipeline"));
  };
  expectAllMoved(
    (stack) => below(stack, ownRegistry(new Construct(stack, "platform"), "acr")),
    (stack) => below(stack, ownRegistry(stack, "images", { movedFrom: "platform/acr" })),
  );
});

test("grants of another stack follow a registry that was renamed", () => {
  const [from, to] = ["acr", "images"].map((id) => {
    const app = emptyApp();
    const stack = emptyStack(app, "clusters");
    ownRegistry(emptyStack(app, "registry"), id, { movedFrom: id === "acr" ? undefined : "acr" }).grantPull(knownCluster(stack));
    const names = Object.keys(stack.toTerraform().resource.azurerm_role_assignment);
    return { stack, addresses: names.map((name) => `azurerm_role_assignment.${name}`) };
  });
  expect(from.addresses).not.toEqual(to.addresses);
  const moved = from.addresses.map((address, index) => ({ from: address, to: to.addresses[index] }));
  expect(to.stack.toTerraform().moved).toEqual(moved);
});

test("a move of the user wins, and nothing else is moved", () => {
  const stack = emptyStack();
  const cluster = ownCluster(stack, "prod", "aks");
  const [resource] = cluster.node.children.filter(
    (one): one is TerraformResource => TerraformResource.isTerraformResource(one) && one.node.id === "Default",
  );
  resource.moveFromId("azurerm_kubernetes_cluster.other");
  const moved = stack.toTerraform().moved as { from: string; to: string }[];
  expect(moved.filter(({ to }) => to === "azurerm_kubernetes_cluster.prod")).toEqual([
    { from: "azurerm_kubernetes_cluster.other", to: "azurerm_kubernetes_cluster.prod" },
  ]);
  expect(moved.map(({ to }) => to)).not.toContainEqual(expect.stringContaining("MovedFrom"));
});

describe("the condition of a plan", () => {
  const countOf = (stack: TerraformStack) =>
    Object.values(Object(stack.toTerraform().resource.terraform_data)).map((one) => Object(one).count);

  test("is unknown where the resource is created: it compares its id", () => {
    const stack = emptyStack();
    new RegistryToken(stack, "shop", {
      registry: knownRegistry(stack),
      repositories: ["*"],
      tokenName: "token-shop",
      movedFrom: "old",
    });
    expect(countOf(stack)).toEqual([
      expect.stringMatching(/^\$\{azurerm_container_registry_scope_map\.shop_ScopeMap_\w{8}\.id != ".*" \? 0 : 1\}$/),
    ]);
  });

  test("is known for secrets of no namespace, and where one of many has moved", () => {
    const stack = emptyStack();
    new ImagePullSecret(stack, "pull", { credentials: [LITERAL], namespaces: ["apps"], movedFrom: "old" });
    expect(countOf(stack)).toEqual([
      expect.stringMatching(
        /^\$\{length\(kubernetes_secret_v1\.pull\) == 0 \|\| anytrue\(\[for one in kubernetes_secret_v1\.pull : one\.id != ".*"\]\) \? 0 : 1\}$/,
      ),
    ]);
  });

  test("has the path as a text, whatever is in it", () => {
    const stack = emptyStack();
    new ImagePullSecret(stack, "pull", {
      credentials: [LITERAL],
      namespaces: ["apps"],
      movedFrom: 'a "b" %{c} $${d}'.replace("$$", "$"),
    });
    expect(countOf(stack)).toEqual([expect.stringContaining(String.raw`got 'a \"b\" %%{c} $${"$"}{d}'`)]);
  });
});

test.each<[string, Record<string, string>]>([
  ["swapped", { one: "two", two: "one" }],
  ["shifted", { two: "one", three: "two" }],
])("names that are %s are refused, since Terraform moves nothing from an address that is declared", (_, moves) => {
  const stack = emptyStack();
  for (const [id, movedFrom] of Object.entries(moves)) {
    new ImagePullSecret(stack, id, { credentials: [LITERAL], namespaces: ["apps"], secretName: id, movedFrom });
  }
  expect(validationErrors(stack)).toEqual([
    expect.stringMatching(
      /^\[stack\] movedFrom must be a path that nothing has now, but 'stack\/\w+' is where 'stack\/\w+' was; rename in two/,
    ),
  ]);
});

test("moves are in HCL as well", () => {
  const stack = emptyStack();
  ownCluster(stack, "prod", "aks");
  const { hcl } = stack.toHclTerraform();
  expect(hcl).toContain("from = azurerm_kubernetes_cluster.aks\n");
  expect(hcl).toContain("to = azurerm_kubernetes_cluster.prod\n");
  expect(hcl).toMatch(
    /resource "terraform_data" "prod_MovedFrom_\w{8}" \{\s+count = "\$\{azurerm_kubernetes_cluster\.prod\.id != /,
  );
});
