import type { TerraformStack } from "cdktf";
import { PullIdentity } from "../../src";
import { ignored, unearned } from "./support/ignored";
import { type JsonObject, merge } from "./support/json";
import type { PlannedChange } from "./support/planned-change";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  override,
  RealWorkspace,
  request,
  startAzure,
} from "./support/providers";

const ADDRESS = "azurerm_user_assigned_identity.shop";
const IDENTITY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop";

/** What somebody else changes on an identity of ours. */
const CHANGED: JsonObject = { tags: { policy: "applied" }, properties: { isolationScope: "Regional" } };

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  function identity(overrides: JsonObject = {}): TerraformStack {
    const stack = azureStack();
    const subjects = [{ namespace: "shop", serviceAccount: "app" }];
    const place = { resourceGroupName: "rg-prod", location: "westeurope" };
    override(new PullIdentity(stack, "shop", { ...place, issuerUrl: "https://oidc.contoso.com/prod", subjects }), overrides);
    use(stack);
    return stack;
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(identity()).apply();
    const today = await request(azure, "GET", IDENTITY);
    await request(azure, "PUT", IDENTITY, merge(today, CHANGED));
    unstated = workspace.changes();
    stated = workspace.write(identity({ tags: { team: "web" } })).changes();
  });

  test("leaves what others have changed as it is", () => {
    expect(unstated).toEqual([]);
  });

  test("ignores nothing that the provider would leave alone by itself", () => {
    expect(unearned(workspace, () => identity(), "azurerm_user_assigned_identity")).toEqual([]);
    expect(ignored(identity(), ADDRESS)).toEqual(isAzurerm5 ? ["isolation_scope", "tags"] : ["tags"]);
  });

  // azurerm has no word for no isolation, so that nobody can state that.
  test("restores tags once they are stated, and leaves the isolation scope", () => {
    expect(stated).toMatchObject([{ address: ADDRESS, action: "update", replaces: [] }]);
    expect([...stated[0].paths].sort()).toEqual(["tags.policy", "tags.team"]);
  });
});
