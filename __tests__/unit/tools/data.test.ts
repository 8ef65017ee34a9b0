import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { providerSchemas } from "../../../tools/provider-schemas";

const schema = (block: JsonObject = {}): JsonObject => ({
  provider: { block: {} },
  resource_schemas: { kubernetes_thing: { block } },
});

const printed = (provider_schemas: JsonObject): JsonObject => ({ format_version: "1.0", provider_schemas });

const OTHERS = printed({
  "registry.terraform.io/hashicorp/azuread": {},
  "registry.opentofu.org/hashicorp/azurerm": {},
  "x/y/time": {},
});

const withKubernetes = (...contents: JsonObject[]) =>
  providerSchemas([OTHERS, ...contents.map((content) => printed({ "registry.terraform.io/hashicorp/kubernetes": content }))]);

describe("the schemas", () => {
  const spec = { nesting_mode: "list", block: { attributes: { command: { type: ["list", "string"], optional: true } } } };

  test("contain blocks and the collections that can be set, and leave out everything else", () => {
    const attributes = {
      data: { type: ["map", "string"], optional: true },
      computed: { type: ["list", "string"], computed: true },
      name: { type: "string", required: true },
    };
    expect(withKubernetes(schema({ attributes, block_types: { spec } })).types.kubernetes_thing).toEqual({
      collections: ["data"],
      required: ["name"],
      blocks: { spec: { collections: ["command"] } },
    });
  });

  test("contain what is required, blocks included, in any of several versions", () => {
    const block_types = { spec: { ...spec, min_items: 1 }, other: { ...spec, min_items: 0 } };
    const attributes = { name: { type: "string", required: true } };
    const later = { name: { type: "string", optional: true } };
    const { types } = withKubernetes(schema({ attributes, block_types }), schema({ attributes: later, block_types }));
    expect(types.kubernetes_thing).toMatchObject({ required: ["name", "spec"] });
  });

  test("contain what any of several versions has", () => {
    const first = schema({ block_types: { spec } });
    const second = schema({ attributes: { data: { type: ["map", "string"], optional: true } } });
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

  test("contain what a provider marks as sensitive, computed or not", () => {
    const attributes = {
      password: { type: "string", required: true, sensitive: true },
      key: { type: "string", computed: true, sensitive: true },
    };
    const account = { nesting_mode: "list", block: { attributes } };
    expect(withKubernetes(schema({ attributes, block_types: { account } })).types.kubernetes_thing).toEqual({
      sensitive: ["key", "password"],
      required: ["password"],
      blocks: { account: { sensitive: ["key", "password"], required: ["password"] } },
    });
  });

  test("are refused where a name is a block in one version and an argument in another", () => {
    const first = schema({ block_types: { spec } });
    const second = schema({ attributes: { spec: { type: "string", optional: true } } });
    expect(() => withKubernetes(first, second)).toThrow("kubernetes_thing.spec is a block in one version");
  });

  test("are refused where a provider is missing", () => {
    expect(() => providerSchemas([OTHERS])).toThrow("no schema of kubernetes was printed");
  });
});

test("bad input ends a tool with a sentence", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/provider-schemas.ts", ...args], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
    });
  const missing = run("nowhere");
  expect([missing.status, missing.stderr]).toEqual([1, "nowhere init -backend=false failed: there is no such program\n"]);
  expect(run().stdout).toContain("npm run data:schemas -- <terraform, tofu or a path>");
});
