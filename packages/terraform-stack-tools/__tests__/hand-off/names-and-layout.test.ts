import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HandOffOptions, handOff, verify } from "../../src/hand-off";
import type { Json, JsonObject } from "../../src/stack/json";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

const THEIRS = 'terraform {\n  backend "local" {}\n}\n';

type Version = readonly [stack: Json, options?: Partial<HandOffOptions>];

/** The lines of what the last of several hand-offs to one folder says, none of which is allowed to delete anything. */
function linesOf(...versions: readonly Version[]): string[] {
  return inFolder((folder) => {
    const pages = versions.map(
      ([stack, options = {}]) =>
        handOff({ input: stackFolder(folder, stack, "grant"), out: join(folder, "out"), ...options }).changes,
    );
    return pages[pages.length - 1].split("\n").filter((line) => /^(## |- )/.test(line));
  });
}

const NAMED = {
  ...GRANT,
  provider: { azurerm: [{ features: [{}] }], kubernetes: [{ host: "${data.azurerm_kubernetes_cluster.Read-1.fqdn}" }] },
  locals: { "both-Ids": ["${azurerm_container_registry.Acr_988A18CD.id}"] },
  data: { azurerm_kubernetes_cluster: { "Read-1": { name: "aks", resource_group_name: "rg" } } },
  resource: {
    azurerm_container_registry: { Acr_988A18CD: { name: "contoso", admin_enabled: true } },
    azurerm_role_assignment: {
      "acr-Pull": {
        scope: "${azurerm_container_registry.Acr_988A18CD.id}",
        principal_id: "${var.object_id}",
        role_definition_name: "AcrPull",
        depends_on: ["azurerm_container_registry.Acr_988A18CD", "data.azurerm_kubernetes_cluster.Read-1"],
      },
    },
  },
  output: { ids: { value: "${local.both-Ids}" }, id: { value: "${azurerm_role_assignment.acr-Pull.id}" } },
};

const PLAIN = { names: "plain" } as const;

const RENAMES = [
  "## Resources",
  "- `azurerm_container_registry.acr`: moved from `azurerm_container_registry.Acr_988A18CD`",
  "- `azurerm_role_assignment.acr_pull`: moved from `azurerm_role_assignment.acr-Pull`",
  "- `data.azurerm_kubernetes_cluster.read_1`: renamed from `data.azurerm_kubernetes_cluster.Read-1`",
  "## Other",
  "- `local.both_ids`: renamed from `local.both-Ids`",
];

describe("other names", () => {
  test.each(["json", "hcl"] as const)("are all that a switch to plain names changes (%s)", (format) => {
    expect(linesOf([NAMED, { format }], [NAMED, { format, ...PLAIN }])).toEqual(RENAMES);
  });

  test("are no change where they are the same as before", () => {
    expect(linesOf([NAMED, PLAIN], [NAMED, PLAIN])).toEqual([]);
  });

  test("do not hide what changes beside them", () => {
    const { azurerm_role_assignment: pull } = NAMED.resource;
    const registry = { Acr_988A18CD: { name: "contoso", admin_enabled: true, sku: "Premium" } };
    const changed = { ...NAMED, resource: { azurerm_role_assignment: pull, azurerm_container_registry: registry } };
    expect(linesOf([NAMED], [changed, PLAIN])).toEqual([
      RENAMES[0],
      `${RENAMES[1]}; changed: \`sku\`; Terraform decides at plan whether it is replaced`,
      ...RENAMES.slice(2),
    ]);
  });

  const group = (name: string, more: JsonObject = {}) => ({
    ...GRANT,
    resource: {
      azurerm_resource_group: { [name]: { name: "rg" } },
      azurerm_storage_account: { a: { resource_group_name: `\${azurerm_resource_group.${name}.name}` } },
    },
    output: {},
    ...more,
  });
  const move = (from: string, to: string) => ({ from: `azurerm_resource_group.${from}`, to: `azurerm_resource_group.${to}` });

  test("that the stack itself gives are followed by references, over several moves", () => {
    expect(linesOf([group("a")], [group("c", { moved: [move("a", "b"), move("b", "c")] })])).toEqual([
      "## Resources",
      "- `azurerm_resource_group.c`: moved from `azurerm_resource_group.a`",
    ]);
    expect(linesOf([group("a")], [group("b-C", { moved: [move("a", "b-C")] }), PLAIN])).toEqual([
      "## Resources",
      "- `azurerm_resource_group.b_c`: moved from `azurerm_resource_group.a`",
    ]);
  });

  test("hide no `moved` block that nothing in the bundle before concerns, and no reference to something else", () => {
    expect(linesOf([group("a")], [group("a", { moved: [move("x", "a")] })])).toEqual(["## Other", "- `moved` blocks"]);
    const other = group("b", { moved: [move("a", "b")] });
    const resource = { ...other.resource, azurerm_storage_account: { a: { resource_group_name: "b" } } };
    expect(linesOf([group("a")], [{ ...other, resource }])[2]).toMatch(/^- `azurerm_storage_account\.a`: changed: /);
  });

  test("save from deletion only what has one in the next version", () => {
    const moved = [move("a", "b")];
    const both = { azurerm_resource_group: { a: { name: "one" }, b: { name: "two" } } };
    const one = { azurerm_resource_group: { b: { name: "two" } } };
    const deleted = /--allow-delete:\n {2}'azurerm_resource_group\.a': destroyed, .*\nsee/;
    const kept = group("a", { resource: { azurerm_resource_group: { a: { name: "rg" } } } });
    expect(() => linesOf([kept], [{ ...kept, resource: {}, moved }])).toThrow(deleted);
    const into = [{ from: "azurerm_resource_group.a", to: "module.m.azurerm_resource_group.a" }];
    expect(linesOf([kept], [{ ...kept, resource: {}, module: { m: { source: "x" } }, moved: into }])).toContain(
      "- `module.m`: created",
    );
    expect(() => linesOf([{ ...kept, resource: both }], [{ ...kept, resource: one, moved }])).toThrow(deleted);
  });
});

describe("another layout", () => {
  const ROOT = { layout: "root" } as const;

  test.each(["json", "hcl"] as const)("is said, and deletes nothing; the backend stays where it is (%s)", (format) => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const hand = (options: Partial<HandOffOptions>) => handOff({ input: stackFolder(folder, GRANT), out, format, ...options });
      hand(ROOT);
      writeFiles(out, { "backend.tf": THEIRS });
      const { changes } = hand({ layout: "module" });
      expect(changes.split("\n").filter((line) => /^(## |- )/.test(line))).toEqual([
        "## Layout",
        expect.stringMatching(
          /^- the bundle is a child module now, .*`moved` blocks .*before the next plan, .*#change-the-layout-of-a-bundle\)$/,
        ),
      ]);
      const example = readFileSync(join(out, `examples/default/moved.tf${format === "hcl" ? "" : ".json"}`), "utf8");
      expect(example).toContain("module.grant.azurerm_role_assignment.pull");
      expect(readFileSync(join(out, "backend.tf"), "utf8")).toBe(THEIRS);
      expect(readFileSync(join(out, "CHANGES.md"), "utf8")).toBe(changes);
      expect(verify(out, { allow: ["backend.tf"] }).deviations).toEqual([]);
      expect(hand({}).changes).toBe("Nothing changes.\n");
    });
  });

  test("back to a root module asks for the state to follow", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const input = stackFolder(folder, GRANT);
      handOff({ input, out });
      writeFiles(out, { "examples/default/backend.tf": THEIRS });
      expect(() => handOff({ input, out, ...ROOT })).toThrow(
        /destroys or replaces what it has, .*--allow-delete:\n {2}'module\.grant\.azurerm_role_assignment\.pull'\n/,
      );
      const { changes } = handOff({ input, out, ...ROOT, allowDelete: ["module.grant"] });
      expect(changes).toContain("the bundle is a root module now: before the next plan");
      expect(changes).toContain(
        "`terraform state mv 'module.grant.azurerm_role_assignment.pull' 'azurerm_role_assignment.pull'`",
      );
      expect(existsSync(join(out, "examples/default/backend.tf"))).toBe(true);
      expect(existsSync(join(out, "examples/default/main.tf.json"))).toBe(false);
      expect(verify(out, { allow: ["examples/default/backend.tf"] }).deviations).toEqual([]);
    });
  });

  test("is said with its reason, where the stack can no longer be a child module", () => {
    const reading = { ...GRANT, output: { text: { value: '${file("assets/a.txt")}' } } };
    const lines = inFolder((folder) => {
      const out = join(folder, "out");
      handOff({ input: stackFolder(folder, GRANT), out });
      const input = stackFolder(folder, reading);
      writeFiles(input, { "assets/a.txt": "x" });
      return handOff({ input, out, allowDelete: ["module.grant"] }).changes.split("\n");
    });
    expect(lines).toContainEqual(expect.stringMatching(/^- It reads files in `assets\/` by paths .* root module\.$/));
  });
});
