/** The permissions of a role. */
interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const REPOSITORIES = `${REGISTRIES}/repositories`;

/** What a registry asks for, by its mode. The page "Azure Container Registry Entra permissions and role assignments overview". */
export const REQUESTS = {
  LegacyRegistryPermissions: {
    pull: `${REGISTRIES}/pull/read`,
    push: `${REGISTRIES}/push/write`,
    delete: `${REGISTRIES}/artifacts/delete`,
  },
  AbacRepositoryPermissions: {
    pull: `${REPOSITORIES}/content/read`,
    push: `${REPOSITORIES}/content/write`,
    delete: `${REPOSITORIES}/content/delete`,
  },
};

type Mode = keyof typeof REQUESTS;

/** A registry in ABAC mode asks for data actions, one in RBAC mode for actions. */
export function isPermitted(
  { actions = [], notActions = [], dataActions = [] }: Permissions,
  mode: Mode,
  request: string,
): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => isLike(request, pattern));
  return mode === "AbacRepositoryPermissions" ? isIn(dataActions) : isIn(actions) && !isIn(notActions);
}

export type Right = "pull" | "push" | "delete";

export const RIGHTS: readonly Right[] = ["pull", "push", "delete"];

/** A registry that exists. */
export interface Registry {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
}

export const VERBS: Readonly<Record<Right, string>> = { pull: "content/read", push: "content/write", delete: "content/delete" };

/** Whether a text matches a pattern, in which an asterisk stands for any text. */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(text);
}

const ACTION = /ActionMatches\{'([^']*)'\}/g;
const NAME = /@Request\[Microsoft\.ContainerRegistry\/registries\/repositories:name\]\s+([:\w]+)\s+(\{[^}]*\}|'[^']*')/g;

const OPERATORS: Readonly<Record<string, (name: string, value: string) => boolean>> = {
  StringEquals: (name, value) => name === value,
  StringEqualsIgnoreCase: (name, value) => name.toLowerCase() === value.toLowerCase(),
  StringStartsWithIgnoreCase: (name, value) => name.toLowerCase().startsWith(value.toLowerCase()),
  StringStartsWith: (name, value) => name.startsWith(value),
  StringLike: isLike,
};

/**
 * What a condition answers to one request: its tests are replaced by their results, and those by what they amount to. The
 * page "Azure role assignment condition format and syntax".
 */
export function isMet(condition: string, action: string, repository: string): boolean {
  let text = condition
    .replace(ACTION, (_test, pattern) => String(isLike(action, pattern)))
    .replace(NAME, (_test, operator, values) => String(isNamed(repository, operator, values)))
    .replace(/\bAND\b/g, "&&")
    .replace(/\bOR\b/g, "||");
  while (text.includes("(")) {
    const before = text;
    text = text.replace(/\(([^()]*)\)/g, (_group, inner) => String(isTrue(inner)));
    if (text === before) {
      throw new Error(`the condition cannot be evaluated: ${condition}`);
    }
  }
  return isTrue(text);
}

function isNamed(repository: string, operator: string, values: string): boolean {
  const compare = OPERATORS[operator.replace("ForAnyOfAnyValues:", "")];
  return [...values.matchAll(/'([^']*)'/g)].some(([, value]) => compare(repository, value));
}

/** An expression without brackets. */
function isTrue(text: string): boolean {
  return text.split("||").some((part) => part.split("&&").every(isTermTrue));
}

function isTermTrue(term: string): boolean {
  const [, negations, result] = /^\s*((?:!\s*)*)(true|false)\s*$/.exec(term) ?? [];
  if (result === undefined) {
    throw new Error(`'${term}' is no result of a test`);
  }
  return (result === "true") === (negations.split("!").length % 2 === 1);
}
