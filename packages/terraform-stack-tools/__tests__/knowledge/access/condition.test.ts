import { repositoriesAllowed } from "../../../src/knowledge/access/condition";
import { matches } from "../../../src/knowledge/access/roles";

const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";
const READ = `${REPOSITORIES}/content/read`;
const WRITE = `${REPOSITORIES}/content/write`;
const NAME = `@Request[${REPOSITORIES}:name]`;

test.each([
  ["a name", `${NAME} StringEquals 'shop/web'`, ["shop/web"]],
  ["a prefix", `${NAME} StringStartsWithIgnoreCase 'shop/'`, ["shop/*"]],
  ["a pattern", `${NAME} StringLike 'shop/*/web'`, ["shop/*/web"]],
  ["several values", `${NAME} ForAnyOfAnyValues:StringEquals {'a', 'b'}`, ["a", "b"]],
  ["an action that is another one", `!(ActionMatches{'${WRITE}'})`, ["*"]],
  ["an action by a wildcard", `!(ActionMatches{'${REPOSITORIES}/*/read'})`, []],
  [
    "the form that the portal writes",
    `((!(ActionMatches{'${READ}'}) AND !(ActionMatches{'${WRITE}'})) OR (${NAME} StringEqualsIgnoreCase 'a'))`,
    ["a"],
  ],
  [
    "symbols instead of words",
    `(!(ActionMatches{'${READ}'}) || ${NAME} StringEquals 'a') && ${NAME} StringStartsWith 'a'`,
    ["a"],
  ],
  ["names in both parts", `${NAME} StringStartsWith 'shop/' AND ${NAME} StringEquals 'shop/web'`, ["shop/web"]],
  ["a pattern beside an action", `${NAME} StringLike 'shop/*/web' AND !(ActionMatches{'${WRITE}'})`, ["shop/*/web"]],
  ["names that exclude each other", `${NAME} StringEquals 'a' AND ${NAME} StringEquals 'b'`, []],
])("%s is understood", (_form, condition, expected) => {
  expect(repositoriesAllowed(condition, READ)).toEqual(expected);
});

test.each([
  ["another attribute", "@Request[Microsoft.Storage/accounts:name] StringEquals 'a'"],
  ["the name as another attribute", `${NAME} StringEquals @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team]`],
  ["a negation of names", `!(${NAME} StringEquals 'a')`],
  ["an operator that is none of names", `${NAME} StringNotEquals 'a'`],
  ["a single wildcard letter", `${NAME} StringLike 'a?'`],
  ["patterns that overlap in part", `${NAME} StringLike '*b' AND ${NAME} StringStartsWith 'a'`],
  ["text that is no condition", "repositories = a"],
  ["a bracket too many", `(${NAME} StringEquals 'a'))`],
  ["a bracket too few", `((${NAME} StringEquals 'a')`],
  ["nothing after AND", `${NAME} StringEquals 'a' AND`],
  ["nothing at all", ""],
])("%s is not evaluated, rather than guessed", (_form, condition) => {
  expect(repositoriesAllowed(condition, READ)).toBeUndefined();
});

test("what depends on something unknown is known where the rest decides it", () => {
  const unknown = "@Environment[isPrivateLink] BoolEquals true";
  expect(repositoriesAllowed(`!(ActionMatches{'${WRITE}'}) OR ${unknown}`, READ)).toEqual(["*"]);
  expect(repositoriesAllowed(`ActionMatches{'${WRITE}'} AND ${unknown}`, READ)).toEqual([]);
});

/** A condition, with what Azure's documentation says that it means for one request. */
interface Made {
  readonly text: string;
  readonly allows: (action: string, repository: string) => boolean;
}

const NAMES = ["a", "a/b", "ab", "shop/web", "shop"];
const SINGLE: readonly Made[] = [
  ...[READ, WRITE].map((action): Made => ({ text: `ActionMatches{'${action}'}`, allows: (asked) => asked === action })),
  ...NAMES.map((name): Made => ({ text: `${NAME} StringEquals '${name}'`, allows: (_asked, one) => one === name })),
  ...NAMES.map((name): Made => ({ text: `${NAME} StringStartsWith '${name}'`, allows: (_asked, one) => one.startsWith(name) })),
];
const negated = ({ text, allows }: Made): Made => ({ text: `!(${text})`, allows: (...request) => !allows(...request) });
const joined = (left: Made, right: Made): Made[] => [
  { text: `(${left.text} AND ${right.text})`, allows: (...request) => left.allows(...request) && right.allows(...request) },
  { text: `(${left.text} OR ${right.text})`, allows: (...request) => left.allows(...request) || right.allows(...request) },
];
const pairs = (all: readonly Made[], others: readonly Made[]) =>
  all.flatMap((one) => others.flatMap((other) => joined(one, other)));

test("what is evaluated is what a request for each repository would be answered", () => {
  const two = pairs([...SINGLE, ...SINGLE.map(negated)], SINGLE);
  const evaluated = [...two, ...two.map(negated), ...pairs(two.slice(0, 200), SINGLE)].flatMap(({ text, allows }) =>
    [READ, WRITE].flatMap((action) => {
      const repositories = repositoriesAllowed(text, action);
      return repositories === undefined ? [] : [{ text, action, allows, repositories }];
    }),
  );
  expect(evaluated.length).toBeGreaterThan(3_000);
  const wrong = evaluated.flatMap(({ text, action, allows, repositories }) =>
    [...NAMES, "other", "a/bc", "shop/web/x"]
      .filter((name) => allows(action, name) !== repositories.some((pattern) => matches(pattern, name)))
      .map((name) => `${text}: ${action} in ${name}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ["*", "anything", true],
  ["Microsoft.ContainerRegistry/*/read", "microsoft.containerregistry/registries/pull/read", true],
  ["Microsoft.ContainerRegistry/registries/pull/read", "Microsoft.ContainerRegistry/registries/pull/readers", false],
  ["a*a", "a", false],
  ["a*bc*cd", "abcd", false],
  ["a*b*d", "abcd", true],
  ["a*c*b*d", "abcd", false],
  ["a**d", "ad", true],
])("%s and %s: %s", (pattern, action, expected) => {
  expect(matches(pattern, action)).toBe(expected);
});
