import { existsSync, mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { terraformBinary } from "../../providers/terraform-binary";
import type { Provenance } from "../../report/reviewed-stack";
import { type Inline, type Run, runs, someCodes } from "../../shared/document";
import { jsonObjectIn, readSources, readStackFile, type Sources, STACK_FILE } from "../../shared/files";
import { type GitResult, git, gitWithoutPrograms, runProcess } from "../../shared/process";
import { onDisk, ownVersion, Refusal } from "../../shared/refusal";
import { beginStep, inTemporaryFolder, type Remainder, withRemainder } from "../../shared/remainders";
import { objectOf, quoted, textOf } from "../../stack/json";
import { outputFolder, stacksAt } from "../input";
import type { PlannedPair } from "./compared-plans";
import { OMITTED, type ReportOptions } from "./options";

/** Where a command line says that the earlier version is. */
export interface EarlierVersion {
  /** The folder of the later one's stack, its JSON file, or `cdktf.out`. */
  readonly input: string;
  /** The same for the earlier one, or `git:` and a commit. */
  readonly existing?: string;
  /** Whether one that is not committed may be synthesized. */
  readonly synthesize: boolean;
}

/** Reads the earlier version. @throws Refusal where there is none */
export function readExisting({ input, existing, synthesize }: EarlierVersion): Sources | undefined {
  if (!existing?.startsWith("git:")) {
    return existing === undefined ? undefined : readInput(stacksAt(existing));
  }
  const commit = commitFor(input, existing.slice("git:".length));
  const files = committedFiles(commit, [STACK_FILE, "manifest.json"]);
  if (files.some((file) => file.endsWith(".json") && !file.endsWith("manifest.json"))) {
    return inTemporaryFolder("existing", (folder) => readCommitted(commit, files, folder));
  }
  if (!synthesize) {
    throw new Refusal(
      `the commit ${quoted(commit.name)} contains no ${quoted(commit.path)}; add --synthesize to run the app of that ` +
        "commit, or give --existing a folder that was synthesized from it.",
    );
  }
  beginStep(`synthesizing ${commit.name}`);
  // Outside of the checkout, so that no tool of it sees what is in there.
  return inTemporaryFolder("existing", (folder) => {
    const checkout = join(folder, "checkout");
    return withPaths(synthesizedAt(commit, checkout), checkout, commit);
  });
}

function readCommitted(commit: Commit, files: readonly string[], folder: string): Sources {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), committedText(commit, file));
  }
  return withPaths(readInput(join(folder, commit.path)), folder, commit);
}

/** Messages and reports name the files as they are in the checkout. */
function withPaths({ isApp, sources }: Sources, folder: string, { top }: Commit): Sources {
  return {
    isApp,
    sources: sources.map((source) => ({ ...source, file: join(top, source.file.slice(folder.length)) })),
  };
}

/** Reads the stack in a folder or a file, or every stack of a `cdktf.out`. @throws Refusal where it is none of these */
export function readInput(input: string): Sources {
  const path = resolve(input);
  if (!onDisk(path, () => statSync(path)).isFile()) {
    return readSources(path);
  }
  const folder = dirname(path);
  return basename(path) === STACK_FILE ? readSources(folder) : { isApp: false, sources: [readStackFile(folder, path)] };
}

/** Synthesizes a commit in a work tree, which is gone afterwards. @param folder does not exist yet */
function synthesizedAt(commit: Commit, folder: string): Sources {
  return withRemainder(
    (): Remainder => ({ kind: "work tree", path: folder, top: commit.top }),
    () => {
      addWorkTree(commit, folder);
      const project = projectFolder(commit);
      linkPackages(commit.top, project, folder);
      runApp(join(folder, project), commit);
      return readSynthesized(commit, project, folder);
    },
  );
}

/** The nearest folder above the path that has a cdktf.json, from the top of the checkout. */
function projectFolder({ top, path }: Commit): string {
  const project = foldersAbove(path).find((folder) => existsSync(join(top, folder, "cdktf.json")));
  if (project === undefined) {
    throw new Refusal(
      `no folder above ${quoted(path)} has a cdktf.json; give --existing a folder that was synthesized.`,
    );
  }
  return project;
}

/** The nearest first, the top last. */
function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === "." ? ["."] : [parent, ...foldersAbove(parent)];
}

/** The packages of the project, and of the workspaces that it belongs to. */
function linkPackages(top: string, project: string, folder: string): void {
  for (const path of [project, ...(project === "." ? [] : foldersAbove(project))]) {
    const [packages, link] = [join(top, path, "node_modules"), join(folder, path, "node_modules")];
    if (existsSync(packages) && existsSync(join(folder, path)) && !existsSync(link)) {
      symlinkSync(packages, link, "junction");
    }
  }
}

function runApp(project: string, { name }: Commit): void {
  const file = join(project, "cdktf.json");
  const settings = jsonObjectIn(file);
  const app = textOf(settings.app);
  if (app === "") {
    throw new Refusal(`cdktf.json of the commit ${quoted(name)} has no app; give --existing a folder instead.`);
  }
  const { status, stderr, stdout, signal } = runProcess({
    command: app,
    args: [],
    cwd: project,
    shell: true,
    // As cdktf itself runs an app: it is the user's, and may need whatever they have set.
    env: {
      ...process.env,
      CDKTF_OUTDIR: outputFolder(project, settings),
      CDKTF_CONTEXT_JSON: JSON.stringify(objectOf(settings.context)),
    },
  });
  if (status !== 0) {
    const output = `${stdout}${stderr}`.trim().split("\n").slice(-12).join("\n");
    throw new Refusal(
      `\`${app}\` failed for the commit ${quoted(name)} (${signal ?? `exit code ${status}`}); if it needs other packages than ` +
        `this checkout has, synthesize it elsewhere and give --existing that folder.\n${output}`,
    );
  }
}

/** A stack that the commit does not have is new. */
function readSynthesized({ name, path }: Commit, project: string, folder: string): Sources {
  const root = join(folder, project);
  const output = outputFolder(root, jsonObjectIn(join(root, "cdktf.json")));
  if (!existsSync(join(output, "manifest.json"))) {
    throw new Refusal(
      `the app of the commit ${quoted(name)} wrote nothing to its output folder; check its cdktf.json.`,
    );
  }
  return existsSync(join(folder, path)) ? readInput(join(folder, path)) : { isApp: false, sources: [] };
}

/** A commit of the repository that contains a path. */
interface Commit {
  /** As the user named it. */
  readonly name: string;
  readonly hash: string;
  /** The top folder of the checkout. */
  readonly top: string;
  /** From the top folder to the path, with slashes. */
  readonly path: string;
}

/** Finds a commit by its name. @throws Refusal if the path is in no repository, or if the commit is not in it */
function commitFor(path: string, name: string): Commit {
  const real = onDisk(path, () => realpathSync(path));
  const inside = started(git(dirname(real), "rev-parse", "--show-toplevel"));
  if (!inside.isSuccess) {
    throw new Refusal(
      `${quoted(path)} is not in a git repository (${inside.reason}); give --existing a folder instead.`,
    );
  }
  const top = realpathSync(inside.stdout.trim());
  const found = started(git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`));
  if (!found.isSuccess) {
    throw new Refusal(
      `the repository has no commit ${quoted(name)}; fetch it first, for example with \`git fetch origin main\`, or with ` +
        "`fetch-depth: 0` in the checkout of a pipeline.",
    );
  }
  return { name, hash: found.stdout.trim(), top, path: relative(top, real).split(sep).join("/") };
}

/** The paths below the commit's path that end in one of some names. Empty if nothing is committed there. */
function committedFiles({ top, hash, path }: Commit, names: readonly string[]): string[] {
  const { stdout } = succeed(git, top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", hash, "--", path);
  return stdout.split("\0").filter((file) => file === path || names.includes(file.split("/").at(-1) ?? ""));
}

function committedText({ top, hash }: Commit, file: string): string {
  return succeed(git, top, "cat-file", "blob", `${hash}:${file}`).stdout;
}

/** Checks the commit out into a new folder, and runs no program that the repository names: an unpacked archive may bring one. */
function addWorkTree({ top, hash }: Commit, folder: string): void {
  const hooks = `core.hooksPath=${join(folder, "none")}`;
  const args = ["-c", hooks, "worktree", "add", "--detach", folder, hash];
  succeed(gitWithoutPrograms, top, ...args);
}

function succeed(run: typeof git, folder: string, ...args: readonly string[]): GitResult {
  const result = run(folder, ...args);
  if (!started(result).isSuccess) {
    throw new Refusal(`\`git ${args.join(" ")}\` failed in ${quoted(folder)}: ${result.reason}.`);
  }
  return result;
}

function started(result: GitResult): GitResult {
  if (result.fault !== undefined) {
    throw new Refusal(`git cannot be run (${result.fault}); install it, or give --existing a folder.`);
  }
  return result;
}

type Planned = Pick<PlannedPair, "providers" | "reviewed">;

/** What a command line says in words. */
type Stated = Partial<Pick<ReportOptions, "source" | "target" | "date">>;

interface Asked extends Omit<EarlierVersion, "synthesize">, Stated {
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
  if (existing.startsWith("git:")) {
    const { name, hash } = commitFor(input, existing.slice("git:".length));
    return ["commit ", { code: short(hash) }, ...(hash.startsWith(name) ? [] : [", ", { code: name }])];
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
