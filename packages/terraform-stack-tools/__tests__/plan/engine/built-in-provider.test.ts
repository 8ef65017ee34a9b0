import { dynamicValue } from "../../../src/plan/engine/proxy-context";
import { BuiltInProvider } from "../../../src/plan/engine/proxy-provider";
import { MadeUpValues } from "../../../src/plan/prepare/made-up-values";
import {
  decode,
  encode,
  listIn,
  Message,
  readMessage,
  readPath,
  readValue,
  UNKNOWN_VALUE,
  type Value,
  writeMessage,
  writeRawState,
  writeValue,
} from "../../../src/providers/plugin/wire";

const { Move, Moved, Plan, Planned } = Message;

const attributes = { id: {}, input: {}, output: {}, triggers_replace: {} };
const version = { states: { "data.terraform_remote_state.net": { vnet: "/vnet" } }, outputs: ["vnet", "subnet"] };
const provider = new BuiltInProvider(version, () => ({ block: { attributes } }));

async function planned(prior: Value, proposed: Value) {
  const request = writeMessage([Plan.prior, writeValue(prior)], [Plan.proposed, writeValue(proposed)]);
  const answer = readMessage(await provider.ask("PlanResourceChange", request));
  return { state: readValue(answer, Planned.state), replaced: listIn(answer, Planned.replace).map(readPath) };
}

const one = dynamicValue("one");
const STORED = { id: "x", input: one, output: one, triggers_replace: null };
const unknown = [Buffer.from('"string"'), UNKNOWN_VALUE];

test.each<[what: string, prior: Value, proposed: Value, state: Value, replaced: string[][]]>([
  ["is created", null, { ...STORED, id: null, output: null }, { ...STORED, id: UNKNOWN_VALUE, output: unknown }, []],
  ["stays", STORED, STORED, STORED, []],
  [
    "has another input",
    STORED,
    { ...STORED, input: dynamicValue("two") },
    { ...STORED, input: dynamicValue("two"), output: unknown },
    [],
  ],
  [
    "is replaced",
    STORED,
    { ...STORED, triggers_replace: one },
    { ...STORED, id: UNKNOWN_VALUE, output: unknown, triggers_replace: one },
    [["triggers_replace"]],
  ],
  ["is deleted", STORED, null, null, []],
])("a stored value %s", async (_what, prior, proposed, state, replaced) => {
  const plan = await planned(prior, proposed);
  expect(plan).toEqual({ state: decode(encode(state)), replaced });
});

test("what it does not know is refused: a store, and functions", async () => {
  await expect(planned(null, { ...STORED, store: { input: one } })).rejects.toThrow("does not know");
  await expect(provider.ask("CallFunction", writeMessage([1, "encode_expr"]))).rejects.toThrow("the stack calls encode_expr");
});

test("what is stored is its input, and what was a null_resource keeps its triggers", async () => {
  expect(provider.completed({ ...STORED, output: unknown })).toEqual(STORED);
  const request = writeMessage([Move.state, writeRawState(Buffer.from('{"id":"1","triggers":{"a":"b"}}'))]);
  const answer = readMessage(await provider.ask("MoveResourceState", request));
  const { triggers_replace, ...rest } = Object(readValue(answer, Moved.state));
  expect(rest).toEqual({ id: "1", input: null, output: null });
  expect(triggers_replace[1]).toEqual({ a: "b" });
});

test("the outputs of another stack are those that are known, otherwise all that a module may read", () => {
  const values = new MadeUpValues("seed");
  expect(provider.found("data.terraform_remote_state.net", {}, values)).toEqual({ outputs: { vnet: "/vnet" } });
  expect(provider.found("data.terraform_remote_state", { outputs: { subnet: "given" } }, values)).toEqual({
    outputs: { vnet: expect.stringMatching(/^madeup/), subnet: "given" },
  });
});
