import { TerraformVariable } from "cdktf";
import { checkRepositories, repositoryCondition } from "../../../../../src/constructs/registry/private/repositories";
import { emptyStack } from "../../../../support/stack";

/** Azure's own example, up to the names: its data actions fail unless one of the comparisons holds. */
function documented(...comparisons: string[]): string {
  return (
    "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND " +
    "!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR " +
    `(${comparisons.map((comparison) => `@Request[Microsoft.ContainerRegistry/registries/repositories:name] ${comparison}`).join(" OR ")}))`
  );
}

describe("the condition", () => {
  test("names one repository as Azure's documentation does", () => {
    expect(repositoryCondition(["hello-world"])).toBe(
      "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND " +
        "!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR " +
        "(@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase 'hello-world'))",
    );
  });

  test("opens all below one with the slash, so that `team` does not open `team-secret`", () => {
    expect(repositoryCondition(["backend/*"])).toBe(documented("StringStartsWithIgnoreCase 'backend/'"));
  });

  test("holds for any of several, in one order, since another condition would replace the role assignment", () => {
    expect(repositoryCondition(["team/b", "team/a/*", "a"])).toBe(
      documented("StringEqualsIgnoreCase 'a'", "StringStartsWithIgnoreCase 'team/a/'", "StringEqualsIgnoreCase 'team/b'"),
    );
    expect(repositoryCondition(["a", "team/b", "team/a/*"])).toBe(repositoryCondition(["team/b", "team/a/*", "a"]));
  });

  test.each([[["*"]], [["team/app", "*"]]])("is none for %j", (repositories) => {
    expect(repositoryCondition(repositories)).toBeUndefined();
  });
});

describe("the list", () => {
  test.each([[["app"]], [["team/app", "team/*"]], [["*", "app"]], [["a/b/c/d", "a.b/c_d/e-f"]]])("may be %j", (repositories) => {
    expect(() => checkRepositories(emptyStack(), repositories)).not.toThrow();
  });

  test("fails without a name", () => {
    expect(() => checkRepositories(emptyStack(), [])).toThrow(
      new Error("[stack] repositories must name at least one repository; give names such as team/app or team/*."),
    );
  });

  test("fails for a name that comes twice, wherever it stands", () => {
    expect(() => checkRepositories(emptyStack(), ["a", "b/*", "c", "b/*"])).toThrow(
      new Error("[stack] repositories must name each repository once, got 'b/*'; remove the second one."),
    );
  });

  test.each(["contoso.azurecr.io/app:1", "team*", "*/app", "a' OR 'b", "Team/App"])(
    "fails for '%s', also as the last one",
    (wrong) => {
      expect(() => checkRepositories(emptyStack(), ["app", wrong])).toThrow(
        new Error(
          "[stack] repositories must be repositories (lower-case letters, digits, '.', '_', '-' and '/'), or all below one, as in " +
            `team/*, or *, got '${wrong}'; give names without the login server and without a tag; an asterisk stands only at the end, ` +
            "after a slash.",
        ),
      );
    },
  );
});

test.each(["contoso.azurecr.io/team/app", "contoso.azurecr.us/team/*"])(
  "fails for the login server in %j, which no repository is",
  (name) => {
    expect(() => checkRepositories(emptyStack(), [name])).toThrow(
      new Error(`[stack] repositories must be named without the login server, got '${name}'; write '${name.slice(19)}'.`),
    );
  },
);

test("fails for repositories that only the plan knows, in words without a token", () => {
  const stack = emptyStack();
  const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  const names = new TerraformVariable(stack, "names", { type: "list(string)" }).listValue;
  for (const repositories of [[name], [`team/${name}`], names]) {
    expect(() => checkRepositories(stack, repositories)).toThrow(
      "[stack] repositories must be known at synth, since they decide the form of the permission; write them in the code, or pass them as context.",
    );
  }
});
