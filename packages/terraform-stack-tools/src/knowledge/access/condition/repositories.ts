import { matches } from "../actions";
import { type Condition, parseCondition } from "./parse";

/**
 * Names of repositories and patterns of them, in which an asterisk stands for any text; `*` alone is all of them. Empty
 * for none.
 */
export type Repositories = readonly string[];

const ALL: Repositories = ["*"];
const NONE: Repositories = [];
const NAME = "[microsoft.containerregistry/registries/repositories:name]";

/**
 * The repositories in which a condition allows an action; undefined if it depends on anything else.
 * Azure, "Azure attribute-based access control (Azure ABAC) repository permissions in Azure Container Registry".
 */
export function repositoriesAllowed(condition: string, action: string): Repositories | undefined {
  if (last.text !== condition) {
    last.parsed = parseCondition(condition);
    last.text = condition;
  }
  return last.parsed && evaluated(last.parsed, action);
}

/** One condition is asked of each action in turn. */
const last: { text?: string; parsed?: Condition } = {};

function evaluated(condition: Condition, action: string): Repositories | undefined {
  switch (condition.kind) {
    case "action":
      return matches(condition.pattern, action) ? ALL : NONE;
    case "comparison":
      return compared(condition);
    case "not":
      return complement(evaluated(condition.operand, action));
    case "or":
      return union(condition.operands.map((operand) => evaluated(operand, action)));
    case "and":
      return intersection(condition.operands.map((operand) => evaluated(operand, action)));
    default:
      return undefined;
  }
}

function compared({ attribute, operator, values }: Condition & { kind: "comparison" }): Repositories | undefined {
  const [source, name] = [attribute.slice(0, attribute.indexOf("[")), attribute.slice(attribute.indexOf("["))];
  if (name.toLowerCase() !== NAME || !["@request", "@resource"].includes(source.toLowerCase())) {
    return undefined;
  }
  // A value that is an attribute itself is known only when a request is made.
  if (values.some((value) => value.startsWith("@"))) {
    return undefined;
  }
  // Names of repositories are lowercase, so that it does not matter whether a comparison ignores case.
  switch (
    operator
      .replace(/^ForAnyOf(Any|All)Values:/i, "")
      .replace(/IgnoreCase$/i, "")
      .toLowerCase()
  ) {
    case "stringequals":
      return literal(values);
    case "stringstartswith":
      return literal(values)?.map((prefix) => `${prefix}*`);
    case "stringlike":
      return values.some((value) => value.includes("?")) ? undefined : values;
    default:
      return undefined;
  }
}

/** A name that holds an asterisk would be taken for a pattern. No repository has such a name. */
function literal(values: readonly string[]): readonly string[] | undefined {
  return values.some((value) => value.includes("*")) ? undefined : values;
}

function complement(repositories: Repositories | undefined): Repositories | undefined {
  if (repositories === undefined || (repositories.length > 0 && !isAll(repositories))) {
    return undefined;
  }
  return isAll(repositories) ? NONE : ALL;
}

/** All of them, if one operand is all, whatever the others are. */
function union(operands: readonly (Repositories | undefined)[]): Repositories | undefined {
  const known = operands.filter((operand) => operand !== undefined);
  if (known.some(isAll)) {
    return ALL;
  }
  return known.length === operands.length ? [...new Set(known.flat())].sort() : undefined;
}

/** None, if one operand is none, whatever the others are. */
function intersection(operands: readonly (Repositories | undefined)[]): Repositories | undefined {
  const known = operands.filter((operand) => operand !== undefined);
  if (known.some((operand) => operand.length === 0)) {
    return NONE;
  }
  if (known.length < operands.length) {
    return undefined;
  }
  return known.reduce<Repositories | undefined>((left, right) => left && common(left, right), ALL);
}

/** What is in both: each pattern of one that lies within a pattern of the other. Only prefixes cannot overlap in part. */
function common(left: Repositories, right: Repositories): Repositories | undefined {
  if (isAll(left) || isAll(right)) {
    return isAll(left) ? right : left;
  }
  if ([...left, ...right].some((pattern) => pattern.slice(0, -1).includes("*"))) {
    return undefined;
  }
  const within = (one: Repositories, others: Repositories) =>
    one.filter((pattern) => others.some((other) => matches(other, pattern)));
  return [...new Set([...within(left, right), ...within(right, left)])].sort();
}

function isAll(repositories: Repositories): boolean {
  return repositories.includes("*");
}
