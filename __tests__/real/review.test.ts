import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { type Registry, World } from "./access/world";
import {
  type Cells,
  CONFIGURATIONS,
  cellsOf,
  cellsOfHolders,
  cellsOfLines,
  FOLDER,
  type Line,
  reviewed,
} from "./review/reviewed";
import { describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const SUBSCRIPTIONS = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];

/** What the plan before the first apply cannot tell, in the words of the report. Everything else must be exact. */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = {
  c27: ["managed identity c27-puller in an unknown scope, which depends on local.c27_registry"],
};

describeReal.each(GENERATIONS)("foreign configurations with $generation", ({ isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let before: Cells;
  let after: Cells;
  let first: ReturnType<typeof reviewed>;
  let second: ReturnType<typeof reviewed>;
  let registries: Registry[];

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    cpSync(FOLDER, workspace.folder, { recursive: true });
    workspace.write({
      terraform: {
        required_providers: {
          azurerm: { source: "hashicorp/azurerm", version: isAzurerm5 ? "~> 5.2.0" : "~> 4.55.0" },
          azapi: { source: "azure/azapi" },
        },
      },
    });
    const world = new World(azure);
    before = await allowed(world);
    first = reviewed(plan("first"));
    workspace.succeed("apply", "-input=false", "-parallelism=60", "first");
    after = await allowed(world);
    second = reviewed(plan("second"));
    registries = await all(world);
  });

  /** The path of the JSON of a new plan. */
  function plan(name: string): string {
    workspace.succeed("plan", "-input=false", `-out=${name}`);
    const file = join(workspace.folder, `${name}.json`);
    writeFileSync(file, workspace.succeed("show", "-json", name));
    return file;
  }

  async function all(world: World): Promise<Registry[]> {
    const lists = await Promise.all(
      SUBSCRIPTIONS.map((one) => request(azure, "GET", `/subscriptions/${one}/providers/Microsoft.ContainerRegistry/registries`)),
    );
    const found = lists.flatMap(({ value }) => (Array.isArray(value) ? value : [])).filter(isObject);
    return Promise.all(found.map(({ id, name }) => world.registry(String(name), String(id))));
  }

  async function allowed(world: World): Promise<Cells> {
    const found = await all(world);
    const holders = await Promise.all(found.map((registry) => world.holders(registry)));
    return cellsOfHolders(holders.flat(), found);
  }

  function newCells(prefix: string): Cells {
    return Object.fromEntries(Object.entries(cellsOf(prefix, after)).filter(([cell]) => !(cell in before)));
  }

  const isUnknown = ({ registry }: Line) => / depends on /.test(registry);

  test("there are 17, and each lets somebody in", () => {
    expect(CONFIGURATIONS).toHaveLength(17);
    expect(CONFIGURATIONS.filter(({ prefix }) => Object.keys(newCells(prefix)).length === 0)).toEqual([]);
  });

  test.each(CONFIGURATIONS)("$file: $about Before the apply, the plan tells each cell", ({ prefix }) => {
    const own = [...first.gained, ...first.opaque].filter(({ who, registry }) => `${who} ${registry}`.includes(prefix));
    const unknown = own.filter(isUnknown).map(({ who, registry }) => `${who} in ${registry}`);
    expect(unknown).toEqual(UNKNOWN[prefix] ?? []);
    const told = cellsOf(prefix, cellsOfLines([...first.gained, ...first.opaque], registries));
    expect(told).toEqual(prefix in UNKNOWN ? {} : newCells(prefix));
  });

  test.each(CONFIGURATIONS)("$file: after the apply, the next plan tells each cell as well", ({ prefix }) => {
    expect(cellsOf(prefix, cellsOfLines(second.kept, registries))).toEqual(newCells(prefix));
  });

  test("after the apply, nobody gains or loses anything", () => {
    expect([...second.gained, ...second.lost, ...second.opaque]).toEqual([]);
  });
});
