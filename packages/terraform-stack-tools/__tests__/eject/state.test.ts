import { existsSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eject, type StateComparison } from "../../src/eject";
import type { Json, JsonObject } from "../../src/stack/json";
import { cdktfOut, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

/** In every place of a state that has values. */
const CANARY = "canary-7f3a";

function resource(address: string, keys: readonly (string | number | undefined)[] = [undefined], more: JsonObject = {}): Json {
  const [name, type, ...modules] = address.split(".").reverse();
  const instances = keys.map(
    (key): JsonObject => ({
      ...(key === undefined ? {} : { index_key: key }),
      attributes: { id: CANARY, "//": { [CANARY]: [CANARY] } },
      sensitive_attributes: [[{ type: "get_attr", value: CANARY }]],
      private: CANARY,
      identity: { id: CANARY },
      dependencies: [CANARY],
    }),
  );
  const module: JsonObject = modules.length === 0 ? {} : { module: modules.reverse().join(".") };
  return { mode: "managed", type, name, provider: `provider["${CANARY}"]`, instances, ...module, ...more };
}

function state(...resources: readonly Json[]): JsonObject {
  const outputs = { token: { value: CANARY, type: "string", sensitive: true } };
  return { version: 4, lineage: CANARY, outputs, resources, check_results: [{ object_kind: CANARY }] };
}

function compared(stack: JsonObject, given: Json, options: { readonly instances?: boolean } = {}): StateComparison {
  return inFolder((folder) => {
    writeFiles(folder, { "a.tfstate": given });
    const out = join(folder, "out");
    const { states } = eject({ input: stackFolder(folder, stack), out, state: [join(folder, "a.tfstate")], ...options });
    expect(JSON.stringify(states)).not.toContain(CANARY);
    return states[0];
  });
}

const SAME = { onlyInState: [], onlyInResult: [], unknown: [] };

const pets = (...names: readonly string[]): JsonObject => ({
  resource: { terraform_data: Object.fromEntries(names.map((name) => [name, { input: name }])) },
});

test("the names in the state are those of the source, and the moves of the result take them along", () => {
  const stack = pets("net_A_0A0B0C0D", "Web_1A2B3C4D");
  expect(
    compared(stack, state(resource("terraform_data.net_A_0A0B0C0D"), resource("terraform_data.Web_1A2B3C4D"))),
  ).toMatchObject({
    same: 2,
    ...SAME,
  });
});

test("siblings that became one block have the instances of its keys", () => {
  const body = (name: string) => ({ input: { name, kind: "pet" }, triggers_replace: "x" });
  const stack = { resource: { terraform_data: { pet_a: body("a"), pet_b: body("b"), pet_c: body("c") } } };
  const found = compared(
    stack,
    state(resource("terraform_data.pet_a"), resource("terraform_data.pet_c"), resource("terraform_data.pet_d")),
  );
  expect(found).toMatchObject({ same: 2, onlyInState: ["terraform_data.pet_d"], unknown: [] });
  expect(found.onlyInResult).toEqual([expect.stringMatching(/^terraform_data\.\w+\["b"\]$/)]);
});

test("says what only one of them has", () => {
  const found = compared(pets("a", "b"), state(resource("terraform_data.a"), resource("random_pet.old", ["x", 'y"${z}'])), {
    instances: false,
  });
  expect(found).toMatchObject({
    same: 1,
    onlyInState: ['random_pet.old["x"]', 'random_pet.old["y\\"$${z}"]'],
    onlyInResult: ["terraform_data.b"],
  });
});

describe("instances", () => {
  const repeated = (more: JsonObject) => ({ resource: { terraform_data: { a: more } } });

  test.each<[JsonObject, (string | number | undefined)[], string[], string[]]>([
    [{ for_each: { x: "1", y: "2" } }, ["x", "y"], [], []],
    [{ for_each: '${toset(["x", "y"])}' }, ["x", "z"], ['["z"]'], ['["y"]']],
    [{ for_each: { x: "1" } }, [undefined], [""], ['["x"]']],
    [{ count: 2 }, [0, 1, 2], ["[2]"], []],
    [{ count: 1 }, [undefined], [], []],
    [{}, [0], [], []],
    [{}, [1], ["[1]"], [""]],
    [{}, ["x"], ['["x"]'], [""]],
    [{ count: "${length(local.l)}" }, [0, 7], [], []],
    [{ count: "${length(local.l)}" }, ["x"], ['["x"]'], []],
    [{ for_each: "${local.l}" }, [0], ["[0]"], []],
    [{ count: 0 }, [], [], []],
  ])("of %j in a state with %j", (body, keys, surplus, missing) => {
    const stack = { ...repeated({ ...body, input: "x" }), locals: { l: '${toset(split(",", "a,b"))}' } };
    const found = compared(stack, state(resource("terraform_data.a", keys)), { instances: false });
    expect(found.onlyInState).toEqual(surplus.map((key) => `terraform_data.a${key}`));
    expect(found.onlyInResult).toEqual(missing.map((key) => `terraform_data.a${key}`));
  });

  test("of which only Terraform knows the number are said, and differ in nothing", () => {
    const stack = repeated({ count: "${length(local.l)}", input: "x" });
    const found = compared({ ...stack, locals: { l: ["a"] } }, state());
    expect(found).toMatchObject({ onlyInState: [], onlyInResult: [], unknown: ["terraform_data.a"] });
  });

  test("that are deposed are counted once, and data sources not at all", () => {
    const deposed = resource("terraform_data.a", [undefined, undefined]);
    expect(compared(pets("a"), state(deposed, resource("random_pet.d", [undefined], { mode: "data" })))).toMatchObject({
      same: 1,
      ...SAME,
    });
  });
});

describe("modules", () => {
  const call = (more: JsonObject = {}): JsonObject => ({
    module: { net: { source: "terraform-aws-modules/vpc/aws", version: "5.0.0", ...more } },
  });

  test("may contain anything where they are not read", () => {
    const inner = [resource("module.net.random_pet.a", ["x"]), resource("module.net.module.sub.random_pet.b")];
    expect(compared(call(), state(...inner))).toMatchObject({ same: 2, ...SAME });
  });

  test("that are called no more, or with other keys, are only in the state", () => {
    const inner = [
      resource("random_pet.a", [0], { module: 'module.net["x.y"]' }),
      resource("random_pet.a", [0], { module: 'module.net["z"].module.sub' }),
      resource("module.gone.random_pet.a"),
    ];
    expect(compared(call({ for_each: { "x.y": "1" } }), state(...inner))).toMatchObject({
      same: 1,
      onlyInState: ["module.gone.random_pet.a", 'module.net["z"].module.sub.random_pet.a[0]'],
    });
  });

  test("of which the state has nothing are said", () => {
    expect(compared(call(), state())).toMatchObject({ same: 0, unknown: ["module.net"], onlyInResult: [] });
  });

  test("move with what is in them", () => {
    const stack = { ...call(), moved: [{ from: "module.old", to: "module.net" }] };
    const inner = resource("random_pet.a", ["x"], { module: 'module.old.module.sub["y"]' });
    expect(compared(stack, state(inner))).toMatchObject({ same: 1, ...SAME });
  });

  test("of several environments have the objects of each", () => {
    inFolder((folder) => {
      const stack = (env: string): Json => ({
        "//": { metadata: { stackName: `web-${env}` } },
        resource: { terraform_data: { a_0A0B0C0D: { input: env }, b: { input: "same" } } },
      });
      const input = cdktfOut(folder, { "web-dev": stack("dev"), "web-prod": stack("prod") });
      writeFiles(folder, { "prod.tfstate": state(resource("terraform_data.a_0A0B0C0D"), resource("random_pet.x")) });
      const given = [`web-prod=${join(folder, "prod.tfstate")}`];
      const { states } = eject({ input, out: join(folder, "out"), modules: true, state: given });
      expect(states).toEqual([
        {
          name: "web-prod",
          same: 1,
          onlyInState: ["random_pet.x"],
          onlyInResult: ['module.web.terraform_data.data["b"]'],
          unknown: [],
        },
      ]);
    });
  });
});

test("the moves, removals and imports of the source count", () => {
  const stack = {
    ...pets("a", "b"),
    moved: [
      { from: "terraform_data.first", to: "terraform_data.second" },
      { from: "terraform_data.second", to: "terraform_data.a" },
    ],
    removed: [{ from: "random_pet.gone", lifecycle: { destroy: false } }],
    import: [{ to: "terraform_data.b", id: "b" }],
  };
  const given = state(resource("terraform_data.first"), resource("random_pet.gone", ["x"]));
  expect(compared(stack, given)).toMatchObject({ same: 1, ...SAME });
});

test("what is at a place already keeps it, and what would move there is left over", () => {
  const stack = { ...pets("a"), moved: [{ from: "terraform_data.old", to: "terraform_data.a" }] };
  const given = state(resource("terraform_data.old"), resource("terraform_data.a"));
  expect(compared(stack, given)).toMatchObject({ same: 1, onlyInState: ["terraform_data.old"], onlyInResult: [] });
});

test("a state of 20,000 objects is compared in seconds", () => {
  const names = Array.from({ length: 20_000 }, (_value, index) => `net_${index}_0A0B0C0D`);
  // Of the processor: other programs on the machine hardly change it.
  const begin = process.cpuUsage();
  const resources = names.map((name) => resource(`random_pet.${name}`));
  expect(compared(pets("a"), state(...resources)).onlyInState).toHaveLength(20_000);
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1e6).toBeLessThan(10);
});

describe("a file that is no state is refused with a sentence, and nothing is written:", () => {
  const address = "has no address at resources[0] that Terraform could have written";

  test.each<[string, string | Buffer, string]>([
    ["text", CANARY, "is not JSON of a state"],
    ["a list", `["${CANARY}"]`, "is not JSON of a state"],
    ["half of one", JSON.stringify(state(resource("a.b"))).slice(0, -9), "is not JSON of a state"],
    ["deep", "[".repeat(200_000), "is not JSON of a state"],
    ["UTF-16", Buffer.from(`\ufeff${JSON.stringify(state())}`, "utf16le"), "is not UTF-8, as when PowerShell redirects"],
    ["an old one", JSON.stringify({ ...state(), version: 3 }), "is no state of version 4, as Terraform writes since 0.12"],
    ["an encrypted one", JSON.stringify({ meta: CANARY, encrypted_data: CANARY }), "is encrypted"],
    ["no resources", JSON.stringify({ version: 4, resources: { a: CANARY } }), "has no list of resources"],
    ["no mode", JSON.stringify(state({ instances: [] })), address],
    ["no instances", JSON.stringify(state({ mode: "managed", type: "a", name: "b" })), address],
    ["a text in place of one", JSON.stringify(state(CANARY)), address],
    ["a hostile name", JSON.stringify(state(resource("a.b", [undefined], { name: `${CANARY}\u001b[31m` }))), address],
    ["a hostile type", JSON.stringify(state(resource("a.b", [undefined], { type: "a b" }))), address],
    ["a hostile key", JSON.stringify(state(resource("a.b", [-1]))), address],
    ["a hostile module", JSON.stringify(state(resource("a.b", [undefined], { module: `module.${CANARY}[` }))), address],
    ["a resource as module", JSON.stringify(state(resource("a.b", [undefined], { module: "a.b" }))), address],
  ])("%s", (_name, content, message) => {
    inFolder((folder) => {
      const file = join(folder, "a.tfstate");
      writeFileSync(file, content);
      const input = stackFolder(folder, pets("a"));
      const { code, out, error } = called("eject", input, "--out", join(folder, "out"), "--state", file);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(error).toContain(message);
      expect(error).toMatch(/^stack-tools: '.*a\.tfstate' .*\.\n$/);
      expect(error).not.toContain(CANARY);
      expect(existsSync(join(folder, "out"))).toBe(false);
    });
  });

  test("a folder, a huge file and one that is not there", () => {
    inFolder((folder) => {
      const [input, out] = [stackFolder(folder, pets("a")), join(folder, "out")];
      mkdirSync(join(folder, "folder"));
      writeFileSync(join(folder, "huge"), "");
      truncateSync(join(folder, "huge"), 2 ** 29);
      const refused = (name: string) => () => eject({ input, out, state: [join(folder, name)] });
      expect(refused("folder")).toThrow("is not a file; give what `terraform state pull`");
      expect(refused("huge")).toThrow("is larger than 256 MiB, too large for a state.");
      expect(refused("none")).toThrow("does not exist; check the path");
    });
  });
});

test("a byte order mark is no reason to refuse", () => {
  expect(compared(pets("a"), `\ufeff${JSON.stringify(state(resource("terraform_data.a")))}`)).toMatchObject({ same: 1, ...SAME });
});

test("letters that nobody sees and controls in keys are escape sequences", () => {
  const found = compared(pets("a"), state(resource("random_pet.b", ["\u202ex\u001b"])));
  expect(found.onlyInState).toEqual(['random_pet.b["\\u202ex\\u001b"]']);
});

describe("stack-tools eject --state", () => {
  test("prints what differs, and the exit code says it", () => {
    inFolder((folder) => {
      const input = stackFolder(folder, pets("a"), "shops");
      writeFiles(folder, { "a.tfstate": state(resource("terraform_data.a")), "b.tfstate": state(resource("random_pet.b")) });
      const args = ["eject", input, "--out", join(folder, "out"), "--state"];
      const same = called(...args, join(folder, "a.tfstate"));
      expect(same).toMatchObject({
        code: 0,
        out: "shops: the state and the result have the same objects (1 object is in both)\n",
      });
      const other = called(...args, join(folder, "b.tfstate"));
      expect(other).toMatchObject({
        code: 3,
        out: [
          "shops: the state and the result differ (0 objects are in both)",
          "  only in the state: random_pet.b",
          "  only in the result: terraform_data.a",
          "",
        ].join("\n"),
      });
      expect([same.error, other.error].join()).not.toContain(CANARY);
    });
  });

  test("asks of several stacks which one a state belongs to", () => {
    inFolder((folder) => {
      const input = cdktfOut(folder, { a: pets("a"), b: pets("b") });
      writeFiles(folder, { "a=b.tfstate": state(resource("terraform_data.a")) });
      const given =
        (...states: readonly string[]) =>
        () =>
          eject({ input, out: join(folder, "out"), state: states });
      const file = join(folder, "a=b.tfstate");
      expect(given(file)).toThrow("does not say which stack it is the state of; write <stack>=<file>. Stacks: 'a', 'b'");
      expect(given(`a=${file}`, `a=${file}`)).toThrow("two states are given for 'a'; leave one of them out.");
      expect(given(`a=${file}`)().states).toMatchObject([{ name: "a", same: 1, ...SAME }]);
    });
  });
});
