import type { TerraformStack } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku } from "../../src";
import { PREMIUM, type RegistryChange, STANDARD } from "./registry-changes";
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

const REGISTRIES =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries";

const CHANGES = { premium: PREMIUM, standard: STANDARD };
type RegistryName = keyof typeof CHANGES;
const NAMES: readonly RegistryName[] = ["premium", "standard"];

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  const changesOf = (name: RegistryName) => CHANGES[name].filter(({ sinceAzurerm5 }) => isAzurerm5 || !sinceAzurerm5);

  function registries(overridesOf: (change: RegistryChange) => JsonObject): TerraformStack {
    const stack = azureStack();
    for (const name of NAMES) {
      const registry = new ContainerRegistry(stack, name, {
        registryName: `${name}registry`,
        resourceGroupName: "rg-shared",
        location: "westeurope",
        ...(name === "premium" ? { sku: ContainerRegistrySku.PREMIUM } : {}),
      });
      for (const change of changesOf(name)) {
        override(registry, overridesOf(change));
      }
    }
    use(stack);
    return stack;
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(registries(() => ({}))).apply();
    for (const name of NAMES) {
      const path = `${REGISTRIES}/${name}registry`;
      const registry = await request(azure, "GET", path);
      await request(azure, "PUT", path, merge(registry, ...changesOf(name).map((change) => change.registry)));
      for (const location of changesOf(name).flatMap(({ replicas = [] }) => replicas)) {
        await request(azure, "PUT", `${path}/replications/${location}`, {
          location,
          properties: { zoneRedundancy: "Disabled", regionEndpointEnabled: true },
        });
      }
    }
    unstated = workspace.changes();
    stated = workspace.write(registries((change) => change.stated ?? {})).changes();
  });

  test("leaves what others have changed as it is, unless the construct states it", () => {
    const ours = [...PREMIUM, ...STANDARD].flatMap((change) => (change.ours ? [change.restored] : []));
    // The name and the password of the account go with it.
    const settings = unstated.flatMap(({ paths }) => paths).filter((path) => !/^admin_(username|password)$/.test(path));
    expect(settings).toEqual(ours.sort());
    expect(unstated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      NAMES.map((name) => ({ address: `azurerm_container_registry.${name}`, action: "update", replaces: [] })),
    );
  });

  test("ignores nothing that the provider would leave alone by itself", () => {
    expect(unearned(workspace, () => registries(() => ({})))).toEqual([]);
  });

  test("ignores few arguments, most of them in the Premium tier", () => {
    const counts = NAMES.map(
      (name) =>
        ignored(
          registries(() => ({})),
          `azurerm_container_registry.${name}`,
        ).length,
    );
    expect(counts).toEqual(isAzurerm5 ? [11, 5] : [9, 3]);
  });

  const rows = NAMES.flatMap((name) => changesOf(name).map((change) => ({ name, ...change })));

  test.each(rows.filter((row) => row.stated))(
    "restores $title of the $name registry once it is stated",
    ({ name, restored, stated: overrides = {} }) => {
      const path = restored ?? Object.keys(overrides)[0];
      const change = stated.find(({ address }) => address === `azurerm_container_registry.${name}`);
      expect(change?.paths).toContain(path);
    },
  );

  // The provider refuses zones below Premium even where Azure reports them. A plan that fails is better than lost images.
  test("replaces no registry below the Premium tier that Azure reports as zone-redundant", async () => {
    const path = `${REGISTRIES}/standardregistry`;
    const registry = await request(azure, "GET", path);
    await request(azure, "PUT", path, merge(registry, { sku: { name: "Standard" }, properties: { zoneRedundancy: "Enabled" } }));
    const error = workspace.write(registries(() => ({}))).planError();
    expect(error).toContain("ACR zone redundancy can only be applied when using the Premium Sku");
    expect(workspace.run("plan", "-input=false", "-refresh=false", "-detailed-exitcode").code).toBe(0);
  });

  test("replaces no registry where settings are stated", () => {
    expect(stated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      NAMES.map((name) => ({ address: `azurerm_container_registry.${name}`, action: "update", replaces: [] })),
    );
  });
});
