import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { declarations } from "../../../../../__tests__/support/bindings";
import { inFolder, writeFiles } from "../../../../../__tests__/support/hand-off";
import { bindingSchemas } from "../../../src/providers/schemas/bindings";
import { isGap } from "../../../src/providers/schemas/schema-source";
import type { RequiredProvider } from "../../../src/stack/provider";

const RANDOM: RequiredProvider = { name: "random", source: "hashicorp/random", version: "3.7.2", others: {} };
const VERSION = "hashicorp/random/3.7.2";
const PET = declarations("random_pet", VERSION, { made_up: "block" });

/** Files with the paths that npm packs them with. */
function tgz(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => [...header(path, text.length), padded(Buffer.from(text))]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A path that is too long for the field is in a header of its own. */
function header(path: string, size: number): Buffer[] {
  if (path.length <= 100) {
    return [field(path, size, "0")];
  }
  const record = ` path=${path}\n`;
  const text = `${String(record.length + String(record.length).length)}${record}`;
  return [field("PaxHeader", text.length, "x"), padded(Buffer.from(text)), field(path.slice(0, 100), size, "0")];
}

function field(path: string, size: number, kind: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(kind, 156);
  block.write("ustar\0", 257);
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A zip with one file, compressed or stored, as a wheel and a jar are. */
function zip(path: string, content: Buffer, isCompressed = true): Buffer {
  const data = isCompressed ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(path.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(isCompressed ? 8 : 0, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(path.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + path.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(path), data, entry, Buffer.from(path), end]);
}

/** Whether the bindings of a project know a type, asked from the folder of one stack. */
function knows(files: Readonly<Record<string, string | Buffer>>, type = "random_pet", provider = RANDOM): boolean {
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

const LONG = `package/${"deep/".repeat(20)}lib/pet/index.d.ts`;
const PACKED = tgz({ "package/lib/pet/index.js": "throw 1", [LONG]: PET });

test.each<[string, Record<string, string | Buffer>]>([
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
  [
    "an installed package of Python",
    { ".venv/lib/python3.12/site-packages/cdktf_cdktf_provider_random/_jsii/cdktf-provider-random@11.1.1.jsii.tgz": PACKED },
  ],
  ["a module of Go", { "vendor/github.com/cdktf/cdktf-provider-random-go/random/v11/jsii/random-11.1.1.tgz": PACKED }],
  [
    "a wheel",
    {
      "cdktf_cdktf_provider_random-11.1.1-py3-none-any.whl": zip(
        "cdktf_cdktf_provider_random/_jsii/provider-random@11.1.1.jsii.tgz",
        PACKED,
      ),
    },
  ],
  [
    "a jar",
    { "libs/cdktf-provider-random-11.1.1.jar": zip("com/hashicorp/cdktf-provider-random@11.1.1.jsii.tgz", PACKED, false) },
  ],
])("%s is read", (_case, files) => {
  expect(knows(files)).toBe(true);
});

test.each<[string, Record<string, string | Buffer>]>([
  ["another provider", { "libs/cdktf-provider-google-beta-1.0.0.tgz": PACKED }],
  [
    "an archive that is none",
    { "libs/cdktf-provider-random-1.0.0.tgz": "no archive", "libs/cdktf-provider-random-1.0.0.whl": "no archive" },
  ],
  ["an archive in the output", { "cdktf.out/stacks/one/provider-random-1.0.0.tgz": PACKED }],
])("%s is not read", (_case, files) => {
  expect(knows(files)).toBe(false);
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
