import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { GRANT, inFolder, stackFolder } from "../support/hand-off";
import { called } from "../support/program";
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
  return called("hand-off", ...args, "--no-test");
}

test.each(binaries())("the page of changes has the verdicts of the plan (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, BEFORE), "--out", out);
    const options = ["--out", out, "--allow-delete", "--dry-run", "--plan", "--binary", binary];
    const { code, out: page, error } = handOff(stackFolder(folder, AFTER), ...options);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(page.trim().split("## Resources\n\n")[1].split("\n\n")[0].split("\n")).toEqual([
      "- `azurerm_resource_group.fresh`: created",
      "- `azurerm_resource_group.gone`: **deleted**",
      "- `azurerm_resource_group.moves`: **replaced**, because of `location`",
      expect.stringMatching(/^- `azurerm_resource_group.tagged`: updated in place: `tags/),
    ]);
  });
});

test.each(binaries())("a plan that fails is refused with the stack's name (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, BEFORE), "--out", out);
    const wrong = stackOf({ moves: { name: "moves", nonsense: true } });
    const options = ["--out", out, "--allow-delete", "--plan", "--binary", binary];
    const { code, error } = handOff(stackFolder(folder, wrong), ...options);
    expect(code).toBe(1);
    expect(error).toMatch(/stack 'grant': .*nonsense/s);
  });
});

test.each(binaries())("what prevent_destroy stops is a row beside all others, and the handoff is refused (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const kept = (body: JsonObject) => ({ ...body, lifecycle: { prevent_destroy: true } });
    const two = { ...group("two", "westeurope"), count: 2 };
    const before = stackOf({ moves: kept(group("moves", "westeurope")), two: kept(two), tagged: group("tagged", "westeurope") });
    const after = stackOf({
      moves: kept(group("moves", "northeurope")),
      two: kept({ ...two, count: 1 }),
      tagged: group("tagged", "westeurope", { team: "platform" }),
    });
    handOff(stackFolder(folder, before), "--out", out);
    const options = ["--out", out, "--allow-delete", "--plan", "--binary", binary];
    const { code, out: page, error } = handOff(stackFolder(folder, after), ...options, "--dry-run");
    expect(code).toBe(1);
    expect(error).toContain("prevent_destroy");
    const lines = page.trim().split("## Resources\n\n")[1].split("\n\n")[0].split("\n");
    expect(lines).toEqual([
      expect.stringMatching(
        /^- `azurerm_resource_group\.moves`: \*\*replaced\*\*, because of `location`; \*\*refused\*\*: .*prevent.?destroy/,
      ),
      expect.stringMatching(/^- `azurerm_resource_group\.tagged`: updated in place: `tags/),
      expect.stringMatching(/^- `azurerm_resource_group\.two\[1\]`: \*\*deleted\*\*; \*\*refused\*\*: .*prevent.?destroy/),
    ]);
    expect(handOff(stackFolder(folder, after), ...options).code).toBe(1);
  });
});

test.each(binaries())("what a provider refuses is a row in its words (%s)", (binary) => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff(stackFolder(folder, BEFORE), "--out", out);
    const wrong = stackOf({ ...BEFORE.resource.azurerm_resource_group, same: { name: "same", nonsense: true } });
    const { code, out: page } = handOff(stackFolder(folder, wrong), "--out", out, "--dry-run", "--plan", "--binary", binary);
    expect(code).toBe(1);
    expect(page).toMatch(/^- `azurerm_resource_group\.same`: \*\*refused\*\*: .*nonsense/m);
  });
});
