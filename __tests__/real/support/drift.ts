import { TerraformResource, type TerraformStack } from "cdktf";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { render } from "../../support/stack";
import { describeReal, type FakeAzure, GENERATIONS, type PlannedChange, RealWorkspace, startAzure } from "./providers";

/** What somebody else changes on a resource of ours, and what a user states against it by the escape hatch. */
export interface Change {
  /** Merged into the object, as Azure Resource Manager or Microsoft Graph has it. */
  readonly changed: JsonObject;
  /** Overrides by path, which the next plan restores: some of each form of argument, since the list of all is made alike. */
  readonly stated?: JsonObject;
  /** What every plan restores, since the construct states it. */
  readonly ours?: readonly string[];
}

export interface Drifting<C extends Change> {
  /** By the resource that has the arguments: a construct's default child, or `construct/child`. */
  readonly changes: Readonly<Record<string, C>>;
  readonly build: () => TerraformStack;
  /** Makes the changes of one resource behind Terraform's back. */
  readonly change: (azure: FakeAzure, path: string, change: C, workspace: RealWorkspace) => Promise<void>;
  /** What follows from arguments that are restored, and is planned with them. */
  readonly derived?: RegExp;
}

/** What further tests of the same resources have. */
export interface Drifted {
  readonly azure: FakeAzure;
  readonly workspace: RealWorkspace;
  /** Writes the stack with what a user states. */
  configure(stated?: Readonly<Record<string, JsonObject>>): RealWorkspace;
  /** What a resource ignores, as paths of a plan: `default_node_pool.0.tags`. */
  ignored(path: string): string[];
}

/** Others change everything that is left to them: plans leave it, and restore what is stated. */
export function describeDrift<C extends Change>(
  { changes, build, change, derived = /^$/ }: Drifting<C>,
  more: (drifted: () => Drifted, isAzurerm5: boolean) => void = () => undefined,
): void {
  const paths = Object.keys(changes);
  const statedBy = (path: string): JsonObject => changes[path].stated ?? {};

  describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
    let azure: FakeAzure;
    let workspace: RealWorkspace;
    let unstated: readonly PlannedChange[];
    let stated: readonly PlannedChange[];

    function stackWith(overrides: Readonly<Record<string, JsonObject>> = {}): TerraformStack {
      const stack = build();
      for (const [path, values] of Object.entries(overrides)) {
        for (const [argument, value] of Object.entries(values)) {
          resourceAt(stack, path).addOverride(argument, value);
        }
      }
      use(stack);
      return stack;
    }

    const addressOf = (path: string) => addressIn(resourceAt(stackWith(), path));

    beforeAll(async () => {
      azure = await startAzure();
      workspace = new RealWorkspace(azure);
      workspace.write(stackWith()).apply();
      for (const path of paths) {
        await change(azure, path, changes[path], workspace);
      }
      unstated = workspace.changes();
      stated = workspace.write(stackWith(Object.fromEntries(paths.map((path) => [path, statedBy(path)])))).changes();
    });

    test("plans leave what others have changed, but for what the construct states", () => {
      const ours = paths.filter((path) => changes[path].ours);
      const found = unstated.map(({ paths: all, ...others }) => ({
        ...others,
        paths: all.filter((path) => !derived.test(path)).sort(),
      }));
      expect(found).toEqual(
        ours.map((path) => ({
          address: addressOf(path),
          action: "update",
          paths: [...(changes[path].ours ?? [])].sort(),
          replaces: [],
        })),
      );
    });

    const rows = paths.flatMap((path) => Object.keys(statedBy(path)).map((argument) => [argument, path]));

    test.each(rows)("%s of %s is restored once it is stated", (argument, path) => {
      const planned = stated.find(({ address }) => address === addressOf(path))?.paths ?? [];
      const withoutIndices = planned.map((one) => `${one.replace(/\.\d+(?=\.|$)/g, "")}.`);
      expect(withoutIndices.filter((one) => one.startsWith(`${argument}.`))).not.toEqual([]);
    });

    test("replaces nothing where settings are stated", () => {
      expect(stated.filter(({ action }) => action !== "update")).toEqual([]);
    });

    const configure: Drifted["configure"] = (overrides) => workspace.write(stackWith(overrides));
    const ignored = (path: string) => ignoredBy(stackWith(), addressOf(path));
    more(() => ({ azure, workspace, configure, ignored }), isAzurerm5);
  });
}

function resourceAt({ node }: TerraformStack, path: string): TerraformResource {
  const [construct, child = "Default"] = path.split("/");
  const resource = node.findChild(construct).node.findChild(child);
  if (!TerraformResource.isTerraformResource(resource)) {
    throw new Error(`${path} is no resource`);
  }
  return resource;
}

function addressIn({ terraformResourceType: type, friendlyUniqueId: name }: TerraformResource): string {
  return `${type}.${name}`;
}

interface Ignoring {
  readonly lifecycle?: { readonly ignore_changes?: readonly string[] };
}

function ignoredBy(stack: TerraformStack, address: string): string[] {
  const [type, name] = address.split(".");
  const resources: { readonly [type: string]: { readonly [name: string]: Ignoring } } = Object(render(stack).resource);
  return (resources[type][name].lifecycle?.ignore_changes ?? []).map((path) => path.split("[0]").join(".0"));
}
