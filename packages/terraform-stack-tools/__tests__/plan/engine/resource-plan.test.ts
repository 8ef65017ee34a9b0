import { type ProxyContext, readPrivateState, writePrivateState } from "../../../src/plan/engine/proxy-context";
import { completed, ResourcePlan } from "../../../src/plan/engine/resource-plan";
import { UNPLANNED } from "../../../src/plan/job";
import { ADDRESS_ARGUMENT } from "../../../src/planned/values";
import type { TypeSchema } from "../../../src/providers/initialized-folder";
import {
  bytesOf,
  CallError,
  listIn,
  Message,
  numberIn,
  readMessage,
  readPath,
  readValue,
  TimeoutError,
  textIn,
  UNKNOWN_VALUE,
  type Value,
  type ValueObject,
  writeMessage,
  writePath,
  writeValue,
} from "../../../src/providers/plugin/wire";

const { Plan, Planned } = Message;

const SCHEMA: TypeSchema = {
  block: { attributes: { id: { computed: true }, name: {}, location: {}, zone: { optional: true, computed: true } } },
};

interface Case {
  readonly prior?: ValueObject | null;
  readonly proposed: ValueObject | null;
  /** What the provider plans, or how it fails. */
  readonly planned?: ValueObject;
  readonly replace?: readonly string[];
  readonly isLegacy?: boolean;
  readonly error?: string;
  readonly failure?: Error;
  /** What the provider left open in the earlier version. */
  readonly open?: readonly (readonly (string | number)[])[];
  readonly context?: Partial<ProxyContext>;
  readonly unconfigured?: string;
  /** What it answers where nothing of what it is asked is made up. */
  readonly opened?: Pick<Case, "planned" | "error" | "failure">;
}

const MADE_UP = "/made/up";

/** Plans one resource with a provider that gives one answer, or another one where what is made up is open. */
async function planned({ prior = null, proposed, open = [], context, opened, ...answer }: Case, times = 1) {
  const ask = jest.fn(async (_method: string, request: Buffer): Promise<Buffer> => {
    const fields = readMessage(request);
    const isOpen = readValue(fields, Plan.prior) === null && !JSON.stringify(readValue(fields, Plan.config)).includes(MADE_UP);
    const { planned = {}, replace = [], isLegacy, error, failure }: Omit<Case, "proposed"> = (isOpen && opened) || answer;
    if (failure !== undefined) {
      throw failure;
    }
    return writeMessage(
      [Planned.state, writeValue(planned)],
      ...replace.map((name) => [Planned.replace, writePath(name)] as const),
      [Planned.private, Buffer.from("provider's own")],
      [Planned.diagnostics, error === undefined ? undefined : writeMessage([1, 1], [2, error])],
      [Planned.isLegacy, isLegacy],
    );
  });
  const onReplacementUnknown = jest.fn();
  const proxy = {
    provider: { ask, file: "provider", unconfigured: answer.unconfigured },
    schemaOf: () => SCHEMA,
    refuses: true,
    updatesInPlace: false,
    unanswered: new Map(),
    madeUp: () => [{ text: MADE_UP }],
    onReplacementUnknown,
    ...context,
  } as unknown as ProxyContext;
  const addressed = (value: ValueObject | null) => writeValue(value && { ...value, [ADDRESS_ARGUMENT]: "a.b" });
  const request = writeMessage(
    [Plan.type, "a"],
    [Plan.prior, addressed(prior)],
    [Plan.proposed, addressed(proposed)],
    [Plan.config, addressed(proposed)],
    [Plan.priorPrivate, writePrivateState({ open, provider: Buffer.from("kept").toString("base64") })],
  );
  const resources = new ResourcePlan(proxy);
  let response: Buffer = Buffer.alloc(0);
  for (let time = 0; time < times; time++) {
    response = await resources.plan(readMessage(request));
  }
  const fields = readMessage(response);
  return {
    state: readValue(fields, Planned.state),
    replace: listIn(fields, Planned.replace).map((path) => readPath(path).join(".")),
    kept: readPrivateState(bytesOf(fields, Planned.private)),
    diagnostics: listIn(fields, Planned.diagnostics)
      .map(readMessage)
      .map((one) => [numberIn(one, 1), textIn(one, 2), textIn(one, 3)]),
    isLegacy: numberIn(fields, Planned.isLegacy) === 1,
    isReplacementUnknown: onReplacementUnknown.mock.calls.length > 0,
    asked: ask.mock.calls.map(([, bytes]) => readMessage(bytes)),
  };
}

const WEST = { id: "1", name: "n", location: "west", zone: "z" };
const EAST = { ...WEST, location: "east" };

describe("a replacement that the provider plans", () => {
  const both = { ...EAST, name: "m" };

  test.each<[string, Partial<Case>, boolean]>([
    ["is certain where a value that the stack sets forces it", { planned: EAST, replace: ["location"] }, false],
    ["is unknown where an open value forces it", { planned: EAST, replace: ["location"], open: [["location"]] }, true],
    [
      "is certain where an open value and another one force it",
      { planned: both, replace: ["location", "name"], open: [["location"]] },
      false,
    ],
    [
      "is unknown where the other one that it names does not differ",
      { planned: EAST, replace: ["location", "name"], open: [["location"]] },
      true,
    ],
    ["is certain where nothing of what it names differs", { planned: WEST, replace: ["location"], open: [["location"]] }, false],
    ["is unknown where nothing is known of the resource", { planned: EAST, replace: ["location"], open: [[]] }, true],
    ["is none where there was no resource", { prior: null, planned: EAST, replace: ["location"], open: [["location"]] }, false],
    ["is certain where the open value is another one", { planned: EAST, replace: ["location"], open: [["zone"]] }, false],
  ])("%s", async (_name, given, isUnknown) => {
    const { isReplacementUnknown, replace } = await planned({ prior: WEST, proposed: EAST, ...given });
    expect(isReplacementUnknown).toBe(isUnknown);
    expect(replace).toEqual(given.replace);
    const inPlace = await planned({ prior: WEST, proposed: EAST, ...given, context: { updatesInPlace: true } });
    expect(inPlace.replace).toEqual(isUnknown ? [] : given.replace);
  });

  test("is unknown where what forces it is new in the later version of the provider", async () => {
    const earlier: TypeSchema = { block: { attributes: { id: {}, name: {}, zone: {} } } };
    const given = { prior: WEST, proposed: EAST, planned: EAST, replace: ["location"] };
    const { isReplacementUnknown } = await planned({ ...given, context: { earlierSchemaOf: () => earlier } });
    expect(isReplacementUnknown).toBe(true);
    const { isReplacementUnknown: isSameSchema } = await planned({ ...given, context: { earlierSchemaOf: () => SCHEMA } });
    expect(isSameSchema).toBe(false);
  });
});

describe("a resource that the provider plans", () => {
  test("has its address in Terraform's eyes only, and the private state of both", async () => {
    const { state, kept, asked } = await planned({ prior: WEST, proposed: EAST, planned: EAST, open: [["zone"]] });
    expect(state).toEqual({ ...EAST, [ADDRESS_ARGUMENT]: "a.b" });
    expect(kept).toEqual({ open: [["zone"]], provider: Buffer.from("provider's own").toString("base64") });
    const [request] = asked;
    for (const [field, value] of [
      [Plan.prior, WEST],
      [Plan.proposed, EAST],
      [Plan.config, EAST],
    ] as const) {
      expect(readValue(request, field)).toEqual(value);
    }
    expect(bytesOf(request, Plan.priorPrivate)?.toString()).toBe("kept");
  });

  test("keeps what is empty as it was, if the provider does not tell it from what is not set", async () => {
    const prior = { ...WEST, name: "", zone: null };
    const answer = { ...WEST, name: null, zone: "" };
    const state = async (isLegacy: boolean) => (await planned({ prior, proposed: WEST, planned: answer, isLegacy })).state;
    expect(await state(true)).toMatchObject({ name: "", zone: null });
    expect(await state(false)).toMatchObject({ name: null, zone: "" });
  });

  test("has what the later version fills in, even if that is empty", async () => {
    const earlierSchemaOf = (): TypeSchema => ({ block: { attributes: { id: {}, name: {}, location: {} } } });
    const answer = { ...WEST, name: "", zone: false };
    const given = { prior: { ...WEST, name: null, zone: null }, proposed: WEST, planned: answer, isLegacy: true };
    expect((await planned({ ...given, context: { earlierSchemaOf } })).state).toMatchObject({ name: null, zone: false });
    expect((await planned(given)).state).toMatchObject({ name: null, zone: null });
  });
});

describe("a resource that the provider does not plan", () => {
  test("is planned as Terraform proposes it, with a warning that says why", async () => {
    const { state, kept, diagnostics, isLegacy } = await planned({
      proposed: { ...EAST, id: null },
      failure: new CallError("gone"),
    });
    expect(state).toEqual({ ...EAST, id: UNKNOWN_VALUE, [ADDRESS_ARGUMENT]: "a.b" });
    const reason = "the provider did not answer: gone";
    expect(kept.unplanned).toBe(reason);
    expect(diagnostics).toEqual([[2, UNPLANNED, reason]]);
    expect(isLegacy).toBe(true);
  });

  test("may be replaced by whatever differs", async () => {
    const given: Case = { prior: WEST, proposed: { ...EAST, zone: "y" }, failure: new CallError("gone") };
    const { replace, isReplacementUnknown } = await planned(given);
    expect([replace, isReplacementUnknown]).toEqual([["location", "zone"], true]);
    expect((await planned({ ...given, context: { updatesInPlace: true } })).replace).toEqual([]);
  });

  test("is asked about once if there was no answer", async () => {
    const failed = await planned({ proposed: EAST, failure: new CallError("gone") }, 2);
    expect(failed.asked).toHaveLength(1);
    expect(failed.kept.unplanned).toBe("the provider did not answer: gone");
  });

  test.each<[string, Partial<Case>, string]>([
    [
      "it would ask the cloud",
      { error: "proxyconnect tcp" },
      "the provider wants to contact the cloud or the cluster, which an offline plan does not",
    ],
    ["it is not configured", { error: "Bad", unconfigured: "no id" }, "the provider refuses it (no id): Bad"],
    ["it refuses the earlier version", { error: "Bad", context: { refuses: false } }, "the provider refuses it: Bad"],
  ])("is one where %s", async (_name, given, reason) => {
    expect((await planned({ proposed: EAST, ...given })).kept.unplanned).toBe(reason);
  });
});

describe("a resource that the provider plans only where what is made up is open", () => {
  const NEW = { ...EAST, id: null, location: MADE_UP, zone: null };
  const PLANNED = { id: UNKNOWN_VALUE, name: "n", location: UNKNOWN_VALUE, zone: "default" };
  const KEPT = { id: "1", name: "n", location: MADE_UP, zone: "default" };
  const FAULTS: readonly [string, Partial<Case>][] = [
    ["ends at it", { failure: new CallError("it ended with 2") }],
    ["waits for the cloud", { failure: new TimeoutError("no answer in 15 seconds") }],
    ["cannot reach the cloud", { error: "proxyconnect tcp" }],
    ["refuses it", { error: "no such location" }],
  ];

  test.each(FAULTS)(
    "has what it plans then and its own values, and does not change where the object has just that, if it %s",
    async (_fault, given) => {
      const { state, kept, diagnostics } = await planned({ proposed: NEW, ...given, opened: { planned: PLANNED } });
      expect(state).toEqual({ ...PLANNED, location: MADE_UP, [ADDRESS_ARGUMENT]: "a.b" });
      expect([kept.unplanned, diagnostics]).toEqual([undefined, []]);
      const proposed = { ...KEPT, zone: null };
      const same = await planned({ prior: KEPT, proposed, ...given, opened: { planned: PLANNED } });
      expect(same.state).toEqual({ ...KEPT, [ADDRESS_ARGUMENT]: "a.b" });
      expect([same.diagnostics, same.replace]).toEqual([[], []]);
    },
  );

  test("changes, and may be replaced, where the object has something else", async () => {
    const given = { prior: { ...KEPT, zone: "z" }, proposed: { ...KEPT, zone: null }, opened: { planned: PLANNED } };
    const { state, replace, diagnostics } = await planned({ ...given, failure: new CallError("gone") });
    expect(state).toMatchObject({ zone: "default" });
    expect(replace).toEqual(["zone"]);
    expect(diagnostics).toEqual([[2, UNPLANNED, "the provider did not answer: gone"]]);
    const refused = await planned({ ...given, error: "no such zone" });
    expect(refused.diagnostics).toEqual([[1, "no such zone", ""]]);
  });

  test("is refused in its words where it refuses that as well", async () => {
    const { diagnostics } = await planned({ proposed: NEW, error: "Bad value", opened: { error: "Bad name" } });
    expect(diagnostics).toEqual([[1, "Bad value", ""]]);
  });

  test("is asked about as it is once for its type, if the provider waits for the cloud, and once for itself, if it ends", async () => {
    const unanswered = new Map<string, string>();
    const asked = async (name: string, failure: Error) => {
      const given = { failure, opened: { planned: PLANNED }, context: { unanswered } };
      return (await planned({ ...given, proposed: { ...NEW, name } })).asked.length;
    };
    const ended = new CallError("it ended with 2");
    expect([await asked("a", ended), await asked("b", ended)]).toEqual([2, 2]);
    const waits = new TimeoutError("no answer in 15 seconds");
    expect([await asked("c", waits), await asked("d", waits)]).toEqual([2, 1]);
  });
});

test("what is open in a set gets the elements that are not in it, in whatever order they are", () => {
  const block = (name: string, value: Value, isOn: Value = true) => ({ name, value, isOn });
  const known = [block("a", "1", null), block("b", MADE_UP, null)];
  expect(completed([block("b", UNKNOWN_VALUE), block("a", "1")], known)).toEqual([block("b", MADE_UP), block("a", "1")]);
  expect(completed([UNKNOWN_VALUE, "y", UNKNOWN_VALUE, "x"], ["x", "1", "y", "2"])).toEqual(["1", "y", "2", "x"]);
});
