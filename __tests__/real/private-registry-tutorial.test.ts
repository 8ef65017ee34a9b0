import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { readPage } from "../support/pages";
import { stackOf } from "../support/readme";
import { render } from "../support/stack";
import { describeReal, type FakeAzure, RealWorkspace, request, startAzure } from "./support/providers";

const PAGE = readPage("docs/tutorials/private-registry.md");
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-tutorial`;
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/tutorial`;
const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/acrpull12345`;
const ZONE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const VERSION = "?api-version=2025-07-01";

/** The text of `stack.ts` after each step of the page. */
function versions(): string[] {
  const [first] = PAGE.fences.filter(({ file }) => file === "stack.ts");
  const texts = [first.code];
  for (const { code } of PAGE.fences.filter(({ language }) => language === "diff")) {
    texts.push(changed(texts[texts.length - 1], code));
  }
  return texts;
}

/** What somebody does who reads a difference: lines with a minus go, those with a plus take their place. */
function changed(text: string, difference: string): string {
  const lines = difference.trimEnd().split("\n");
  const part = (signs: string) => lines.filter((line) => signs.includes(line[0])).map((line) => `${line.slice(1)}\n`);
  const before = part("- ").join("");
  expect(text).toContain(before);
  return text.replace(before, part("+ ").join(""));
}

/** The names that the commands of the first step give, and what they give them to. */
async function prepare(azure: FakeAzure): Promise<void> {
  const [commands] = PAGE.fences.filter(({ language }) => language === "sh").map(({ code }) => code);
  const prefixOf = (name: string) =>
    new RegExp(`subnet create --name ${name} .*--address-prefixes (\\S+)`).exec(commands)?.[1] ?? "";
  const [, network] = /vnet create --name tutorial .*--address-prefixes (\S+)/.exec(commands) ?? [];
  const subnets = ["nodes", "endpoints"].map((name) => ({ name, properties: { addressPrefixes: [prefixOf(name)] } }));
  await request(azure, "PUT", `${GROUP}${VERSION}`, { location: "westeurope" });
  const properties = { addressSpace: { addressPrefixes: [network] }, subnets };
  await request(azure, "PUT", `${NETWORK}${VERSION}`, { location: "westeurope", properties });
}

describeReal("the tutorial on a private registry", () => {
  test("does what it says, step by step", async () => {
    const azure = await startAzure();
    const variables = {
      TF_VAR_nodes_subnet_id: `${NETWORK}/subnets/nodes`,
      TF_VAR_endpoints_subnet_id: `${NETWORK}/subnets/endpoints`,
    };
    const workspace = new RealWorkspace({ env: { ...azure.env, ARM_SUBSCRIPTION_ID: SUBSCRIPTION, ...variables } });
    const write = (code: string) => {
      const json = render(stackOf({ page: PAGE.path, title: "", code, file: "stack.ts" }));
      const terraform = { ...objectOf(json.terraform), backend: { local: { path: "terraform.tfstate" } } };
      return workspace.write({ ...json, terraform });
    };
    await prepare(azure);
    const [open, reachable, closed] = versions();
    await write(open).applyMeanwhile();

    write(reachable);
    expect((await workspace.changesMeanwhile()).map(({ action }) => action)).toEqual(["create", "create", "create"]);
    await workspace.applyMeanwhile();
    expect((await request(azure, "GET", `${ZONE}/A/acrpull12345${VERSION}`)).properties).toMatchObject({
      aRecords: [{ ipv4Address: "10.1.1.5" }],
    });
    await write(closed).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    expect((await request(azure, "GET", `${REGISTRY}${VERSION}`)).properties).toMatchObject({
      publicNetworkAccess: "Disabled",
    });
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
  });
});
