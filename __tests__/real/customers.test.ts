import type { TerraformStack } from "cdktf";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, CustomerAccess, type CustomerAccessProps } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const SHARED = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";
const REGISTRY = `${SHARED}/Microsoft.ContainerRegistry/registries/contosoregistry`;
const SERVER = "contosoregistry.azurecr.io";
const VAULT = `${SHARED}/Microsoft.KeyVault/vaults/contosovault`;

type Customers = Readonly<Record<string, Partial<CustomerAccessProps>>>;

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function stackOf(customers: Customers): TerraformStack {
    const stack = azureStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY, loginServer: SERVER });
    for (const [id, props] of Object.entries(customers)) {
      new CustomerAccess(stack, id, {
        registry,
        repositories: [`${id}/*`],
        expiry: "2099-06-30T00:00:00Z",
        ...props,
      });
    }
    use(stack);
    return stack;
  }

  /** What applying these customers changes; nothing remains for a second plan. */
  function apply(customers: Customers): string[] {
    workspace.write(stackOf(customers));
    const changes = workspace.changes().map(({ address, action }) => `${action} ${address.replace(/_[0-9A-F]{8}$/, "")}`);
    workspace.succeed("apply", "plan");
    expect(workspace.changes()).toEqual([]);
    return changes.map((change) => change.replace(/azurerm_(container_registry_)?/, "")).sort();
  }

  const output = (customer: string) => JSON.parse(workspace.succeed("output", "-json", customer));

  async function inVault(name: string): Promise<string | undefined> {
    const { vaultSecrets } = await azure.helper("contents");
    const versions = objectOf(objectOf(vaultSecrets).contosovault)[name];
    return Array.isArray(versions) ? objectOf(versions.at(-1)).value?.toString() : undefined;
  }

  /** Whether the registry takes a login, and for which repository. */
  async function pulls(username: string, password: string, repository: string): Promise<boolean> {
    return (await azure.helper("docker-login", { server: SERVER, username, password, repository })).pull === true;
  }

  beforeEach(async () => {
    azure = await startAzure({ FAKE_AZURE_VAULT_WRITES: "1" });
    workspace = new RealWorkspace({ ...azure, env: { ...azure.env, HTTPS_PROXY: azure.proxy } });
  });

  test("a customer moves in two halves while both passwords are valid, and leaves alone", async () => {
    const others = { northwind: {}, tailspin: { generation: 3, oldestGeneration: 3 } };
    apply({ fabrikam: {}, ...others });
    const first = output("fabrikam");
    expect(first).toMatchObject({ login_server: SERVER, username: "fabrikam" });
    expect(output("tailspin")).toMatchObject({ username: "tailspin-3" });

    expect(apply({ fabrikam: { generation: 2 }, ...others })).toEqual([
      "create token.fabrikam_Token-2",
      "create token_password.fabrikam_Password-2",
    ]);
    const second = output("fabrikam");
    expect(second).toMatchObject({ username: "fabrikam-2" });
    const mayPull = (repository: string) =>
      Promise.all([first, second].map(({ username, password }) => pulls(username, password, repository)));
    expect(await mayPull("fabrikam/app")).toEqual([true, true]);
    expect(await mayPull("northwind/app")).toEqual([false, false]);

    expect(apply({ fabrikam: { generation: 2, oldestGeneration: 2 }, ...others })).toEqual([
      "delete token.fabrikam_Token-1",
      "delete token_password.fabrikam_Password-1",
    ]);
    expect(await mayPull("fabrikam/app")).toEqual([false, true]);

    expect(apply(others)).toEqual([
      "delete scope_map.fabrikam_ScopeMap",
      "delete token.fabrikam_Token-2",
      "delete token_password.fabrikam_Password-2",
    ]);
    expect(await mayPull("fabrikam/app")).toEqual([false, false]);
    workspace.succeed("destroy", "-auto-approve");
    expect(workspace.state()).toEqual({});
  });

  test("the vault of a customer has the newest password, whoever replaced it, and nothing once the customer left", async () => {
    const expiry = "2099-06-30T00:00:00Z";
    apply({ fabrikam: { keyVaultId: VAULT, expiry }, northwind: { keyVaultId: VAULT, secretName: "for-northwind" } });
    const read = () => Promise.all(["fabrikam-username", "fabrikam-password"].map(inVault));
    const [username = "", password = ""] = await read();
    expect(username).toBe("fabrikam");
    expect(await pulls(username, password, "fabrikam/app")).toBe(true);
    expect(await inVault("for-northwind-username")).toBe("northwind");
    expect(workspace.succeed("state", "pull")).not.toContain(`"value_wo": "${password}"`);
    const shown: PlanJson = JSON.parse(workspace.succeed("show", "-json"));
    expect(JSON.stringify(shown).split(JSON.stringify(password)).length - 1).toBe(1);

    // Somebody deletes the token: the next apply creates it, and the vault gets its new password.
    await request(azure, "DELETE", `${REGISTRY}/tokens/fabrikam`);
    const customers = { northwind: { keyVaultId: VAULT, secretName: "for-northwind" } };
    expect(apply({ fabrikam: { keyVaultId: VAULT }, ...customers })).toContain("update key_vault_secret.fabrikam_Password");
    const [, again = ""] = await read();
    expect(again).not.toBe(password);
    expect(await pulls(username, again, "fabrikam/app")).toBe(true);

    expect(apply({ fabrikam: { keyVaultId: VAULT, generation: 2 }, ...customers })).toEqual([
      "create token.fabrikam_Token-2",
      "create token_password.fabrikam_Password-2",
      "update key_vault_secret.fabrikam_Password",
      "update key_vault_secret.fabrikam_Username",
    ]);
    const [newName = "", newest = ""] = await read();
    expect(newName).toBe("fabrikam-2");
    expect(await Promise.all([pulls(username, again, "fabrikam/app"), pulls(newName, newest, "fabrikam/app")])).toEqual([
      true,
      true,
    ]);

    expect(apply(customers).filter((change) => !/^delete \w+[.]fabrikam_/.test(change))).toEqual([]);
    expect(await read()).toEqual([undefined, undefined]);
    workspace.succeed("destroy", "-auto-approve");
    expect(await inVault("for-northwind-password")).toBeUndefined();
  });
});
