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

  const text = (more: object) => ({ type: "string", ...more });
  const list = (more: object) => ({ type: ["list", "string"], ...more });
  const ofSpec = { spec: { collections: ["command"] } };

  test.each<[string, JsonObject[], object]>([
    [
      "blocks and the collections that can be set, and leave out everything else",
      [
        {
          attributes: { data: list({ optional: true }), computed: list({ computed: true }), name: text({ required: true }) },
          block_types: { spec },
        },
      ],
      { collections: ["data"], required: ["name"], blocks: ofSpec },
    ],
    [
      "what is required, blocks included, in any of several versions",
      [{ required: true }, { optional: true }].map((name) => ({
        attributes: { name: text(name) },
        block_types: { spec: { ...spec, min_items: 1 }, other: { ...spec, min_items: 0 } },
      })),
      { required: ["name", "spec"], blocks: { ...ofSpec, other: ofSpec.spec } },
    ],
    [
      "what any of several versions has",
      [{ block_types: { spec } }, { attributes: { data: list({ optional: true }) } }],
      { collections: ["data"], blocks: ofSpec },
    ],
    [
      "what a provider marks as sensitive, computed or not",
      [{ attributes: { password: text({ required: true, sensitive: true }), key: text({ computed: true, sensitive: true }) } }],
      { sensitive: ["key", "password"], required: ["password"] },
    ],
  ])("contain %s", (_what, blocks, expected) => {
    expect(withKubernetes(...blocks.map(schema)).types.kubernetes_thing).toEqual(expected);
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
