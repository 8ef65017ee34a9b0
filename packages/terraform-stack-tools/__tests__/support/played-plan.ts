import type { MadePlan } from "../../src/plan/plan";
import { readPlan } from "../../src/planned/plan-json";
import { provisionersOf } from "../../src/planned/planned-stack";
import { type MadeUpText, MadeUpTexts } from "../../src/planned/sensitive";
import { isList, isObject, type Json, type JsonObject, objectOf } from "../../src/stack/json";
import { referencesIn } from "../../src/stack/reference";
import { type Block, readStack } from "../../src/stack/stack";
import { isTemplate, unwrapped } from "../../src/stack/template";

interface Existing {
  readonly existing?: JsonObject;
  /** What data sources answer, by address. */
  readonly answers?: Readonly<Record<string, JsonObject>>;
}

/**
 * A plan as the engine makes it of stacks whose expressions are references, each block of which is one instance: what they
 * refer to is unknown for what is created, and made up for what exists.
 */
export function playedPlan(sections: JsonObject, more: Existing = {}): MadePlan {
  const { json, engine } = played(sections, more);
  return { shown: { ...readPlan(json), engine }, providers: [] };
}

/** What `show -json` prints of it. */
export function playedPlanJson(sections: JsonObject, more: Existing = {}): JsonObject {
  return played(sections, more).json;
}

function played(sections: JsonObject, { existing, answers = {} }: Existing) {
  const madeUp: MadeUpText[] = [];
  const [changed, former] = [sections, existing ?? {}].map((one) => readStack({ terraform: {}, ...one }));
  const resources = [...changed.blocks, ...former.blocks].filter(({ kind }) => kind === "resource");
  const addresses = [...new Set(resources.map(({ address }) => address))];
  const changes = addresses.map((address) => {
    const [old, fresh] = [former.blockByAddress.get(address), changed.blockByAddress.get(address)];
    const before = old === undefined ? null : sideOf(old.body, madeUp).value;
    const { value, unknown } = sideOf(fresh?.body ?? null, old === undefined ? undefined : madeUp);
    return {
      ...named(fresh ?? old),
      change: { actions: [actionOf(before, value)], before, after: value, after_unknown: unknown },
    };
  });
  const data = changed.blocks
    .filter(({ kind }) => kind === "data")
    .map((block) => ({ ...named(block), values: { ...objectOf(sideOf(block.body, madeUp).value), ...answers[block.address] } }));
  const plan = {
    resource_changes: changes,
    prior_state: { values: { root_module: { resources: data } } },
    variables: Object.fromEntries(changed.variables.map((one) => [one.name, { value: one.default ?? null }])),
    configuration: { root_module: { resources: changed.blocks.map(configured) } },
  };
  const notes = { configuration: {}, schema: {}, isImported: false, open: [], added: [] };
  const given = (address: string) => [
    ...Object.keys(changed.blockByAddress.get(address)?.body ?? {}),
    ...Object.keys(answers[address] ?? {}),
  ];
  const engine = {
    madeUp: new MadeUpTexts(madeUp),
    notesOn: () => notes,
    given,
    provisioners: new Map(changed.blocks.map((block) => [block.address, provisionersOf(block)])),
    locals: changed.locals,
    written: new Set<string>(),
    outputs: [],
  };
  const json: JsonObject = JSON.parse(JSON.stringify(plan));
  return { json, engine };
}

function named(block: Block | undefined) {
  const { address = "", kind, type = "", name = "" } = block ?? {};
  return { address, mode: kind === "data" ? "data" : "managed", type, name, provider_name: "registry.terraform.io/a/b" };
}

function actionOf(before: Json, after: Json): string {
  if (before === null) {
    return "create";
  }
  if (after === null) {
    return "delete";
  }
  return JSON.stringify(before) === JSON.stringify(after) ? "no-op" : "update";
}

/** @param madeUp where texts are noted that take the place of references; without it, they are unknown */
function sideOf(value: Json, madeUp?: MadeUpText[]): { readonly value: Json; readonly unknown: Json } {
  if (isList(value)) {
    const parts = value.map((part) => sideOf(part, madeUp));
    return { value: parts.map((part) => part.value), unknown: parts.map((part) => part.unknown) };
  }
  if (isObject(value)) {
    const parts = Object.entries(value).map(([name, part]) => [name, sideOf(part, madeUp)] as const);
    return {
      value: Object.fromEntries(parts.filter(([, { unknown }]) => unknown !== true).map(([name, part]) => [name, part.value])),
      unknown: Object.fromEntries(parts.map(([name, { unknown }]) => [name, unknown])),
    };
  }
  if (typeof value !== "string" || !isTemplate(value)) {
    return { value, unknown: false };
  }
  if (madeUp === undefined) {
    return { value: null, unknown: true };
  }
  const source = unwrapped(value);
  const text = `made up for ${source ?? value.replace(/\W/g, "-")}`;
  madeUp.push(source === undefined ? { text } : { text, source });
  return { value: text, unknown: false };
}

function configured(block: Block) {
  const expressions = Object.entries(block.body).map(([name, value]) => [name, expression(value)]);
  return { ...named(block), provider_config_key: "azurerm", expressions: Object.fromEntries(expressions) };
}

/** A list of objects is one of blocks, each with expressions of its own. */
function expression(value: Json): Json {
  if (isList(value) && value.length > 0 && value.every(isObject)) {
    return value.map((block) => Object.fromEntries(Object.entries(block).map(([name, part]) => [name, expression(part)])));
  }
  const references = referencesIn(value).flatMap(({ root, steps }) => {
    const names = [root, ...steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []))];
    const block = names.slice(0, root === "data" ? 3 : 2).join(".");
    return block === names.join(".") ? [block] : [names.join("."), block];
  });
  return { constant_value: value, ...(references.length === 0 ? {} : { references }) };
}
