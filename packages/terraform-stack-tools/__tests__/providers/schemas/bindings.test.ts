import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { declarations } from "../../../../../__tests__/support/bindings";
import { inFolder, writeFiles } from "../../../../../__tests__/support/hand-off";
import { bindingSchemas } from "../../../src/providers/schemas/bindings";
import { isGap } from "../../../src/providers/schemas/schema-source";
import type { RequiredProvider } from "../../../src/stack/provider";

const RANDOM: RequiredProvider = { name: "random", source: "hashicorp/random", version: "3.7.2", others: {} };
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
  ["a package of cdktf", { "node_modules/@cdktf/provider-random/lib/pet/index.d.ts": PET }],
  ["a package of its successor", { "node_modules/@cdktn/provider-random/lib/pet/index.d.ts": PET }],
  ["generated TypeScript", { ".gen/providers/random/pet/index.ts": PET.replace(/declare /g, "") }],
  [
    "structures in files of their own",
    {
      "node_modules/@cdktf/provider-random/lib/pet/index.d.ts": PET.replace(/export interface ThingConfig[^}]*\}[^}]*\}/, ""),
      "node_modules/@cdktf/provider-random/lib/pet/index-structs/structs0.d.ts": PET.split("export interface ThingNested")[0],
    },
  ],
])("%s is read", (_case, files) => {
  expect(knows(files)).toBe(true);
});

test("the bindings for another provider are not read", () => {
  expect(knows({ "node_modules/@cdktf/provider-google-beta/lib/pet/index.d.ts": PET })).toBe(false);
});

test("nothing of the bindings is executed", () => {
  const files = {
    "node_modules/@cdktf/provider-random/lib/pet/index.js": "process.exit(9)",
    "node_modules/@cdktf/provider-random/lib/pet/index.d.ts": PET,
  };
  expect(knows(files)).toBe(true);
});

test.each([
  ["random_string", "string-resource", "random_string"],
  ["data.random_pet", "data-random-pet", "random_pet"],
  ["provider.random", "provider", "random"],
])("%s is looked for in the folder %s", (type, folder, declared) => {
  const path = `node_modules/@cdktf/provider-random/lib/${folder}/index.d.ts`;
  expect(knows({ [path]: declarations(declared, VERSION, { made_up: "block" }) }, type)).toBe(true);
});

test("an ephemeral resource has no bindings, although a resource has its name", () => {
  const path = "node_modules/@cdktf/provider-random/lib/pet/index.d.ts";
  expect(knows({ [path]: PET }, "ephemeral.random_pet")).toBe(false);
});

test("types of google-beta have the prefix of google", () => {
  const text = declarations("google_pet", "hashicorp/google-beta/6.1.0", { made_up: "block" });
  const provider = { name: "google-beta", source: "hashicorp/google-beta", version: "6.1.0", others: {} };
  const path = "node_modules/@cdktf/provider-google-beta/lib/google-pet/index.d.ts";
  expect(knows({ [path]: text }, "google_pet", provider)).toBe(true);
});

test.each(["random_../../pet", "random_pet/../../../x", "random_"])("a type called %j leads nowhere", (type) => {
  const text = declarations(type, VERSION, { made_up: "block" });
  expect(knows({ "node_modules/@cdktf/provider-random/pet/index.d.ts": text, "x/index.d.ts": text }, type)).toBe(false);
});
