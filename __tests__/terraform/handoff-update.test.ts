import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, namedIn, stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../support/terraform";

const group = (name: string, location: string, tags: JsonObject = {}) => ({ name, location, tags });

const { output: _output, ...WITHOUT_OUTPUT } = GRANT;

const stackOf = (groups: JsonObject) => ({ ...WITHOUT_OUTPUT, resource: { azurerm_resource_group: groups } });

const BEFORE = stackOf({
  moves: group("moves", "westeurope"),
  tagged: group("tagged", "westeurope"),
  same: group("same", "westeurope"),
  gone: group("gone", "westeurope"),
});

const AFTER = stackOf({
  moves: group("moves", "northeurope"),
  tagged: group("tagged", "westeurope", { team: "platform" }),
  same: group("same", "westeurope"),
  fresh: group("${var.object_id}", "westeurope"),
});

function handOff(...args: string[]) {
  return called("hand-off", ...args);
}

test.each(binaries())("the page of changes has the verdicts of the plan (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, BEFORE), "--out", out);
    const options = ["--out", out, "--dry-run", "--plan", "--binary", binary];
    const refused = handOff(stackFolder(folder, AFTER), ...options);
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(
      /--allow-delete:\n {2}'azurerm_resource_group\.gone': destroyed, since the stack no longer has it\n {2}'azurerm_resource_group\.moves': replaced, because of location\nsee/,
    );
    const allowed = namedIn(refused.error).map((name) => `--allow-delete=${name}`);
    const { code, out: page, error } = handOff(stackFolder(folder, AFTER), ...options, ...allowed);
    expect({ code, error, page }).toEqual({ code: 0, error: "", page: refused.out });
    expect(page).toContain("- `azurerm_resource_group.moves`: **replaced**, because of `location`");
    expect(page.trim().split("## Resources\n\n")[1].split("\n\n")[0].split("\n")).toEqual([
      "- `azurerm_resource_group.fresh`: created",
      "- `azurerm_resource_group.gone`: **deleted**",
      "- `azurerm_resource_group.moves`: changed: `location`",
      "- `azurerm_resource_group.tagged`: changed: `tags`",
    ]);
  });
});

/** Every file of a folder, by path. */
function contentsOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

test.each(binaries())("what %s replaces stops a hand-off unasked, and without an engine nobody can tell", (binary) => {
  inFolder((folder) => {
    const replaced = stackOf({ ...BEFORE.resource.azurerm_resource_group, moves: group("moves", "northeurope") });
    const outs = ["with", "without"].map((name) => join(folder, name));
    for (const out of outs) {
      handOff(stackFolder(folder, BEFORE), "--out", out);
    }
    const input = stackFolder(folder, replaced);
    const [asked, unasked] = outs.map((out) => [input, "--out", out]);
    const refused = handOff(...asked, "--binary", binary);
    expect(refused.code).toBe(1);
    expect(namedIn(refused.error)).toEqual(["azurerm_resource_group.moves"]);
    const allow = "--allow-delete=azurerm_resource_group.moves";
    expect(handOff(...asked, "--binary", binary, allow).code).toBe(0);
    const compared = handOff(...unasked, "--binary", "no-such-engine", allow);
    expect(compared.code).toBe(0);
    expect(compared.error).toContain("whether a changed resource is replaced");
    const [first, second] = outs.map(contentsOf);
    expect(Object.keys(first)).toContain("CHANGES.md");
    expect(first).toEqual(second);
  });
});

const registry = (sku: string, more: JsonObject = {}): JsonObject => ({
  ...WITHOUT_OUTPUT,
  resource: {
    azurerm_container_registry: {
      acr: { name: "shopregistry", resource_group_name: "rg", location: "westeurope", sku, ...more },
    },
  },
});

test.each(binaries())("a registry that %s replaces loses its images, and one that it updates nothing", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, registry("Basic")), "--out", out);
    const next = (stack: JsonObject) => handOff(stackFolder(folder, stack), "--out", out, "--dry-run", "--binary", binary);
    expect(next(registry("Standard"))).toMatchObject({ code: 0, error: "" });
    const { code, out: page, error } = next(registry("Basic", { name: "storeregistry" }));
    expect(code).toBe(1);
    expect(error).toContain("'azurerm_container_registry.acr': replaced, because of name: its images are lost\n");
    expect(page).toContain(
      "- `azurerm_container_registry.acr`: **replaced**, because of `name`: its images are lost; undo what forces it",
    );
  });
});

const repeated = (names: JsonObject[string], more: JsonObject = {}): JsonObject => ({
  variable: { names: { type: "set(string)", default: names } },
  resource: { terraform_data: { each: { for_each: "${var.names}", ...more }, number: { count: "${length(var.names)}" } } },
});

test.each(binaries())("%s evaluates what decides instances, so that what stays is not named", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, repeated(["a", "b", "c"])), "--out", out);
    const next = (stack: JsonObject) => handOff(stackFolder(folder, stack), "--out", out, "--dry-run", "--binary", binary);
    expect(namedIn(next(repeated(["c", "a"])).error)).toEqual(['terraform_data.each["b"]', "terraform_data.number[2]"]);
    // Of another expression of an input, no default tells what the receiver's own value makes.
    const other = next(repeated(["a", "b", "c"], { for_each: '${setsubtract(var.names, ["z"])}' }));
    expect(namedIn(other.error)).toEqual(["terraform_data.each"]);
    const literal = { resource: { terraform_data: { each: { for_each: { a: 1, b: 1, c: 1 } }, number: { count: 3 } } } };
    expect(namedIn(next(literal).error)).toEqual(["terraform_data.each", "terraform_data.number"]);
  });
});

test.each(binaries())("a plan that fails is refused with the stack's name (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, BEFORE), "--out", out);
    const wrong = stackOf({ moves: { name: "moves", nonsense: true } });
    const options = ["--out", out, "--plan", "--binary", binary];
    const { code, error } = handOff(stackFolder(folder, wrong), ...options);
    expect(code).toBe(1);
    expect(error).toMatch(/stack 'grant': .*nonsense/s);
  });
});

test.each(binaries())("what prevent_destroy stops is named beside all others (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const kept = (body: JsonObject) => ({ ...body, lifecycle: { prevent_destroy: true } });
    const two = { ...group("two", "westeurope"), count: 2 };
    const before = stackOf({ moves: kept(group("moves", "westeurope")), two: kept(two), free: group("free", "westeurope") });
    const after = stackOf({
      moves: kept(group("moves", "northeurope")),
      two: kept({ ...two, count: 1 }),
      free: group("free", "northeurope"),
    });
    handOff(stackFolder(folder, before), "--out", out);
    const { code, error } = handOff(stackFolder(folder, after), "--out", out, "--plan", "--binary", binary);
    expect(code).toBe(1);
    expect(namedIn(error)).toEqual([
      "azurerm_resource_group.free",
      "azurerm_resource_group.moves",
      "azurerm_resource_group.two[1]",
    ]);
  });
});
