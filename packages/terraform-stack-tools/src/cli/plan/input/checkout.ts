import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { git, gitWithoutPrograms } from "../../../shared/git";

/** What git says of the checkout that a path is in. */
export interface Checkout {
  readonly top: string;
  readonly commit: string;
  readonly branch?: string;
  /** Whether files differ from the commit. */
  readonly isChanged: boolean;
}

/** Undefined where a path is in no checkout, where there is no commit, and where git cannot tell. */
export function checkoutOf(path: string, variables: NodeJS.ProcessEnv = process.env): Checkout | undefined {
  const folder = folderOf(path);
  const top = folder === undefined ? undefined : lineOf(folder, "rev-parse", "--show-toplevel");
  if (top === undefined) {
    return undefined;
  }
  const commit = sourceCommit(top, variables) ?? lineOf(top, "rev-parse", "--verify", "--quiet", "HEAD");
  const branch = lineOf(top, "symbolic-ref", "--quiet", "--short", "HEAD") ?? branchIn(variables);
  const status = gitWithoutPrograms(top, "status", "--porcelain", "--untracked-files=no");
  const isChanged = status.isSuccess && status.stdout.trim() !== "";
  return commit === undefined ? undefined : { top, commit, isChanged, ...(branch === undefined ? {} : { branch }) };
}

function folderOf(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return undefined;
  }
}

function lineOf(folder: string, ...args: readonly string[]): string | undefined {
  const { isSuccess, stdout } = git(folder, ...args);
  return isSuccess && stdout.trim() !== "" ? stdout.trim() : undefined;
}

/**
 * Pipelines check out the merge of a pull request into its target, a commit that nobody has seen. Its second parent is what
 * is reviewed. Other pipelines name that one.
 */
function sourceCommit(top: string, variables: NodeJS.ProcessEnv): string | undefined {
  const named = variables.SYSTEM_PULLREQUEST_SOURCECOMMITID || variables.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA;
  return named || (variables.GITHUB_HEAD_REF ? lineOf(top, "rev-parse", "--verify", "--quiet", "HEAD^2") : undefined);
}

/** The branch of a pipeline's run, which checks out a commit: of GitHub, GitLab and Azure Pipelines. */
function branchIn(variables: NodeJS.ProcessEnv): string | undefined {
  const name =
    variables.GITHUB_HEAD_REF ||
    variables.GITHUB_REF_NAME ||
    variables.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME ||
    variables.CI_COMMIT_REF_NAME ||
    variables.SYSTEM_PULLREQUEST_SOURCEBRANCH ||
    variables.BUILD_SOURCEBRANCH;
  return name ? name.replace(/^refs\/heads\//, "") : undefined;
}
