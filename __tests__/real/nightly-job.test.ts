import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { Compiled } from "../support/compiled";
import { Checkout } from "../support/reviewers/checkout";
import { Comments } from "../support/reviewers/comments";
import { github } from "../support/reviewers/platforms";
import { describeReal, type FakeAzure, RealWorkspace, request, startAzure } from "./support/providers";

const PROJECT = join(__dirname, "../..");
const { version } = JSON.parse(readFileSync(join(PROJECT, "packages/terraform-stack-tools/package.json"), "utf8"));
const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared";
const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosonight`;

const STATE: JsonObject = {
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
  provider: { azurerm: [{ features: [{}], resource_provider_registrations: "none" }] },
  resource: {
    azurerm_container_registry: {
      acr: {
        name: "contosonight",
        resource_group_name: "rg-shared",
        location: "westeurope",
        sku: "Premium",
        // Left to others, who are nevertheless told of.
        lifecycle: { ignore_changes: ["anonymous_pull_enabled"] },
      },
    },
  },
};

describeReal("the workflow that looks every night, run step by step", () => {
  const issues = new Comments();
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let checkout: Checkout;
  let tools: Compiled;

  beforeAll(async () => {
    tools = new Compiled("terraform-stack-tools");
    await issues.start();
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(STATE).apply();
    const login = Object.entries(azure.env).filter(([name]) => /^(ARM|FAKE|SSL)_/.test(name));
    const environment = { ...Object.fromEntries(login), TF_CLI_ARGS_init: workspace.pluginDir };
    checkout = new Checkout("HCL", tools.program, `terraform-stack-tools@${version}`, environment);
    const backend = { local: { path: join(workspace.folder, "terraform.tfstate") } };
    checkout.commit({ registries: { ...STATE, terraform: { ...objectOf(STATE.terraform), backend } } });
  });

  afterAll(async () => {
    checkout?.remove();
    await issues.stop();
    tools?.remove();
  });

  /** Runs the file of the page. The imitation of Azure has a login of its own. */
  async function night(): Promise<{ readonly code: number; readonly output: string }> {
    checkout.emptyTemporary();
    const text = readFileSync(join(PROJECT, "docs/tools/pipelines/drift-every-night.yml"), "utf8");
    return github(text.replace(/^ {6}ARM_.*\n/gm, ""), checkout, issues);
  }

  async function byHand(properties: JsonObject): Promise<void> {
    const path = `${REGISTRY}?api-version=2023-11-01-preview`;
    const registry = await request(azure, "GET", path);
    await request(azure, "PUT", path, { ...registry, properties: { ...objectOf(registry.properties), ...properties } });
  }

  const own = () => issues.all.filter(({ author }) => author === 1);

  test("tells nobody anything where nothing was changed", async () => {
    expect(await night()).toMatchObject({ code: 0 });
    expect(own()).toEqual([]);
  });

  test("opens one issue, which says what was changed and who may pull by it, also of what the code leaves to others", async () => {
    await byHand({ adminUserEnabled: true, anonymousPullEnabled: true });
    const { code, output } = await night();
    expect(code).toBe(3);
    expect(output).toContain("--fail-on drift: ");
    expect(output).toContain("--fail-on gain: ");
    expect(own()).toHaveLength(1);
    const [{ body, isClosed }] = own();
    expect(isClosed ?? false).toBe(false);
    expect(body).toContain("Changed outside of Terraform");
    for (const words of ["admin_enabled", "anonymous_pull_enabled", "whoever holds an admin password"]) {
      expect(body).toContain(words);
    }
  });

  test("keeps it up to date, closes it when nothing is left, and leaves what others wrote", async () => {
    const others = issues.others;
    await byHand({ adminUserEnabled: false });
    expect(await night()).toMatchObject({ code: 3 });
    expect(own().map(({ body }) => body.includes("admin_enabled"))).toEqual([false]);
    await byHand({ anonymousPullEnabled: false });
    expect(await night()).toMatchObject({ code: 0 });
    expect(own().map(({ isClosed }) => isClosed)).toEqual([true]);
    expect(issues.others).toEqual(others);
  });

  test("leaves the issue as it is where a plan cannot be made", async () => {
    const before = JSON.stringify(issues.all);
    checkout.add("terraform/registries/broken.tf.json", "{");
    expect((await night()).code).not.toBe(0);
    expect(JSON.stringify(issues.all)).toBe(before);
  });
});
