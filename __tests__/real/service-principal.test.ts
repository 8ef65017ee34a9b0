import { cpSync } from "node:fs";
import { join } from "node:path";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";
import { ContainerRegistry, ServicePrincipalCredentials, type ServicePrincipalCredentialsProps } from "../../src";
import { entries, type Json, type JsonObject, listOf, objectOf } from "../../src/terraform/json";
import { render } from "../support/stack";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  RealWorkspace,
  requestGraph,
  startAzure,
} from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";
const ALICE = "30000000-0000-0000-0000-000000000001";
const APPLICATION = "azuread_application.puller_Application_988A18CD";
const PRINCIPAL = "azuread_service_principal.puller";
const DESTROY = ["destroy", "-auto-approve", "-input=false"];

function puller(props: Partial<ServicePrincipalCredentialsProps> = {}): TerraformStack {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  new ServicePrincipalCredentials(stack, "puller", { ...props, registry });
  return stack;
}

function inDays(days: number): string {
  return `${new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 19)}Z`;
}

/** What the first release synthesized: the stated owners and nothing else. */
function ofFirstRelease({ owners }: Partial<ServicePrincipalCredentialsProps>): JsonObject {
  const { data: _data, ...sections } = render(puller({ owners }));
  const { terraform_data: _checks, ...resources } = objectOf(sections.resource);
  const withStatedOwners = (blocks: Json): JsonObject =>
    Object.fromEntries(
      entries(blocks).map(([name, body]) => {
        const { lifecycle: _lifecycle, owners: _owners, ...rest } = objectOf(body);
        return [name, owners === undefined ? rest : { ...rest, owners }];
      }),
    );
  return {
    ...sections,
    resource: {
      ...resources,
      azuread_application: withStatedOwners(resources.azuread_application),
      azuread_service_principal: withStatedOwners(resources.azuread_service_principal),
    },
  };
}

/** An identity with credentials of its own. */
async function anotherIdentity(azure: FakeAzure): Promise<NodeJS.ProcessEnv> {
  const application = await requestGraph(azure, "POST", "/applications", {
    displayName: "person",
    passwordCredentials: [{ displayName: "login" }],
    "owners@odata.bind": [`https://graph.example/v1.0/directoryObjects/${await deployer(azure)}`],
  });
  await requestGraph(azure, "POST", "/servicePrincipals", { appId: application.appId });
  const [{ secretText }] = Object(application.passwordCredentials);
  return { ...azure.env, ARM_CLIENT_ID: String(application.appId), ARM_CLIENT_SECRET: secretText };
}

/** The same state in the hands of another identity. */
async function inOtherHands(azure: FakeAzure, first: RealWorkspace): Promise<RealWorkspace> {
  const second = new RealWorkspace({ ...azure, env: await anotherIdentity(azure) });
  cpSync(join(first.folder, "terraform.tfstate"), join(second.folder, "terraform.tfstate"));
  return second;
}

async function deployer(azure: FakeAzure): Promise<string> {
  const filter = encodeURIComponent(`appId eq '${azure.env.ARM_CLIENT_ID}'`);
  const { value } = await requestGraph(azure, "GET", `/servicePrincipals?$filter=${filter}`);
  return Object(value)[0].id;
}

async function ownersOf(azure: FakeAzure, workspace: RealWorkspace): Promise<string[][]> {
  const state = workspace.state();
  const paths = [`/applications/${state[APPLICATION].object_id}`, `/servicePrincipals/${state[PRINCIPAL].object_id}`];
  const answers = await Promise.all(paths.map((path) => requestGraph(azure, "GET", `${path}/owners`)));
  return answers.map(({ value }) =>
    listOf(value)
      .map((owner) => String(objectOf(owner).id))
      .sort(),
  );
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  async function start(switches: NodeJS.ProcessEnv = {}): Promise<void> {
    azure = await startAzure(switches);
    workspace = new RealWorkspace(azure);
  }

  function configured(props: Partial<ServicePrincipalCredentialsProps> = {}): TerraformStack {
    const stack = puller(props);
    use(stack);
    return stack;
  }

  afterEach(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  test("an identity that may only change what it owns creates, rotates and destroys", async () => {
    await start({ FAKE_AZURE_OWNED_BY: "1" });
    workspace.write(configured()).apply();
    expect(workspace.changes()).toEqual([]);
    const me = await deployer(azure);
    expect(await ownersOf(azure, workspace)).toEqual([[me], [me]]);
    // Owners that somebody adds stay, and nobody who applies takes the place of the first.
    await requestGraph(azure, "POST", `/applications/${workspace.state()[APPLICATION].object_id}/owners/$ref`, {
      "@odata.id": `https://graph.example/v1.0/directoryObjects/${ALICE}`,
    });
    const other = await inOtherHands(azure, workspace);
    expect(other.write(configured()).changes()).toEqual([]);
    other.remove();
    workspace.write(configured({ generation: 2 })).apply();
    expect(workspace.changes()).toEqual([]);
    expect(await ownersOf(azure, workspace)).toEqual([[me, ALICE].sort(), [me]]);
    workspace.succeed(...DESTROY);
  });

  test("stated owners are Terraform's, and the identity that created stays one whoever applies later", async () => {
    await start({ FAKE_AZURE_OWNED_BY: "1" });
    workspace.write(configured({ owners: [ALICE] })).apply();
    expect(workspace.changes()).toEqual([]);
    const me = await deployer(azure);
    expect(await ownersOf(azure, workspace)).toEqual([[ALICE, me].sort(), [ALICE, me].sort()]);
    const other = await inOtherHands(azure, workspace);
    expect(other.write(configured({ owners: [ALICE] })).changes()).toEqual([]);
    other.remove();
    workspace.write(configured({ owners: [me] })).apply();
    expect(await ownersOf(azure, workspace)).toEqual([[me], [me]]);
    workspace.succeed(...DESTROY);
  });

  test("whoever has credentials of the first release gets an empty plan, or keeps the stated owners", async () => {
    await start();
    workspace.write(ofFirstRelease({})).apply();
    expect(workspace.write(puller()).changes()).toEqual([]);
    workspace.succeed(...DESTROY);
    workspace.write(ofFirstRelease({ owners: [ALICE] })).apply();
    const changes = workspace.write(puller({ owners: [ALICE] })).changes();
    expect(changes.map(({ address, action, replaces }) => [address, action, replaces])).toEqual([
      [APPLICATION, "update", []],
      [PRINCIPAL, "update", []],
      [expect.stringMatching(/^terraform_data\.puller_Creator/), "create", []],
    ]);
    const me = await deployer(azure);
    workspace.apply();
    expect(await ownersOf(azure, workspace)).toEqual([[ALICE, me].sort(), [ALICE, me].sort()]);
  });

  test("a tenant that limits passwords needs an expiry within the limit, also after a failed apply", async () => {
    await start({ FAKE_AZURE_PASSWORD_DAYS: "30", FAKE_AZURE_OWNED_BY: "1" });
    const { code, output } = workspace.write(configured()).run("apply", "-auto-approve", "-input=false");
    expect([code, output]).toEqual([1, expect.stringContaining("CredentialInvalidLifetimeAsPerAppPolicy")]);
    workspace.write(configured({ expiry: inDays(20) })).apply();
    expect(workspace.changes()).toEqual([]);
  });
});
