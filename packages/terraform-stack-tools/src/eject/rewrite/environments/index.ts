import { isSecretInput } from "../../../knowledge/secrets/secret-scan";
import { type JsonObject, objectOf } from "../../../stack/json";
import { readVariables } from "../../../stack/stack";
import { affixesOf, differencesOf, shapeOf, withValues } from "../differences";
import { type Draft, moved } from "../draft";
import { type Parameter, parametersOf } from "./parameters";
import { withTables } from "./tables";

/** Drafts of one app that differ in nothing but values, such as those of one class of stack in several environments. */
export interface Environments {
  /** What all of them are called. */
  readonly name: string;
  /** With the parameters as variables. */
  readonly members: readonly Member[];
  readonly parameters: readonly Parameter[];
}

export interface Member {
  /** Its position among all drafts. */
  readonly index: number;
  readonly draft: Draft;
}

/** Sections that say something else for each environment anyway. */
const OWN = ["terraform", "moved", "removed", "import"];

/** Groups the drafts. One that no other is like is a group of its own, without parameters. */
export function environmentsIn(drafts: readonly Draft[]): Environments[] {
  const alike = new Map<string, Member[]>();
  for (const [index, draft] of drafts.entries()) {
    const shape = shapeOf(bodyOf(draft.stack.sections));
    const key = JSON.stringify(shape);
    alike.set(key, [...(alike.get(key) ?? []), { index, draft }]);
  }
  return [...alike.values()].flatMap(grouped).map(withParameters);
}

/** Where one does not fit to all others, those that fit to the first of a group are tried one by one. */
const MAXIMUM_TRIED = 50;

/** Groups of what has one structure: nearly always one. */
function grouped(members: readonly Member[]): (readonly Member[])[] {
  const draftsOf = (group: readonly Member[]) => group.map(({ draft }) => draft);
  if (members.length === 1 || parametersIn(draftsOf(members)) !== undefined) {
    return [members];
  }
  const groups: Member[][] = [];
  for (const member of members) {
    const group = groups
      .slice(0, MAXIMUM_TRIED)
      .find((one) => one.length < MAXIMUM_TRIED && parametersIn([...draftsOf(one), member.draft]) !== undefined);
    if (group === undefined) {
      groups.push([member]);
    } else {
      group.push(member);
    }
  }
  return groups;
}

function withParameters(members: readonly Member[]): Environments {
  const names = members.map(({ draft }) => draft.stack.name ?? "");
  const parameters = members.length === 1 ? [] : (parametersIn(members.map(({ draft }) => draft)) ?? []);
  return {
    name: members.length === 1 ? names[0] : commonPart(names),
    parameters,
    members: members.map(({ index, draft }, own) => ({ index, draft: parameterized(draft, parameters, own) })),
  };
}

function parametersIn(drafts: readonly Draft[]): Parameter[] | undefined {
  const bodies = drafts.map(({ stack }) => bodyOf(stack.sections));
  const names = drafts.map(({ stack }) => stack.name ?? "");
  const [first] = drafts;
  const hasBlocks = first.stack.blocks.length > 0;
  const differences = hasBlocks ? differencesOf(bodies) : undefined;
  // What has a default of its own already needs none.
  const open = withTables(
    differences?.filter(({ route }) => !(route[0] === "variable" && route[2] === "default")),
    bodies,
  );
  const declared = objectOf(first.stack.sections.variable);
  const parameters = open && parametersOf(open, wordsOf(names), (name) => name in declared);
  return parameters?.some(isSecret) === true ? undefined : parameters;
}

/** Everybody could read it in the default. */
function isSecret(parameter: Parameter): boolean {
  const declarations = parameter.values.map((_value, index) => ({ [parameter.name]: declaration(parameter, index) }));
  return declarations.flatMap(readVariables).some(isSecretInput);
}

function bodyOf(sections: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(sections).filter(([name]) => !OWN.includes(name)));
}

/** What names differ in; undefined where some have nothing of their own. */
function wordsOf(names: readonly string[]): readonly string[] | undefined {
  const { prefix, suffix } = affixesOf(names);
  const words = names.map((name) => name.slice(prefix.length, name.length - suffix.length));
  return new Set(words).size === words.length && words.every((word) => /^[A-Za-z][A-Za-z0-9]+$/.test(word))
    ? words
    : undefined;
}

function commonPart(names: readonly string[]): string {
  const { prefix, suffix } = affixesOf(names);
  return `${prefix}${suffix}`.replace(/^\W+|\W+$/g, "").replace(/\W{2,}/g, "-") || "environment";
}

function declaration({ type, description, values }: Parameter, index: number): JsonObject {
  return { type, ...(description !== undefined && { description }), default: values[index] };
}

function parameterized(draft: Draft, parameters: readonly Parameter[], index: number): Draft {
  if (parameters.length === 0) {
    return draft;
  }
  const { sections } = draft.stack;
  const replaced = withValues(
    sections,
    parameters.flatMap(({ places }) => places),
  );
  const declared = parameters.map((parameter) => [parameter.name, declaration(parameter, index)]);
  const variable = { ...objectOf(sections.variable), ...Object.fromEntries(declared) };
  return moved(draft, { ...objectOf(replaced), variable }, new Map());
}
