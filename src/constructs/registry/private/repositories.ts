import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { fail } from "../../private/fail";
import { check, RULES } from "../../private/rules";

/** Refuses what no registry takes as a list of repositories: names, or prefixes that end in a slash and an asterisk. */
export function checkRepositories(scope: IConstruct, repositories: string[]): void {
  if (!repositories?.length) {
    fail(scope, {
      property: "repositories",
      must: "name at least one repository",
      repair: "give names such as team/app or team/*",
    });
  }
  repositories.forEach((repository, index) => {
    if (Token.isUnresolved(repository) || Token.isUnresolved([repository])) {
      fail(scope, {
        property: "repositories",
        must: "be known at synth, since they decide the form of the permission",
        repair: "write them in the code, or pass them as context",
      });
    }
    check(scope, "repositories", repository, RULES.repository);
    if (/^[^/]+[.]azurecr[.](io|us|cn)\//.test(repository)) {
      fail(scope, {
        property: "repositories",
        must: "be named without the login server",
        got: repository,
        repair: `write '${repository.slice(repository.indexOf("/") + 1)}'`,
      });
    }
    if (repositories.indexOf(repository) !== index) {
      fail(scope, {
        property: "repositories",
        must: "name each repository once",
        got: repository,
        repair: "remove the second one",
      });
    }
  });
}

/**
 * The condition of a role assignment on a registry in ABAC mode: its data actions are allowed in these repositories only. Azure,
 * "Microsoft Entra attribute-based access control (ABAC) for repository permissions".
 */
export function repositoryCondition(repositories: string[]): string | undefined {
  if (repositories.includes("*")) {
    return undefined;
  }
  const actions = ["content/read", "metadata/read"].map((action) => `!(ActionMatches{'${REPOSITORIES}/${action}'})`);
  // In one order, since another spelling of the condition would replace the assignment.
  const names = [...repositories].sort().map((repository) => `@Request[${REPOSITORIES}:name] ${comparison(repository)}`);
  return `((${actions.join(" AND ")}) OR (${names.join(" OR ")}))`;
}

/** Azure, "FAQ for Azure role assignment conditions". */
export const LONGEST_CONDITION = 8_192;

const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";

/** A prefix keeps its slash: without it, `team` would also open `team-secret`. */
function comparison(repository: string): string {
  return repository.endsWith("*")
    ? `StringStartsWithIgnoreCase '${repository.slice(0, -1)}'`
    : `StringEqualsIgnoreCase '${repository}'`;
}
