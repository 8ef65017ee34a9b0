import { type ProxyContext, readPrivateState, writePrivateState } from "../../../src/plan/engine/proxy-context";
import { proxyProvider } from "../../../src/plan/engine/proxy-provider";
import { ADDRESS_ARGUMENT } from "../../../src/planned/values";
import {
  bytesOf,
  isValueObject,
  Message,
  rawState,
  readMessage,
  readValue,
  Unknown,
  type ValueObject,
  writeMessage,
  writeRawState,
  writeValue,
} from "../../../src/providers/plugin/wire";

const { Configure, Move, Moved, Read, ReadAnswer, Upgrade, Upgraded, ValidateConfig, Validated } = Message;

const EMPTY = Buffer.alloc(0);
const ADDRESSED = { name: "n", [ADDRESS_ARGUMENT]: "a.b" };

/** A proxy whose provider gives one answer. */
function proxy(answer: Buffer | Error = EMPTY, context: Partial<ProxyContext> = {}) {
  const ask = jest.fn(async (_method: string, _request: Buffer) => {
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  });
  const prepare = jest.fn();
  const handler = proxyProvider({
    provider: { ask, prepare },
    schemas: Buffer.from("schemas"),
    ...context,
  } as unknown as ProxyContext);
  return { handler, prepare, asked: () => ask.mock.calls.map(([method, bytes]) => ({ method, fields: readMessage(bytes) })) };
}

test("answers for itself what needs no provider, and has no other methods", async () => {
  const { handler, asked } = proxy();
  expect(await handler("GetProviderSchema", EMPTY)).toEqual(Buffer.from("schemas"));
  expect(await handler("StopProvider", EMPTY)).toEqual(EMPTY);
  const request = writeMessage([Read.state, writeValue("state")], [Read.private, Buffer.from("private")]);
  const unchanged = readMessage((await handler("ReadResource", request)) ?? EMPTY);
  expect(readValue(unchanged, ReadAnswer.state)).toBe("state");
  expect(bytesOf(unchanged, ReadAnswer.private)?.toString()).toBe("private");
  expect(handler("GetMetadata", EMPTY)).toBeUndefined();
  expect(asked()).toEqual([]);
});

test("the provider is prepared with the configuration of the stack", async () => {
  const { handler, prepare } = proxy();
  await handler("ConfigureProvider", writeMessage([Configure.config, writeValue({ host: "h" })]));
  expect(prepare).toHaveBeenCalledWith({ host: "h" });
});

test("the provider validates without the address, and an answer that it does not give is left to the plan", async () => {
  const request = writeMessage([ValidateConfig.type, "a"], [ValidateConfig.config, writeValue(ADDRESSED)]);
  const refusal = writeMessage([Validated.diagnostics, writeMessage([1, 1], [2, "Bad name"])]);
  const { handler, asked } = proxy(refusal, { madeUp: () => [{ text: "made up" }] });
  expect(await handler("ValidateResourceConfig", request)).toEqual(refusal);
  expect(asked()).toHaveLength(1);
  expect(readValue(asked()[0].fields, ValidateConfig.config)).toEqual({ name: "n" });
  expect(await proxy(new Error("gone")).handler("ValidateResourceConfig", request)).toEqual(EMPTY);
});

test("what is made up is validated as open where its form is a guess, and where it is the id of a resource as it is", async () => {
  const madeUp = () => [{ text: "guess", source: "a.b.secret_id" }, { text: "/ids/b", source: "a.b.id" }, { text: "/text" }];
  const ask = async (_method: string, bytes: Buffer) => {
    const config = readValue(readMessage(bytes), ValidateConfig.config);
    const isRefused = isValueObject(config) && Object.values(config).some((value) => !(value instanceof Unknown));
    return isRefused ? writeMessage([Validated.diagnostics, writeMessage([1, 1], [2, "Bad form"])]) : EMPTY;
  };
  const { handler } = proxy(EMPTY, { madeUp, provider: { ask, file: "" } });
  const validated = (config: ValueObject) =>
    handler("ValidateDataResourceConfig", writeMessage([ValidateConfig.type, "a"], [ValidateConfig.config, writeValue(config)]));
  expect(await validated({ a: "guess", b: "https://guess/x", c: "/text" })).toEqual(EMPTY);
  expect(await validated({ a: "/ids/b" })).not.toEqual(EMPTY);
  expect(await validated({ a: "guess", b: "written" })).not.toEqual(EMPTY);
});

describe("a state", () => {
  const request = writeMessage([Upgrade.type, "a"], [Upgrade.state, writeRawState(Buffer.from(JSON.stringify(ADDRESSED)))]);

  test("of the same version of the provider is as it is", async () => {
    const { handler, asked } = proxy();
    expect(readValue(readMessage((await handler("UpgradeResourceState", request)) ?? EMPTY), Upgraded.state)).toEqual(ADDRESSED);
    expect(asked()).toEqual([]);
  });

  test("of another version is upgraded by the provider, without the address", async () => {
    const upgraded = writeMessage([Upgraded.state, writeValue({ name: "upgraded" })]);
    const { handler, asked } = proxy(upgraded, { earlierSchemaOf: () => undefined });
    const answer = readMessage((await handler("UpgradeResourceState", request)) ?? EMPTY);
    expect(readValue(answer, Upgraded.state)).toEqual({ name: "upgraded", [ADDRESS_ARGUMENT]: "a.b" });
    expect(JSON.parse(String(rawState(asked()[0].fields, Upgrade.state)))).toEqual({ name: "n" });
  });

  test("of another type is moved by the provider, with the private state of both", async () => {
    const moved = writeMessage([Moved.state, writeValue({ name: "moved" })], [Moved.private, Buffer.from("new")]);
    const { handler, asked } = proxy(moved);
    const kept = { open: [["sku"]], provider: Buffer.from("old").toString("base64") };
    const answer = readMessage(
      (await handler(
        "MoveResourceState",
        writeMessage(
          [Move.state, writeRawState(Buffer.from(JSON.stringify(ADDRESSED)))],
          [Move.private, writePrivateState(kept)],
        ),
      )) ?? EMPTY,
    );
    const [{ fields }] = asked();
    expect(JSON.parse(String(rawState(fields, Move.state)))).toEqual({ name: "n" });
    expect(bytesOf(fields, Move.private)?.toString()).toBe("old");
    expect(readValue(answer, Moved.state)).toEqual({ name: "moved", [ADDRESS_ARGUMENT]: "a.b" });
    expect(readPrivateState(bytesOf(answer, Moved.private))).toEqual({
      open: [["sku"]],
      provider: Buffer.from("new").toString("base64"),
    });
  });
});

test.each([
  ...["ReadDataSource", "ReadResource", "ApplyResourceChange", "ImportResourceState", "ListResource", "InvokeAction"],
  ...["OpenEphemeralResource", "RenewEphemeralResource", "CloseEphemeralResource", "ConfigureStateStore", "WriteStateBytes"],
])("the provider itself is never asked for what would reach out: %s", async (method) => {
  const { handler, asked } = proxy(EMPTY, {
    version: { mocks: {}, read: {}, moved: {} },
    schemaOf: () => undefined,
    exampleId: async () => undefined,
    onMadeUp: () => undefined,
  });
  // In each of these messages, the second field is a value.
  await handler(method, writeMessage([1, "external"], [2, writeValue({ program: ["id"] })]));
  expect(asked()).toEqual([]);
});
