import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import schemas from "../../../src/knowledge/catalogue/data/provider-schemas.json";
import { PROVIDER_VERSIONS } from "../../../src/knowledge/catalogue/provider-versions";
import { bindingSchemas, declaredType } from "../../../src/providers/schemas/bindings";
import { type BodySchema, isGap } from "../../../src/providers/schemas/schema-source";

interface Body {
  readonly collections?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly required?: readonly string[];
  readonly blocks?: Readonly<Record<string, Body | string>>;
}

const shared: Readonly<Record<string, Body>> = schemas.shared;
const types: Readonly<Record<string, Body | string>> = schemas.types;

/** Where the bindings say something else than the provider. What only the newer version has is in no bindings. */
function contradictions(place: string, known: Body | string, text: BodySchema): string[] {
  const { collections = [], blocks = {} } = typeof known === "string" ? shared[known] : known;
  return [
    ...collections.filter((name) => text.blockOf(name) !== undefined).map((name) => `${place}.${name} is no block`),
    ...Object.entries(blocks).flatMap(([name, block]) => {
      const nested = text.blockOf(name);
      if (nested === undefined) {
        return text.takesCollection(name) ? [`${place}.${name} is a block`] : [];
      }
      return contradictions(`${place}.${name}`, block, nested);
    }),
  ];
}

const { time: _without, ...PACKAGES } = PROVIDER_VERSIONS;

describe.each(Object.entries(PACKAGES))("the bindings for %s", (name, { bindings }) => {
  const source = bindingSchemas(__dirname);
  const provider = { name, source: `hashicorp/${name}`, version: bindings, others: {} };
  const own = Object.entries(types).filter(([type]) => type.replace(/^[a-z]+\./, "").split("_")[0] === name);
  const answers = own.map(([type, body]) => ({ type, body, answer: source.find(type, provider) }));
  const found = answers.flatMap(({ type, body, answer }) =>
    answer === undefined || isGap(answer) ? [] : [{ type, body, text: answer.body }],
  );

  test("have every type that they were generated from", () => {
    const lib = join(dirname(require.resolve(`@cdktf/provider-${name}/package.json`)), "lib");
    const folders = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found).toHaveLength(folders.length);
  });

  test("agree with the provider's own schema about every block and collection", () => {
    expect(found.flatMap(({ type, body, text }) => contradictions(type, body, text))).toEqual([]);
  });
});

const CONFIG = `
export interface ThingConfig extends cdktf.TerraformMetaArguments {
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#name Thing#name}
    */
    readonly name: string;
    /**
    * A description that ends in block
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#labels Thing#labels}
    */
    readonly labels?: {
        [key: string]: string;
    };
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#flags Thing#flags}
    */
    readonly flags?: Array<boolean | cdktf.IResolvable> | cdktf.IResolvable;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#enabled Thing#enabled}
    */
    readonly enabled?: boolean | cdktf.IResolvable;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#left_out Thing#left_out}
    */
    readonly leftOut?: any;
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#wait_for Thing#wait_for}
    */
    readonly waitFor?: ThingWaitFor;
    /**
    * wait block
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#wait Thing#wait}
    */
    readonly wait: ThingWait[] | cdktf.IResolvable;
}
export interface ThingWait {
    /**
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#fields Thing#fields}
    */
    readonly fields?: string[];
}
export declare class Thing extends cdktf.TerraformResource {
    static readonly tfResourceType = "x_thing";
    constructor(scope: Construct, id: string, config: ThingConfig);
}
`;

test("an argument that takes an object is none of the blocks, whatever a structure is used for", () => {
  const declared = declaredType(CONFIG);
  expect(declared).toMatchObject({ type: "x_thing", origin: { source: "someone/x", version: "1.2.3" } });
  const names = ["name", "labels", "flags", "enabled", "left_out", "wait_for", "wait", "constructor"];
  expect(names.filter((name) => declared?.body.blockOf(name))).toEqual(["wait"]);
  expect(names.filter((name) => declared?.body.takesCollection(name))).toEqual(["labels", "flags", "wait_for"]);
  expect(names.filter((name) => declared?.body.isRequired?.(name))).toEqual(["name", "wait"]);
  expect(declared?.body.blockOf("wait")?.takesCollection("fields")).toBe(true);
});

test.each([
  "",
  "export interface ThingConfig {}",
  CONFIG.split("registry.terraform.io/providers").join("example.com"),
  CONFIG.replace("config: ThingConfig", "config: OtherConfig"),
])("other texts are nothing", (text) => {
  expect(declaredType(text)).toBeUndefined();
});
