import { join } from "node:path";
import fc from "fast-check";
import { inFolder, stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { type Binary, binaries, inWorkspace } from "../support/terraform";

/** How often there is a block, as JSON. Names of inputs and local values end with the number of the block. */
interface Repetition {
  readonly body: JsonObject;
  readonly sections?: JsonObject;
  /** What somebody has set in place of the default. */
  readonly set?: JsonObject;
}

const KEYS = ["a", "b", "c"];
const someKeys = fc.subarray(KEYS);
const keyMap = (keys: readonly string[]): JsonObject => Object.fromEntries(keys.map((key) => [key, key]));
const setOf = (keys: readonly string[]) => `toset(${JSON.stringify(keys)})`;
const input = (name: string, type: string, value: Json): JsonObject => ({ variable: { [name]: { type, default: value } } });

/** Another one for each number, since inputs and local values belong to one block. */
const repetition = (index: number): fc.Arbitrary<Repetition> => {
  const [count, on, names, local] = [`count${index}`, `on${index}`, `names${index}`, `local${index}`];
  const number = fc.integer({ min: 0, max: 3 });
  return fc.oneof(
    fc.constant({ body: {} }),
    number.map((n) => ({ body: { count: n } })),
    number.map((n) => ({ body: { count: `\${1 + ${n} - 1}` } })),
    fc.tuple(number, fc.option(number)).map(([n, other]) => ({
      body: { count: `\${var.${count}}` },
      sections: input(count, "number", n),
      set: other === null ? {} : { [count]: other },
    })),
    fc
      .tuple(number, fc.boolean())
      .map(([n, isOn]) => ({ body: { count: `\${var.${on} ? ${n} : 0}` }, sections: input(on, "bool", isOn) })),
    someKeys.map((keys) => ({ body: { for_each: keyMap(keys) } })),
    someKeys.map((keys) => ({ body: { for_each: `\${${setOf(keys)}}` } })),
    someKeys.map((keys) => ({
      body: { for_each: `\${local.${local}}` },
      sections: { locals: { [local]: `\${${setOf(keys)}}` } },
    })),
    fc.tuple(someKeys, fc.option(someKeys), fc.constantFrom("", "setsubtract", "setunion")).map(([keys, other, call]) => ({
      body: { for_each: call === "" ? `\${var.${names}}` : `\${${call}(var.${names}, ["b"])}` },
      sections: input(names, "set(string)", keys),
      set: other === null ? {} : { [names]: other },
    })),
    someKeys.map((keys) => ({ body: { for_each: `\${{ for key in ${JSON.stringify(keys)} : key => 1 }}` } })),
  );
};

type Fate = "kept" | "renamed" | "moved key" | "forgotten" | "gone" | "other source";

interface Edit {
  readonly isModule: boolean;
  readonly before: Repetition;
  readonly after: Repetition;
  readonly fate: Fate;
}

const edit = (index: number): fc.Arbitrary<Edit> =>
  fc.record({
    isModule: fc.boolean(),
    before: repetition(index),
    after: repetition(index),
    fate: fc.constantFrom<Fate>("kept", "kept", "kept", "renamed", "moved key", "forgotten", "gone", "other source"),
  });

const BLOCKS = 40;
const SEEDS = [1, 2, 3];

const editsOf = (seed: number): Edit[] =>
  fc.sample(fc.tuple(...Array.from({ length: BLOCKS }, (_one, index) => edit(index))), { seed, numRuns: 1 })[0];

function merged(parts: readonly JsonObject[]): JsonObject {
  const all: Record<string, Json> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const known = all[name];
    all[name] = Array.isArray(value)
      ? [...(Array.isArray(known) ? known : []), ...value]
      : { ...objectOf(known), ...objectOf(value) };
  }
  return all;
}

const addressOf = ({ isModule }: Edit, index: number) => `${isModule ? "module" : "terraform_data"}.x${index}`;

/** Each block in a section of its own, put together below: one resource or one call. */
function block({ isModule }: Edit, name: string, body: JsonObject, source = "./one"): JsonObject {
  return isModule ? { module: { [name]: { source, ...body } } } : { data_blocks: { [name]: body } };
}

function stackOf(parts: readonly JsonObject[]): JsonObject {
  const { data_blocks, ...others } = merged(parts);
  return { ...others, resource: { terraform_data: { other: {}, ...objectOf(data_blocks) } } };
}

const literalKeys = ({ body }: Repetition): string[] => Object.keys(objectOf(body.for_each));

function afterOf(one: Edit, index: number): JsonObject[] {
  const { before, after, fate } = one;
  const [name, address] = [`x${index}`, addressOf(one, index)];
  const kept = [block(one, name, after.body, fate === "other source" ? "./two" : "./one"), after.sections ?? {}];
  switch (fate) {
    case "renamed":
      return [block(one, `${name}y`, after.body), after.sections ?? {}, { moved: [{ from: address, to: `${address}y` }] }];
    case "forgotten":
      return [{ removed: [{ from: address, lifecycle: { destroy: false } }] }];
    case "gone":
      return [];
    case "moved key": {
      const [old] = literalKeys(before).filter((key) => !literalKeys(after).includes(key));
      const [fresh] = literalKeys(after).filter((key) => !literalKeys(before).includes(key));
      const isMove = old !== undefined && fresh !== undefined;
      return isMove ? [...kept, { moved: [{ from: `${address}["${old}"]`, to: `${address}["${fresh}"]` }] }] : kept;
    }
    default:
      return kept;
  }
}

/** Every address that the page names among what may be lost, and whether that is from a plan. */
function named(binary: Binary, before: JsonObject, after: JsonObject) {
  return inFolder((folder) => {
    const out = join(folder, "out");
    handOff({ input: stackFolder(folder, before), out });
    const progress: string[] = [];
    const onProgress = (line: string) => progress.push(line);
    const { changes, refusal } = handOff({ input: stackFolder(folder, after), out, dryRun: true, binary, onProgress });
    const [, section = ""] = changes.split("## What may be lost\n\n");
    return {
      lines: section
        .split("\n\n")[0]
        .split("\n")
        .filter((line) => line.startsWith("- ")),
      refusal,
      isPlanned: !progress.some((line) => line.includes("only a plan shows whether")),
    };
  });
}

const addressesIn = (line: string) => [...line.matchAll(/`([a-z_]+\.x[^`]*)`/g)].map(([, address]) => address);
const isBelow = (address: string, name: string) => [".", "["].some((sign) => address.startsWith(`${name}${sign}`));

/** What an engine destroys and does not create again under the same address. */
function destroyed(binary: Binary, before: JsonObject, after: JsonObject, values: JsonObject): string[] {
  return inWorkspace(binary, (workspace) => {
    const inner = (names: readonly string[]) =>
      JSON.stringify({ resource: { terraform_data: Object.fromEntries(names.map((name) => [name, {}])) } });
    workspace.file("one/main.tf.json", inner(["x", "y"])).file("two/main.tf.json", inner(["y"]));
    const given = ({ variable }: JsonObject) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => name in objectOf(variable)));
    workspace.write(before).variables(given(before)).apply();
    workspace.write(after).variables(given(after));
    workspace.succeed("init", "-input=false");
    const deleted = Object.entries(workspace.plan()).flatMap(([address, actions]) => (actions === "delete" ? [address] : []));
    // As it is called before, which is how the page calls it.
    return deleted.map((address) => address.replace(/\.x(\d+)y/, ".x$1"));
  });
}

/** A stack that calls modules is not planned unasked, since they may have to be downloaded. */
const KINDS: readonly (readonly [kind: string, isPlanned: boolean])[] = [
  ["resources, which are planned", true],
  ["modules, too, of which the configurations are compared", false],
];

const runs = binaries().flatMap((binary) =>
  KINDS.flatMap(([kind, isPlanned]) => SEEDS.map((seed) => [binary, kind, seed, isPlanned] as const)),
);

test.each(runs)(
  "the gate names whatever %s destroys after random edits of %s (seed %i)",
  (binary, _kind, seed, isPlanned) => {
    const edits = editsOf(seed).map((one) => (isPlanned ? { ...one, isModule: false } : one));
    const before = stackOf(edits.flatMap((one, index) => [block(one, `x${index}`, one.before.body), one.before.sections ?? {}]));
    const after = stackOf(edits.flatMap(afterOf));
    const values = Object.assign({}, ...edits.map((one) => one.before.set ?? {}));
    const gone = destroyed(binary, before, after, values);
    const { lines, refusal, ...verdict } = named(binary, before, after);
    expect(verdict).toEqual({ isPlanned });
    const known = lines.flatMap(addressesIn);
    const silent = gone.filter((address) => !known.some((name) => name === address || isBelow(address, name)));
    expect(silent).toEqual([]);
    expect(refusal).toContain("--allow-delete");
    // What is certain is so, where nobody has set an input.
    const isSet = (name: string) =>
      edits.some((one, index) => one.before.set !== undefined && new RegExp(`\\.x${index}\\b`).test(name));
    const certain = lines.filter((line) => line.includes("**destroyed**")).map((line) => addressesIn(line)[0]);
    const wrong = certain.filter((name) => !isSet(name) && !gone.some((address) => address === name || isBelow(address, name)));
    expect(wrong.filter((name) => !isEmpty(edits, name))).toEqual([]);
    expect(gone.length).toBeGreaterThan(BLOCKS / 4);
  },
  300_000,
);

/** A block without an instance is destroyed by nobody. */
function isEmpty(edits: readonly Edit[], name: string): boolean {
  const [, index] = /\.x(\d+)/.exec(name) ?? [];
  const { body } = edits[Number(index)].before;
  return !name.includes("[") && (body.count !== undefined || body.for_each !== undefined);
}
