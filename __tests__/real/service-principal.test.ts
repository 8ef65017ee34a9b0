import { cpSync } from "node:fs";
import { join } from "node:path";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, ServicePrincipalCredentials, type ServicePrincipalCredentialsProps } from "../../src";
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
const NO_CHANGES = "No changes.";
const DESTROY = ["destroy", "-auto-approve", "-input=false"];

type Use = (stack: TerraformStack) => void;

function configured(use: Use, props: Partial<ServicePrincipalCredentialsProps> = {}): TerraformStack {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  new ServicePrincipalCredentials(stack, "puller", { ...props, registry });
  use(stack);
  return stack;
}

function inDays(days: number): string {
  return `${new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 19)}Z`;
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
  return String((await principalOf(azure, azure.env.ARM_CLIENT_ID)).id);
}

async function principalOf(azure: FakeAzure, clientId: Json | undefined): Promise<JsonObject> {
  return only(await requestGraph(azure, "GET", `/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${clientId}'`)}`));
}

function only({ value }: JsonObject): JsonObject {
  const found = listOf(value);
  expect(found).toHaveLength(1);
  return objectOf(found[0]);
}

/** The application that Terraform created. */
async function application(azure: FakeAzure): Promise<JsonObject> {
  return only(await requestGraph(azure, "GET", `/applications?$filter=${encodeURIComponent("displayName eq 'puller'")}`));
}

/** Of the application, and of its service principal. */
async function ownersOf(azure: FakeAzure): Promise<string[][]> {
  const { id, appId } = await application(azure);
  const principal = await principalOf(azure, appId);
  const paths = [`/applications/${id}`, `/servicePrincipals/${principal.id}`];
  const answers = await Promise.all(paths.map((path) => requestGraph(azure, "GET", `${path}/owners`)));
  return answers.map(({ value }) =>
    listOf(value)
      .map((owner) => String(objectOf(owner).id))
      .sort(),
  );
}

/** One command less than to list the changes: each starts all providers. */
function plan(workspace: RealWorkspace): Promise<string> {
  return workspace.succeedMeanwhile("plan", "-input=false");
}

interface Running {
  readonly azure: FakeAzure;
  readonly workspace: RealWorkspace;
}

/** Runs a test's body against an Azure of its own, which is gone afterwards. */
async function inAzure(switches: NodeJS.ProcessEnv, body: (running: Running) => Promise<void>): Promise<void> {
  const azure = await startAzure(switches);
  const workspace = new RealWorkspace(azure);
  try {
    await body({ azure, workspace });
  } finally {
    workspace.remove();
    await azure.stop();
  }
}

// All at once: azuread waits 20 seconds for each password, and for each deletion.
describeReal("the credentials of a service principal", () => {
  test.concurrent.each(GENERATIONS)(
    "an identity that may only change what it owns creates, rotates and destroys ($generation)",
    ({ use }) =>
      inAzure({ FAKE_AZURE_OWNED_BY: "1" }, async ({ azure, workspace }) => {
        await workspace.write(configured(use)).applyMeanwhile();
        expect(await plan(workspace)).toContain(NO_CHANGES);
        const me = await deployer(azure);
        expect(await ownersOf(azure)).toEqual([[me], [me]]);
        // Owners that somebody adds stay, and nobody who applies takes the place of the first.
        await requestGraph(azure, "POST", `/applications/${(await application(azure)).id}/owners/$ref`, {
          "@odata.id": `https://graph.example/v1.0/directoryObjects/${ALICE}`,
        });
        const other = await inOtherHands(azure, workspace);
        expect(await plan(other.write(configured(use)))).toContain(NO_CHANGES);
        other.remove();
        await workspace.write(configured(use, { generation: 2 })).applyMeanwhile();
        expect(await plan(workspace)).toContain(NO_CHANGES);
        expect(await ownersOf(azure)).toEqual([[me, ALICE].sort(), [me]]);
        // Stated owners are Terraform's.
        await workspace.write(configured(use, { generation: 2, owners: [me] })).applyMeanwhile();
        expect(await ownersOf(azure)).toEqual([[me], [me]]);
        await workspace.succeedMeanwhile(...DESTROY);
      }),
  );

  test.concurrent.each(GENERATIONS)(
    "a tenant that limits passwords needs an expiry within the limit, also after a failed apply ($generation)",
    ({ use }) =>
      inAzure({ FAKE_AZURE_PASSWORD_DAYS: "30", FAKE_AZURE_OWNED_BY: "1" }, async ({ workspace }) => {
        const { code, output } = await workspace.write(configured(use)).runMeanwhile("apply", "-auto-approve", "-input=false");
        expect([code, output]).toEqual([1, expect.stringContaining("CredentialInvalidLifetimeAsPerAppPolicy")]);
        await workspace.write(configured(use, { expiry: inDays(20) })).applyMeanwhile();
        expect(await plan(workspace)).toContain(NO_CHANGES);
      }),
  );
});
