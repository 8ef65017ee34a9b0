import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isGap } from "../../../src/providers/schemas/known-schemas";
import { bindingSchemas, declaredType } from "../../../src/providers/schemas/sources";
import type { RequiredProvider } from "../../../src/stack/stack";
import { declarations } from "../../support/bindings";
import { inFolder, writeFiles } from "../../support/hand-off";

const RANDOM: RequiredProvider = { name: "random", source: "hashicorp/random", version: "3.7.2", others: {} };
const ROOT = "node_modules/@cdktf/provider-random";
const VERSION = "hashicorp/random/3.7.2";
const PET = declarations("random_pet", VERSION, { made_up: "block" });

/** Whether the bindings of a project know a type, asked from the folder of one stack. */
function knows(files: Readonly<Record<string, string>>, type = "random_pet", provider = RANDOM): boolean {
  return inFolder((project) => {
    writeFiles(project, { "cdktf.json": {}, "cdktf.out/stacks/one/cdk.tf.json": {} });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), content);
    }
    const answer = bindingSchemas(join(project, "cdktf.out/stacks/one")).find(type, provider);
    return answer !== undefined && !isGap(answer) && answer.body.blockOf("made_up") !== undefined;
  });
}

test.each<[string, Record<string, string>]>([
  [
    "a package of cdktf, and not executed",
    { [`${ROOT}/lib/pet/index.d.ts`]: PET, [`${ROOT}/lib/pet/index.js`]: "process.exit(9)" },
  ],
  ["a package of its successor", { "node_modules/@cdktn/provider-random/lib/pet/index.d.ts": PET }],
  ["generated TypeScript", { ".gen/providers/random/pet/index.ts": PET.replace(/declare /g, "") }],
  [
    "structures in files of their own",
    {
      [`${ROOT}/lib/pet/index.d.ts`]: PET.replace(/export interface ThingConfig[^}]*\}[^}]*\}/, ""),
      [`${ROOT}/lib/pet/index-structs/structs0.d.ts`]: PET.split("export interface ThingNested")[0],
    },
  ],
])("%s is read", (_case, files) => {
  expect(knows(files)).toBe(true);
});

test.each([
  ["random_string", "string-resource", "random_string"],
  ["data.random_pet", "data-random-pet", "random_pet"],
  ["provider.random", "provider", "random"],
])("%s is looked for in the folder %s", (type, folder, declared) => {
  const path = `${ROOT}/lib/${folder}/index.d.ts`;
  expect(knows({ [path]: declarations(declared, VERSION, { made_up: "block" }) }, type)).toBe(true);
});

test("types of google-beta have the prefix of google, and an ephemeral resource has no bindings", () => {
  const text = declarations("google_pet", "hashicorp/google-beta/6.1.0", { made_up: "block" });
  const provider = { name: "google-beta", source: "hashicorp/google-beta", version: "6.1.0", others: {} };
  const path = "node_modules/@cdktf/provider-google-beta/lib/google-pet/index.d.ts";
  expect(knows({ [path]: text }, "google_pet", provider)).toBe(true);
  expect(knows({ [`${ROOT}/lib/pet/index.d.ts`]: PET }, "ephemeral.random_pet")).toBe(false);
});

test.each(["random_../../pet", "random_pet/../../../x", "random_"])("a type called %j leads nowhere", (type) => {
  const text = declarations(type, VERSION, { made_up: "block" });
  expect(knows({ [`${ROOT}/pet/index.d.ts`]: text, "x/index.d.ts": text }, type)).toBe(false);
});

describe("bindings of cdktf up to 0.15", () => {
  const OLD = PET.replace(
    /https:\/\/registry\.terraform\.io\/providers\/hashicorp\/random\/3\.7\.2\/docs\/[^#]*/g,
    "https://www.terraform.io/docs/providers/random/r/pet",
  );
  const packaged = (version: string) =>
    JSON.stringify({ cdktf: { provider: { name: "registry.terraform.io/hashicorp/random", version } } });

  test.each<[string, Record<string, string>]>([
    ["in a folder", { [`${ROOT}/lib/pet/index.d.ts`]: OLD }],
    ["in a file", { [`${ROOT}/lib/pet.d.ts`]: OLD }],
    ["that cdktf get wrote", { ".gen/providers/random/animals/pet.ts": OLD.replace(/declare /g, "") }],
    [
      "whose type is in the code",
      {
        [`${ROOT}/lib/pet.d.ts`]: OLD.replace(/tfResourceType(: string)? = "random_pet"/, "tfResourceType: string"),
        [`${ROOT}/lib/pet.js`]: 'process.exit(9);\nPet.tfResourceType = "random_pet";\n',
      },
    ],
  ])("%s are read", (_place, files) => {
    expect(knows(files)).toBe(true);
  });

  test("are for the version that their package or the project states", () => {
    const file = { [`${ROOT}/lib/pet.d.ts`]: OLD };
    expect(knows({ ...file, [`${ROOT}/package.json`]: packaged("3.1.0") })).toBe(true);
    expect(knows({ ...file, [`${ROOT}/package.json`]: packaged("2.1.0") })).toBe(false);
    const generated = { ".gen/providers/random/pet.ts": OLD };
    const versions = (version: string) => JSON.stringify({ "registry.terraform.io/hashicorp/random": version });
    expect(knows({ ...generated, ".gen/versions.json": versions("3.0.0") })).toBe(true);
    expect(knows({ ...generated, ".gen/versions.json": versions("2.0.0") })).toBe(false);
  });

  test("of cdktf 0.8 have neither links nor names of arguments", () => {
    const text = OLD.split("\n").filter((line) => !/Docs at Terraform Registry|tfResourceType/.test(line));
    const files = {
      [`${ROOT}/lib/pet.d.ts`]: ["/** @stability stable */", ...text].join("\n"),
      [`${ROOT}/lib/pet.js`]: "        super(scope, id, {\n            terraformResourceType: 'random_pet',\n",
    };
    expect(knows(files)).toBe(true);
  });

  test("of another form are there, but not readable, and the message says what to do", () => {
    inFolder((project) => {
      const file = join(project, ROOT, "lib/pet.d.ts");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, "export declare class Pet {}\n");
      expect(bindingSchemas(project).find("random_pet", RANDOM)).toEqual({
        gap: expect.stringMatching(/have it in a form that is not known; give them with --schemas$/),
      });
    });
  });
});

/** An argument as cdktf declares it. */
const argument = (name: string, declaration: string, description = "") => `    /**
${description === "" ? "" : `    * ${description}\n    *\n`}    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/someone/x/1.2.3/docs/resources/thing#${name} Thing#${name}}
    */
    readonly ${declaration};
`;

const CONFIG = `
export interface ThingConfig extends cdktf.TerraformMetaArguments {
${[
  argument("name", "name: string"),
  argument("labels", "labels?: {\n        [key: string]: string;\n    }", "A description that ends in block"),
  argument("flags", "flags?: Array<boolean | cdktf.IResolvable> | cdktf.IResolvable"),
  argument("enabled", "enabled?: boolean | cdktf.IResolvable"),
  argument("left_out", "leftOut?: any"),
  argument("wait_for", "waitFor?: ThingWaitFor"),
  argument("wait", "wait: ThingWait[] | cdktf.IResolvable", "wait block"),
].join("")}}
export interface ThingWait {
${argument("fields", "fields?: string[]")}}
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
