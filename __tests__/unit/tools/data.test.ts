import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { JsonObject } from "../../../src/terraform/json";
import { providerSchemas } from "../../../tools/provider-schemas";

const schema = (name: string, block: JsonObject = {}): JsonObject => ({
  provider: { block: {} },
  resource_schemas: { [`${name}_thing`]: { block } },
});

const OTHERS: [string, JsonObject][] = ["azuread", "azurerm", "time"].map((name) => [`${name}.json`, schema(name)]);

const withKubernetes = (...contents: JsonObject[]) =>
  providerSchemas([...OTHERS, ...contents.map((content): [string, JsonObject] => ["kubernetes.json", content])]);

describe("the schemas", () => {
  const spec = { nesting_mode: "list", block: { attributes: { command: { type: ["list", "string"], optional: true } } } };

  test("contain blocks and the collections that can be set, and leave out everything else", () => {
    const attributes = {
      data: { type: ["map", "string"], optional: true },
      computed: { type: ["list", "string"], computed: true },
      name: { type: "string", required: true },
    };
    expect(withKubernetes(schema("kubernetes", { attributes, block_types: { spec } })).types.kubernetes_thing).toEqual({
      collections: ["data"],
      blocks: { spec: { collections: ["command"] } },
    });
  });

  test("are the same from one provider's schema and from what terraform prints", () => {
    const content = schema("kubernetes", { block_types: { spec } });
    const printed = { format_version: "1.0", provider_schemas: { "registry.terraform.io/hashicorp/kubernetes": content } };
    expect(withKubernetes(printed)).toEqual(withKubernetes(content));
  });

  test("contain what any of several versions has", () => {
    const first = schema("kubernetes", { block_types: { spec } });
    const second = schema("kubernetes", { attributes: { data: { type: ["map", "string"], optional: true } } });
    expect(withKubernetes(first, second).types.kubernetes_thing).toEqual({
      collections: ["data"],
      blocks: { spec: { collections: ["command"] } },
    });
  });

  test("write a large body that several types share once", () => {
    const block_types = Object.fromEntries(
      ["container", "init_container", "volume", "affinity", "toleration"].map((name) => [name, spec]),
    );
    const content = {
      provider: { block: {} },
      resource_schemas: { kubernetes_pod: { block: { block_types } }, kubernetes_pod_v1: { block: { block_types } } },
    };
    const { shared, types } = withKubernetes(content);
    expect([types.kubernetes_pod, types.kubernetes_pod_v1]).toEqual(["kubernetes_pod", "kubernetes_pod"]);
    expect(shared.kubernetes_pod).toMatchObject({ blocks: { container: { collections: ["command"] } } });
  });

  test("keep only the types of azurerm that have a record", () => {
    const azurerm = {
      provider: { block: {} },
      resource_schemas: { azurerm_container_registry: { block: {} }, azurerm_cosmosdb_account: { block: {} } },
    };
    const { types } = providerSchemas([...OTHERS, ["kubernetes.json", schema("kubernetes")], ["azurerm.json", azurerm]]);
    expect(Object.keys(types).filter((type) => type.startsWith("azurerm_"))).toEqual(["azurerm_container_registry"]);
  });

  test("are refused where a name is a block in one version and an argument in another", () => {
    const first = schema("kubernetes", { block_types: { spec } });
    const second = schema("kubernetes", { attributes: { spec: { type: "string", optional: true } } });
    expect(() => withKubernetes(first, second)).toThrow("kubernetes_thing.spec is a block in one version");
  });

  test("are refused from a file of something else, and where a provider is missing", () => {
    expect(() => withKubernetes({ name: "x" })).toThrow("kubernetes.json has no schema of");
    expect(() => providerSchemas(OTHERS)).toThrow("no schema of kubernetes was given");
  });
});

test("bad input ends a tool with a sentence", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/provider-schemas.ts", ...args], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
    });
  const missing = run("nowhere");
  expect([missing.status, missing.stderr]).toEqual([1, "nowhere does not exist; give files, or folders that contain them.\n"]);
  expect(run().stdout).toContain("npm run data:schemas -- <file or folder>");
});
