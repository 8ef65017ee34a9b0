import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { TerraformResource, type TerraformStack } from "cdktf";
import { listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, RegistryToken, ServicePrincipalCredentials } from "../../src";
import { APPLICATION, type CredentialChange, SCOPE_MAP, SERVICE_PRINCIPAL, TOKEN } from "./credential-changes";
import { unearned } from "./support/ignored";
import { differences, type JsonObject, merge } from "./support/json";
import type { PlannedChange } from "./support/planned-change";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  RealWorkspace,
  request,
  requestGraph,
  startAzure,
} from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

const ALICE = "https://graph.microsoft.com/v1.0/directoryObjects/30000000-0000-0000-0000-000000000001";

/** Changes by the resource that has the arguments, as `construct/child`. */
const CHANGES = {
  "puller/Application": APPLICATION,
  "puller/Default": SERVICE_PRINCIPAL,
  "token/ScopeMap": SCOPE_MAP,
  "token/Token-1": TOKEN,
};
type Path = keyof typeof CHANGES;
const PATHS: readonly Path[] = ["puller/Application", "puller/Default", "token/ScopeMap", "token/Token-1"];
const ROWS = PATHS.flatMap((path) => CHANGES[path].map((change) => ({ path, ...change })));

function resourceAt(stack: TerraformStack, path: Path): TerraformResource {
  const [construct, child] = path.split("/");
  const resource = stack.node.findChild(construct).node.findChild(child);
  if (!TerraformResource.isTerraformResource(resource)) {
    throw new Error(`${path} is no resource`);
  }
  return resource;
}

function addressOf(stack: TerraformStack, path: Path): string {
  const { terraformResourceType, friendlyUniqueId } = resourceAt(stack, path);
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

function credentials(statedBy: (change: CredentialChange) => JsonObject = () => ({})): TerraformStack {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY,
    loginServer: "contosoregistry.azurecr.io",
  });
  new ServicePrincipalCredentials(stack, "puller", { registry });
  new RegistryToken(stack, "token", { registry, repositories: ["team/*"] });
  for (const { path, ...change } of ROWS) {
    const resource = resourceAt(stack, path);
    for (const [argument, value] of Object.entries(statedBy(change))) {
      resource.addOverride(argument, value);
    }
  }
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let application: string;
  let principal: string;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  function configure(statedBy?: (change: CredentialChange) => JsonObject): RealWorkspace {
    const stack = credentials(statedBy);
    use(stack);
    return workspace.write(stack);
  }

  /** Where the object of each resource is, in Microsoft Graph or in Azure Resource Manager. */
  function objectAt(path: Path): Promise<JsonObject> {
    switch (path) {
      case "puller/Application":
        return requestGraph(azure, "GET", application);
      default:
        return requestGraph(azure, "GET", principal);
    }
  }

  async function changeBehindTerraform(): Promise<void> {
    const bodyFor = (path: Path) => merge(...CHANGES[path].map(({ changed }) => changed));
    const [password] = listOf((await objectAt("puller/Application")).passwordCredentials);
    await requestGraph(azure, "PATCH", application, {
      ...bodyFor("puller/Application"),
      passwordCredentials: [{ ...objectOf(password), displayName: "renamed" }],
      keyCredentials: [{ keyId: "40000000-0000-0000-0000-000000000002", type: "AsymmetricX509Cert", usage: "Verify" }],
    });
    await requestGraph(azure, "POST", `${application}/addPassword`, { passwordCredential: { displayName: "of a colleague" } });
    for (const owned of [application, principal]) {
      await requestGraph(azure, "POST", `${owned}/owners/$ref`, { "@odata.id": ALICE });
    }
    await requestGraph(azure, "PATCH", principal, bodyFor("puller/Default"));
    await request(azure, "PATCH", `${REGISTRY}/scopeMaps/token`, bodyFor("token/ScopeMap"));
    await request(azure, "PATCH", `${REGISTRY}/tokens/token`, bodyFor("token/Token-1"));
    await request(azure, "POST", `${REGISTRY}/generateCredentials`, {
      tokenId: `${REGISTRY}/tokens/token`,
      name: "password2",
      expiry: "2099-01-01T00:00:00Z",
    });
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    configure().apply();
    const idIn = (type: string) => {
      const [, attributes] = Object.entries(workspace.state()).find(([address]) => address.startsWith(`${type}.`)) ?? [];
      return String(attributes?.object_id);
    };
    application = `/applications/${idIn("azuread_application")}`;
    principal = `/servicePrincipals/${idIn("azuread_service_principal")}`;
    await changeBehindTerraform();
    unstated = workspace.changes();
    stated = configure((change) => change.stated ?? {}).changes();
  });

  test("leaves what others have changed as it is, but for what the construct states", () => {
    const ours = ROWS.flatMap((row) => (row.ours ? [row.restored] : []));
    expect(unstated).toEqual([
      { address: addressOf(credentials(), "puller/Application"), action: "update", paths: ours, replaces: [] },
    ]);
  });

  test.each(PATHS)("ignores nothing of %s that the provider would leave alone by itself", (path) => {
    const build = () => {
      const stack = credentials();
      use(stack);
      return stack;
    };
    const { terraformResourceType } = resourceAt(build(), path);
    expect(unearned(workspace, build, terraformResourceType)).toEqual([]);
  });

  test.each(ROWS.filter((row) => row.stated))(
    "restores $title of $path once it is stated",
    ({ path, restored, stated: overrides = {} }) => {
      const change = stated.find(({ address }) => address === addressOf(credentials(), path));
      expect(change?.paths).toContain(restored ?? Object.keys(overrides)[0]);
    },
  );

  test("replaces nothing where settings are stated", () => {
    expect(stated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      PATHS.map((path) => ({ address: addressOf(credentials(), path), action: "update", replaces: [] })),
    );
  });

  test("ignores no argument that a provider warns of", () => {
    expect(configure().succeed("validate")).not.toContain("Warning");
  });

  test("applies what is stated and changes nothing else", async () => {
    const read = () => Promise.all([objectAt("puller/Application"), objectAt("puller/Default")]);
    const before = await read();
    configure(({ stated: { notes } = {} }): JsonObject => (notes ? { notes } : {})).apply();
    expect(differences(before, await read()).sort()).toEqual([
      "0.displayName",
      "0.notes",
      "0.signInAudience",
      "1.displayName",
      "1.notes",
    ]);
  });
});
