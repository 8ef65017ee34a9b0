import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, ContainerRegistry, type ContainerRegistryProps, ContainerRegistrySku } from "../../src";
import { listVariable } from "../support/stack";
import { PROD } from "../testbed/azure/known";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";
const VERSION = "api-version=2025-11-01";
const PLACE = { resourceGroupName: "rg-shared", location: "westeurope" };

type Use = (stack: TerraformStack) => void;

function plain(use: Use, props: Partial<ContainerRegistryProps> = {}): TerraformStack {
  const stack = azureStack();
  new ContainerRegistry(stack, "acr", { registryName: "plainregistry", ...PLACE, ...props });
  use(stack);
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeEach(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
  });

  afterEach(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  const read = (name: string) => request(azure, "GET", `${REGISTRIES}/${name}?${VERSION}`);

  test("tokens of Azure Resource Manager are refused, taken again, and then left to others", async () => {
    const policy = async () => (await read("plainregistry")).properties;
    const off = { policies: { azureADAuthenticationAsArmPolicy: { status: "disabled" } } };
    const on = { policies: { azureADAuthenticationAsArmPolicy: { status: "enabled" } } };

    workspace.write(plain(use, { armTokensAllowed: false })).apply();
    expect(await policy()).toMatchObject(off);
    expect(workspace.changes()).toEqual([]);
    expect(workspace.succeed("state", "list").includes("azapi")).toBe(!isAzurerm5);

    // What azurerm changes, keeps it.
    workspace.write(plain(use, { armTokensAllowed: false, tags: { team: "platform" } })).apply();
    expect(await policy()).toMatchObject(off);
    expect(workspace.changes()).toEqual([]);

    workspace.write(plain(use, { armTokensAllowed: true })).apply();
    expect(await policy()).toMatchObject(on);
    expect(workspace.changes()).toEqual([]);

    workspace.write(plain(use)).apply();
    expect(workspace.changes()).toEqual([]);
    workspace.succeed("destroy", "-auto-approve");
    expect((await azure.arm("GET", `${REGISTRIES}/plainregistry?${VERSION}`)).status).toBe(404);
  });

  test("ranges are a list variable, which is what a list in the program is", async () => {
    const sku = ContainerRegistrySku.PREMIUM;
    const written = (rangesOf: (stack: TerraformStack) => string[]) => {
      const stack = azureStack();
      const allowedIpRanges = rangesOf(stack);
      new ContainerRegistry(stack, "acr", { registryName: "plainregistry", ...PLACE, sku, allowedIpRanges });
      use(stack);
      return workspace.write(stack);
    };
    const given = (...ranges: readonly string[]) =>
      written((stack) => listVariable(stack, "ranges"))
        .variables({ ranges })
        .run("apply", "-auto-approve", "-input=false");
    const allowed = async () => {
      const { defaultAction, ipRules } = objectOf(objectOf((await read("plainregistry")).properties).networkRuleSet);
      return { defaultAction, ranges: [ipRules].flat().map((rule) => objectOf(rule).value) };
    };

    written(() => ["203.0.113.0/24", "198.51.100.7"]).apply();
    const some = { defaultAction: "Deny", ranges: expect.arrayContaining(["203.0.113.0/24", "198.51.100.7/32"]) };
    expect(await allowed()).toEqual(some);
    written((stack) => listVariable(stack, "ranges")).variables({ ranges: ["203.0.113.0/24", "198.51.100.7"] });
    expect(workspace.changes()).toEqual([]);

    expect(given("198.51.100.7/32").code).toBe(0);
    expect(await allowed()).toEqual({ defaultAction: "Deny", ranges: ["198.51.100.7/32"] });
    expect(workspace.changes()).toEqual([]);
    expect(given("0.0.0.0/0").code).toBe(0);
    expect(await allowed()).toEqual({ defaultAction: "Allow", ranges: [] });
    expect(workspace.changes()).toEqual([]);
  });

  test("wrong values of variables are refused by one plan, each with the rule that it breaks", () => {
    const wrong: Readonly<Record<string, readonly [ranges: readonly string[], rule: string]>> = {
      none: [[], "contain at least one range where Terraform decides"],
      ipv6: [["2001:db8::/32"], "be IPv4 addresses or CIDR ranges such as 203.0.113.0/24"],
      inside: [["203.0.113.7/24"], "begin with the network address, the first one of a range"],
      twice: [["203.0.113.7", "203.0.113.7/32"], "not contain a range twice"],
      any: [["203.0.113.7", "0.0.0.0/0"], "be 0.0.0.0/0 alone, which allows any address, or a list without it"],
    };
    const stack = azureStack();
    const sku = ContainerRegistrySku.PREMIUM;
    for (const id of Object.keys(wrong)) {
      const allowedIpRanges = listVariable(stack, `ranges-${id}`);
      new ContainerRegistry(stack, id, { registryName: `${id}registry`, ...PLACE, sku, allowedIpRanges });
    }
    const { numberValue } = new TerraformVariable(stack, "days", { type: "number" });
    new ContainerRegistry(stack, "kept", { registryName: "keptregistry", ...PLACE, sku, untaggedRetentionDays: numberValue });
    use(stack);
    const ranges = Object.entries(wrong).map(([id, [given]]) => [`ranges-${id}`, given]);
    const { code, output } = workspace
      .write(stack)
      .variables({ ...Object.fromEntries(ranges), days: 0 })
      .run("plan", "-input=false", "-no-color");
    // Terraform wraps them, and shows the JSON that they stand in, where they are quoted.
    const words = output.replace(/[\s│]+/g, " ");
    const said = [...words.matchAll(/ \[stack[/](\w+)\] allowedIpRanges must (.*?);/g)].map(([, id, rule]) => [id, rule]);
    expect(code).toBe(1);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(Object.entries(wrong).map(([id, [, rule]]) => [id, rule])));
    expect(said).toHaveLength(Object.keys(wrong).length);
    expect(words).toContain("untaggedRetentionDays must not be 0, which azurerm treats as no retention");
  });

  test("a registry with a domain name label is looked up, and pulls are granted on it by its host", async () => {
    const properties = { autoGeneratedDomainNameLabelScope: "TenantReuse" };
    const body = { location: "westeurope", sku: { name: "Standard" }, properties };
    await request(azure, "PUT", `${REGISTRIES}/labelledregistry?${VERSION}`, body);
    const stack = azureStack();
    const place = { registryName: "labelledregistry", resourceGroupName: "rg-shared" };
    const registry = ContainerRegistry.fromLookup(stack, "acr", place);
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: PROD.kubelet.objectId }));
    new TerraformOutput(stack, "login_server", { value: registry.loginServer });
    use(stack);
    workspace.write(stack).apply();
    expect(workspace.succeed("output", "-raw", "login_server")).toMatch(/^labelledregistry-[0-9a-f]{16}[.]azurecr[.]io$/);
    const { allowed } = await azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=labelledregistry`);
    expect(allowed).toBe(true);
  });

  test("a retention of 0 days, which deletes at once, is not sent by azurerm, and left where somebody else set it", async () => {
    const retention = async (name: string) => {
      const { policies } = objectOf((await read(name)).properties);
      return objectOf(objectOf(policies).retentionPolicy);
    };
    const premium = { sku: ContainerRegistrySku.PREMIUM };
    workspace.write(plain(use, { ...premium })).apply();
    const others = { policies: { retentionPolicy: { status: "enabled", days: 0 } } };
    await request(azure, "PATCH", `${REGISTRIES}/plainregistry?${VERSION}`, { properties: others });
    expect(workspace.changes()).toEqual([]);
    expect(await retention("plainregistry")).toMatchObject({ status: "enabled", days: 0 });
  });
});
