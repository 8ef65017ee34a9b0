import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { terraformBinary } from "../../providers/terraform-binary";
import type { Provenance } from "../../report/reviewed-stack";
import { type Inline, type Run, runs, someCodes } from "../../shared/document";
import { git, gitWithoutPrograms } from "../../shared/process";
import { ownVersion } from "../../shared/refusal";
import type { PlannedPair } from "./compared-plans";
import { OMITTED, type ReportOptions } from "./options";

type Planned = Pick<PlannedPair, "providers" | "reviewed">;

/** What a command line says in words. */
type Stated = Partial<Pick<ReportOptions, "source" | "target" | "date">>;

interface Asked extends Stated {
  readonly input: string;
  readonly existing?: string;
  readonly mocks?: string;
  readonly binary?: string;
}

/** The header of a report on a plan that is there: what it is of is known only from where it lies. */
export function provenanceOfPlan(file: string | undefined, stated: Stated, engine: string | undefined): Provenance {
  const found = { source: file === undefined ? undefined : sourceOf(file), target: undefined };
  return { ...headerOf(stated, found), engine, providers: [], madeUp: "nothing" };
}

/** What the header of a report tells: from the options, from git and from the clock. */
export function provenanceOf(asked: Asked, planned: readonly Planned[]): Provenance {
  const { product, version } = terraformBinary(asked.binary);
  // What is new is compared with nothing, whatever that is called.
  const stated = asked.existing === undefined ? { ...asked, target: OMITTED } : asked;
  return {
    ...headerOf(stated, { source: sourceOf(asked.input), target: targetOf(asked) }),
    engine: `${product} ${version}`,
    providers: [...new Set(planned.flatMap(({ providers }) => providers))].sort(),
    madeUp: madeUpIn(planned, asked.mocks),
  };
}

/** What is given in words, or else what is found. */
function headerOf(stated: Stated, found: Pick<Provenance, "source" | "target">) {
  const told = (given: string | undefined, other: Inline | undefined) =>
    given === OMITTED ? undefined : (given ?? other);
  const date = stated.date ?? now();
  return {
    source: told(stated.source, found.source),
    target: told(stated.target, found.target),
    date: date === OMITTED ? undefined : date,
    tool: ownVersion(),
  };
}

function sourceOf(path: string): readonly Run[] | undefined {
  const checkout = checkoutOf(path);
  if (checkout === undefined) {
    return undefined;
  }
  const { commit, branch, isChanged } = checkout;
  return [
    "commit ",
    { code: short(commit) },
    ...(branch === undefined ? [] : [" of branch ", { code: branch }]),
    ...(isChanged ? [", with uncommitted changes"] : []),
  ];
}

/** An earlier version in a folder has a commit of its own only in another checkout. */
function targetOf({ input, existing }: Asked): readonly Run[] | undefined {
  if (existing === undefined) {
    return undefined;
  }
  const checkout = checkoutOf(existing);
  return checkout === undefined || checkout.top === checkoutOf(input)?.top
    ? ["the folder ", { code: existing }]
    : runs(sourceOf(existing) ?? existing);
}

function short(commit: string): string {
  return commit.slice(0, 10);
}

/** The clock to the minute; what builds that are to be the same in every run set wins. */
function now({ SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv = process.env): string {
  const time = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return `${time.toISOString().slice(0, 16)}:00Z`;
}

function madeUpIn(planned: readonly Planned[], mocks: string | undefined): readonly Run[] {
  const read = planned.flatMap(({ reviewed }) =>
    reviewed.stack.blocks.filter(({ kind }) => kind === "data").map(({ address }) => address),
  );
  const sources = [...new Set(read)].sort();
  const parts: (readonly Run[])[] = [
    ...(sources.length === 0
      ? []
      : [
          [
            sources.length === 1 ? "the answer of " : `the answers of ${sources.length} data sources: `,
            ...someCodes(sources),
          ],
        ]),
    ...(planned.some(({ reviewed }) => reviewed.isUpdate)
      ? [["what the cloud chose for existing resources, such as ids"]]
      : []),
    ...(mocks === undefined ? [] : [["except for what ", { code: mocks }, " answers"]]),
  ];
  return parts.length === 0 ? ["nothing"] : parts.flatMap((part, index) => [...(index > 0 ? ["; "] : []), ...part]);
}

/** What git says of the checkout that a path is in. */
interface Checkout {
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
