import { dirname, join } from "node:path";
import type { JobVersion, Mocks, Versions } from "../plan/job";
import { answersIn, givenState, labelKey, outputsIn } from "../plan/prepare/made-up-values";
import { guardedFile } from "../plan/prepare/modules";
import { keyTemplate, prepare } from "../plan/prepare/prepare";
import { run, shownPlan } from "../plan/run";
import type { PlannedChange } from "../planned/change";
import { planOf } from "../planned/plan";
import type { ShownPlan } from "../planned/plan-json";
import { masksFor } from "../planned/sensitive";
import { ADDRESS_ARGUMENT } from "../planned/values";
import { type TerraformBinary, terraformBinary } from "../providers/terraform-binary";
import { jsonOf, type Source } from "../shared/files";
import { PlanError, Refusal } from "../shared/refusal";
import { beginStep } from "../shared/remainders";
import { blockAddress, blockOfInstance, Moves, Origins, parseAddress, printAddress } from "../stack/address";
import { collected, isList, type Json, type JsonObject, lookUp, objectOf, print, quoted } from "../stack/json";
import { type Block, type Stack, withSections } from "../stack/stack";
import { quote } from "../stack/template";
import type { Configuration } from "./configuration";
import type { Draft } from "./rewrite/draft";
import { sampleOf } from "./sample";

/** What a plan of one stack says. */
export interface Comparison {
  readonly name: string;
  /** How many objects the stack has. */
  readonly objects: number;
  /** What differs, in words; nothing where the result plans what the source has. */
  readonly differences: readonly string[];
  /** What the source would change, too. Missing where it would change nothing of a state that is not given. */
  readonly pending?: readonly string[];
  /** Why one of them cannot be planned; missing where both can. */
  readonly problem?: string;
}

/** What the configurations are planned with. */
interface CheckInputs {
  readonly binary?: string;
  /** The values of variables, by name. Those that are required and have none get an example. */
  readonly values?: JsonObject;
  /** States as Terraform wrote them, by the name of the stack. */
  readonly states?: ReadonlyMap<string, JsonObject>;
}

/** Compares all of an app: those whose outputs others read come first, and the others read these. */
export function comparedAll(configurations: readonly Configuration[], inputs: CheckInputs): Comparison[] {
  const found = new Map<string, Compared>();
  const names = new Map(configurations.map(({ source, draft }) => [source.name, draft.outputs]));
  const visit = (configuration: Configuration, open: readonly string[]): void => {
    const { source, reads } = configuration;
    if (found.has(source.name) || open.includes(source.name)) {
      return;
    }
    for (const other of configurations.filter((one) => [...reads.values()].includes(one.source.name))) {
      visit(other, [...open, source.name]);
    }
    const mocks = [...reads].flatMap(([address, other]): [string, JsonObject][] => {
      const outputs = found.get(other)?.values;
      return outputs === undefined ? [] : [[address, { outputs }]];
    });
    beginStep(`planning ${source.name}`);
    found.set(source.name, compared(configuration, Object.fromEntries(mocks), names, inputs));
  };
  for (const configuration of configurations) {
    visit(configuration, []);
  }
  return configurations.flatMap(({ source }) => found.get(source.name)?.comparison ?? []);
}

interface Compared {
  readonly comparison: Comparison;
  /** The outputs of the result, under the names of the source; missing where it cannot be planned. */
  readonly values?: JsonObject;
}

/** Plans the result over a state of the source, with the same values for variables and the providers of the source. */
function compared(
  configuration: Configuration,
  mocks: Mocks,
  names: ReadonlyMap<string, Draft["outputs"]>,
  inputs: CheckInputs,
): Compared {
  const { name, stack: source } = configuration.source;
  const { stack } = configuration.draft;
  const { binary, states = new Map() } = inputs;
  try {
    const engine = terraformBinary(binary);
    const given = givenFor(configuration, states, engine);
    const isGiven = given !== undefined;
    const found = { ...mocks, ...given?.mocks };
    const over = (changed: Stack, adapted = (all: Versions<JobVersion>) => all) => {
      const versions = prepare({ existing: source, changed }, valuesFor(source, inputs.values ?? {}));
      const inFolder = (all: Versions<JobVersion>) => withAssets(adapted(all), configuration.source);
      return shownPlan(versions, run(engine, versions, found, inFolder, given?.state), found);
    };
    const { required_providers = {} } = source.settings;
    const terraform = { ...objectOf(stack.sections.terraform), required_providers };
    const files = filesOf(configuration);
    const shown = over(withSections(stack, { ...stack.sections, terraform }), ({ existing, changed }) => {
      // What the source finds in the states of other stacks.
      const { states: others, outputs } = existing ?? changed;
      const renamed = Object.entries(others).map(([address, own]) => {
        const owner = configuration.reads.get(address) ?? "";
        return [address, withNewNames(own, names.get(owner))];
      });
      const states = Object.fromEntries(renamed);
      return { existing, changed: { ...changed, files, states, outputs } };
    });
    const plan = planned(shown, configuration.draft);
    const alone = verdictOf(configuration, plan, { resources: {}, outputs: {} }, isGiven);
    // A plan that changes nothing of the state that the source leaves needs no second one to be told from.
    const isClear = !isGiven && alone.differences.length === 0;
    const { pending, ...verdict } = isClear
      ? alone
      : verdictOf(configuration, plan, planned(over(source), configuration.draft), isGiven);
    const values = new Map(Object.entries(shown.output_changes).map(([output, { after = null }]) => [output, after]));
    const former = [...configuration.draft.outputs].map(([from, to]) => [from, values.get(to) ?? null] as const);
    return {
      comparison: { name, ...verdict, ...((isGiven || pending.length > 0) && { pending }) },
      values: Object.fromEntries([...values, ...former]),
    };
  } catch (error) {
    if (error instanceof PlanError) {
      return { comparison: { name, objects: 0, differences: [], problem: error.message } };
    }
    throw error;
  }
}

/** The outputs of a state under the names that they have where its configuration is ejected, too. */
function withNewNames(outputs: JsonObject, names: Draft["outputs"] = new Map()): JsonObject {
  return { ...outputs, ...Object.fromEntries([...names].map(([from, to]) => [to, outputs[from] ?? null])) };
}

/** Both versions beside what the app has copied, which functions read. */
function withAssets({ existing, changed }: Versions<JobVersion>, { file, assets }: Source): Versions<JobVersion> {
  const copied: JobVersion["modules"] = assets.size === 0 ? {} : { assets: join(dirname(file), "assets") };
  const within = (version: JobVersion) => ({ ...version, modules: { ...version.modules, ...copied } });
  return { existing: existing && within(existing), changed: within(changed) };
}

/** What Terraform would do with a configuration. */
export interface ConfigurationPlan {
  /** By address. */
  readonly resources: Readonly<Record<string, PlannedChange>>;
  /** What outputs change to, by the names of those that do. */
  readonly outputs: JsonObject;
}

function planned(shown: ShownPlan, { outputs: names }: Draft): ConfigurationPlan {
  const changes = shown.output_changes;
  const changed = Object.entries(changes).filter(([, { actions }]) => actions[0] !== "no-op");
  // One that has another name in the result goes there as the new one comes, which is no change where both say the same.
  const renamed = [...names].flatMap(([from, to]): [string, Json][] => {
    const after = (changes[to] ?? changes[from])?.after ?? null;
    return print(changes[from]?.before ?? null) === print(after) ? [] : [[to, after]];
  });
  const others = changed.filter(([name]) => !names.has(name) && ![...names.values()].includes(name));
  return {
    resources: planOf(shown, masksFor([shown])).resources,
    outputs: Object.fromEntries([...others.map(([name, { after = null }]) => [name, after]), ...renamed]),
  };
}

function valuesFor({ variables }: Stack, given: JsonObject): JsonObject {
  const values = variables.flatMap((variable): [string, JsonObject[string]][] => {
    const value = lookUp(given, variable.name) ?? (variable.isRequired ? sampleOf(variable) : undefined);
    return value === undefined ? [] : [[variable.name, value]];
  });
  return Object.fromEntries(values);
}

/**
 * What a plan needs of a state that is given: its objects by the names of the source, and what its data sources have found.
 * @param states those that are given, by the name of the stack
 */
function givenFor(
  { source: { name, stack }, reads }: Configuration,
  states: ReadonlyMap<string, JsonObject>,
  { product }: TerraformBinary,
): { readonly state: JsonObject; readonly mocks: Mocks } | undefined {
  const state = states.get(name);
  if (state === undefined) {
    return undefined;
  }
  const others = [...reads].flatMap(([address, other]): [string, JsonObject][] => {
    const own = states.get(other);
    return own === undefined ? [] : [[address, { outputs: outputsIn(own) }]];
  });
  return {
    state: givenState(state, product, labelIn(stack)),
    mocks: { ...answersIn(state), ...Object.fromEntries(others) },
  };
}

/** What the source calls an object of its state, after its own moves. */
function labelIn(stack: Stack): Parameters<typeof givenState>[2] {
  const [moves, origins] = [new Moves(stack.moves), new Origins(stack.moves)];
  return (address) => {
    const present = moves.from(address);
    const block = stack.blockByAddress.get(blockAddress(present));
    return block && `${origins.of(block.address)}${labelKey(keyIn(present.key, block.body))}`;
  };
}

/** Terraform itself moves a single object to the first of `count`, and back. */
function keyIn(key: string | number | undefined, { count, for_each: each }: JsonObject): string | number | undefined {
  if (count !== undefined) {
    return key ?? 0;
  }
  return each === undefined ? undefined : key;
}

/** What each block of the result was called in the source, by its address now, as templates. */
function labelsOf(source: Stack, { stack, addresses }: Draft): ReadonlyMap<string, string> {
  const origins = new Origins(source.moves);
  const names = [...addresses].map(([from, to]) => {
    const { key } = parseAddress(to) ?? {};
    const block = key === undefined ? to : to.slice(0, to.indexOf("["));
    return [block, [key === undefined ? key : String(key), origins.of(from)]] as const;
  });
  const former = collected(names);
  const typed = stack.blocks.filter(({ kind }) => kind !== "module");
  return new Map(typed.map((block) => [block.address, labelOf(block, former.get(block.address) ?? [])]));
}

function labelOf({ address, body }: Block, former: readonly (readonly [string | undefined, string])[]): string {
  const [[key, name] = [undefined, address]] = former;
  if (key !== undefined) {
    const members = former.map(([one = "", label]) => `${quote(one)} = ${quote(label)}`);
    return `\${{ ${members.join(", ")} }[each.key]}`;
  }
  return `${name}${keyTemplate(body)}`;
}

/** What the plans of a source and of its result differ in. */
type Verdict = Required<Pick<Comparison, "objects" | "differences" | "pending">>;

/**
 * @param before the plan of the source: what it changes as well is no difference
 * @param isStateGiven whether both are over the same state; otherwise each is over one of its own, made at another time
 */
export function verdictOf(
  { draft }: Pick<Configuration, "draft">,
  after: ConfigurationPlan,
  before: ConfigurationPlan,
  isStateGiven: boolean,
): Verdict {
  const place = placesIn(draft);
  const sentence = (address: string, change: PlannedChange) => sentenceOf(address, change, isStateGiven);
  const known = new Map(managed(before).map(([address, change]) => [place(address), sentence(place(address), change)]));
  const found = managed(after).map(([address, change]) => [address, sentence(address, change)] as const);
  const isKnown = ([address, { key }]: (typeof found)[number]) => known.get(address)?.key === key;
  const lost = [...known].filter(([address]) => !found.some(([other]) => other === address));
  const outputs = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])];
  const isSame = (name: string) => {
    const [old, own] = [before.outputs[name], after.outputs[name]];
    return old !== undefined && own !== undefined && print(old) === print(own);
  };
  return {
    objects: found.length,
    differences: [
      ...found.filter((one) => !isKnown(one)).flatMap(([, { text }]) => text),
      ...lost.flatMap(([address, { text }]) => text.map(() => `${address}: no change, unlike the source`)),
      ...outputs.filter((name) => !isSame(name)).map((name) => `output ${quoted(name)} changes`),
    ],
    pending: [
      ...found.filter(isKnown).flatMap(([, { text }]) => text),
      ...outputs.filter(isSame).map((name) => `output ${quoted(name)} changes`),
    ],
  };
}

function managed({ resources }: ConfigurationPlan): [string, PlannedChange][] {
  return Object.entries(resources).filter(([address]) => !blockOfInstance(address).startsWith("data."));
}

/** In words, of which there are none where nothing changes, and with what tells it from another change. */
function sentenceOf(address: string, { action, changes = {} }: PlannedChange, isStateGiven: boolean) {
  const paths = Object.keys(changes);
  const places = paths.length === 0 ? "" : ` (${paths.join(", ")})`;
  return {
    text: action === "no-op" ? [] : [`${address}: ${action}${places}`],
    key: print([
      action,
      Object.entries(changes).map(([path, { before, after }]) => (isStateGiven ? [path, before, after] : path)),
    ]),
  };
}

/** Where the result has an object of the source. */
function placesIn({ addresses }: Draft): (address: string) => string {
  return (text) => {
    const address = parseAddress(text);
    const now = address && addresses.get(blockAddress(address));
    const target = now === undefined ? undefined : parseAddress(now);
    return address === undefined || target === undefined
      ? text
      : printAddress({ ...target, key: target.key ?? address.key });
  };
}

/**
 * States with all their values, by the name of the stack.
 * @param given a file for the only stack, or `<stack>=<file>`
 * @throws Refusal where nobody knows which stack a file belongs to, or it is no state; the message repeats nothing of it
 */
export function readStates(given: readonly string[], sources: readonly Source[]): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>();
  const names = sources.map(({ name }) => name);
  for (const text of given) {
    const owner = names.find((name) => text.startsWith(`${name}=`));
    const [name, file] = owner === undefined ? [names[0], text] : [owner, text.slice(owner.length + 1)];
    if (owner === undefined && names.length > 1) {
      throw new Refusal(
        `${quoted(text)} does not name the stack of this state; write <stack>=<file>. Stacks: ${names.map(quoted).join(", ")}`,
      );
    }
    if (states.has(name)) {
      throw new Refusal(`two states are given for ${quoted(name)}; leave one of them out.`);
    }
    states.set(name, stateIn(file));
  }
  return states;
}

/** More than a backend keeps, and less than what fills the memory of a small machine. */
const MEGABYTES = 256;

const PULL = "give what `terraform state pull` or `tofu state pull` prints";

function stateIn(file: string): JsonObject {
  const state = objectOf(jsonOf(file, MEGABYTES, PULL));
  if (state.encrypted_data !== undefined) {
    throw new Refusal(`${quoted(file)} is encrypted; ${PULL}, which decrypts it.`);
  }
  if (state.version !== 4 || !isList(state.resources)) {
    throw new Refusal(
      `${quoted(file)} is not a version 4 state, the form that Terraform has written since 0.12; ${PULL}.`,
    );
  }
  return state;
}

/** Where the state is and what is imported says nothing about the rest. */
const LEFT_OUT: readonly string[] = ["backend.tf", "imports.tf"];

const OVERRIDES = "stack_tools_override.tf.json";

/** Terraform merges an override file into the blocks: each tells its name to the proxies, and the files stay as they are. */
function filesOf({ source, draft, code }: Configuration): JobVersion["files"] {
  const texts = [...code]
    .filter(([path]) => !LEFT_OUT.includes(path))
    .map(([path, text]) => [path, guardedFile(path, "the result", Buffer.from(text)).toString("utf8")]);
  return { ...Object.fromEntries(texts), [OVERRIDES]: overrides(labelsOf(source.stack, draft)) };
}

function overrides(labels: ReadonlyMap<string, string>): JsonObject {
  const sections: Record<string, Record<string, Record<string, JsonObject>>> = {};
  for (const [address, label] of labels) {
    const [name, type, kind = "resource"] = address.split(".").reverse();
    sections[kind] ??= {};
    sections[kind][type] ??= {};
    sections[kind][type][name] = { [ADDRESS_ARGUMENT]: label };
  }
  return sections;
}
