import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { checkText } from "../../private/check-text";
import { fail } from "../../private/fail";
import { RULES } from "../../private/text-rules";

/** Throws for anything but a list of repository names and of prefixes that end in a slash and an asterisk. */
export function checkRepositories(scope: IConstruct, repositories: string[], property = "repositories"): void {
  if (repositories.length === 0) {
    fail(scope, { property, must: "contain at least one repository", repair: "use names such as team/app or team/*" });
  }
  repositories.forEach((repository, index) => {
    if (Token.isUnresolved(repository) || Token.isUnresolved([repository])) {
      fail(scope, {
        property,
        must: "be known at synth, since they determine the form of the permission",
        repair: "write them in the code, or pass them as context",
        see: "known-at-synth",
      });
    }
    checkText(scope, property, repository, RULES.repository);
    if (/^[^/]+[.]azurecr[.](io|us|cn)\//.test(repository)) {
      fail(scope, {
        property,
        must: "not include the login server",
        got: repository,
        repair: `write '${repository.slice(repository.indexOf("/") + 1)}'`,
      });
    }
    if (repositories.indexOf(repository) !== index) {
      fail(scope, {
        property,
        must: "not contain a repository twice",
        got: repository,
        repair: "remove the duplicate",
      });
    }
  });
}

const REPOSITORIES = "Microsoft.ContainerRegistry/registries/repositories";

/** Azure, "FAQ for Azure role assignment conditions". */
const MAXIMUM_CONDITION_LENGTH = 8_192;

export type Access = "pull" | "push";

/** The data actions of the role of ABAC mode, all of which a condition names (Azure, "Azure built-in roles", as of 2026-08-22). */
const ACTIONS: Readonly<Record<Access, readonly string[]>> = {
  pull: ["content/read", "metadata/read"],
  push: ["content/read", "content/write", "metadata/read", "metadata/write"],
};

/**
 * The condition of a role assignment on a registry in ABAC mode: its data actions are allowed in these repositories
 * only. Azure, "Azure attribute-based access control (Azure ABAC) repository permissions in Azure Container Registry".
 */
export function repositoryCondition(scope: IConstruct, repositories: string[], access: Access): string | undefined {
  if (repositories.includes("*")) {
    return undefined;
  }
  const actions = ACTIONS[access].map((action) => `!(ActionMatches{'${REPOSITORIES}/${action}'})`);
  // Sorted, since another spelling of the same condition would replace the assignment.
  const names = [...repositories]
    .sort()
    .map((repository) => `@Request[${REPOSITORIES}:name] ${comparison(repository)}`);
  const condition = `((${actions.join(" AND ")}) OR (${names.join(" OR ")}))`;
  if (condition.length > MAXIMUM_CONDITION_LENGTH) {
    fail(scope, {
      property: "repositories",
      must: `fit into a role assignment condition of ${MAXIMUM_CONDITION_LENGTH} characters`,
      got: `${repositories.length} repositories, ${condition.length} characters`,
      repair: "use a common prefix such as team/*",
    });
  }
  return condition;
}

/** A prefix keeps its slash: without it, `team` would also match `team-secret`. */
function comparison(repository: string): string {
  return repository.endsWith("*")
    ? `StringStartsWithIgnoreCase '${repository.slice(0, -1)}'`
    : `StringEqualsIgnoreCase '${repository}'`;
}
