import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Access, AccessChanges, ChangedAccess } from "../../knowledge/access/access";
import { accessMasks, goneSince, linesIn, ownersById, withKept } from "../../knowledge/access/access-in";
import { accessChanges, joinedGrants, withOpened } from "../../knowledge/access/changes";
import { configurationChanges, notJudgedIn } from "../../knowledge/judgement/judgement";
import type { Opening } from "../../knowledge/network/door";
import { Reachability } from "../../knowledge/network/reachability";
import { changedOutputs, driftOf, type Plan, planOf } from "../../planned/plan";
import { planIn, type ShownPlan, STANDARD_INPUT } from "../../planned/plan-json";
import type { PlannedStack } from "../../planned/planned-stack";
import { callOf, likelyRenames, type Moments, momentsOf } from "../../planned/stacks";
import type { ReviewedPlan, ReviewedStack } from "../../report/model";
import { onDisk, Refusal } from "../../shared/refusal";
import { beginStep } from "../../shared/remainders";
import { compare, type JsonObject, lookUp, quoted } from "../../stack/json";
import { type Block, type Stack, withBlocks } from "../../stack/stack";
import type { Outcome } from "../command";
import type { ReviewCommandOptions } from "../commands/reports";
import { checkOutputs, outcomeOf } from "./outcome";

/** A plan that is read, with what is known of where it comes from. */
export interface ReadPlan extends Pick<ReviewedStack, "name" | "file" | "formerName" | "isFromEngine"> {
  readonly shown: ShownPlan;
  /** The stack that was planned. @default the plan alone tells what it has */
  readonly stack?: Stack;
  /** The earlier version of the stack, and the values that somebody gives to variables. @default nobody has it */
  readonly former?: Stack;
  readonly given?: JsonObject;
  /** Whether it compares with an earlier version. @default the plan tells */
  readonly isUpdate?: boolean;
  /** With their versions. */
  readonly providers: readonly string[];
}

/** All plans together: an access granted in one may be on what another one creates, and a grant that moves is neither gained nor lost. */
export function comparedPlans(read: readonly ReadPlan[]): ReviewedPlan[] {
  const plans = read.map(({ shown }) => shown);
  beginStep("comparing the plans");
  const masks = accessMasks(plans);
  const moments = momentsOf(plans, masks, ownersById);
  const planned = read.map(({ shown, isUpdate }) => planOf(shown, masks, isUpdate));
  const compared = comparedAccess(moments, planned);
  return read.map((one, index): ReviewedPlan => {
    const { name, file, shown, stack, former, given = {}, formerName, isFromEngine, providers } = one;
    const plan = planned[index];
    const own = { agreed: moments.agreed[index], before: moments.before[index], after: moments.after[index] };
    return {
      plan,
      providers,
      after: own.after,
      reviewed: {
        name: String(masks.marked(name)),
        file,
        stack: writtenStack(own.after, stack),
        isUpdate: plan.isUpdate,
        formerName,
        isFromEngine,
        resources: withRenames(plan, own.before, own.after),
        ...compared[index],
        notJudged: notJudgedIn(shown, plan, own),
        checks: plan.checks,
        drift: driftOf(shown, plan, masks),
        notes: shown.notes,
        outputs: changedOutputs(shown, masks),
        configuration: stack === undefined || former === undefined ? [] : configurationChanges(former, stack, given),
      },
    };
  });
}

/** The stack as its configuration has it, with what is in modules: what a plan knows beside that, nobody has written. */
function writtenStack({ stack, instances }: PlannedStack, source: Stack | undefined): Stack {
  const blocks = instances.map(({ block, written = {} }): Block => ({ ...block, body: written }));
  if (source === undefined) {
    return withBlocks(stack, blocks);
  }
  const inModules = blocks.filter(({ address }) => address.startsWith("module."));
  return inModules.length === 0 ? source : withBlocks(source, [...source.blocks, ...inModules]);
}

/** The changes, where what is deleted and created again under another address says so. */
function withRenames({ resources }: Plan, before: PlannedStack, after: PlannedStack): ReviewedStack["resources"] {
  const those = ({ instances }: PlannedStack, action: string) =>
    instances.filter(({ address }) => lookUp(resources, address)?.action === action);
  const renames = likelyRenames(those(before, "delete"), those(after, "create"));
  return Object.fromEntries(
    Object.entries(resources).map(([address, change]) => {
      const likelyRenamedFrom = renames.get(address);
      return [address, likelyRenamedFrom === undefined ? change : { ...change, likelyRenamedFrom }];
    }),
  );
}

/** For each stack. Access is compared across all of them, so that a grant which moves to another one is neither gained nor lost. */
function comparedAccess(
  { agreed, before, after }: Moments,
  plans: readonly Plan[],
): Required<Pick<ReviewedStack, "access" | "opened">>[] {
  const former = new Reachability(before);
  const later = before === after ? former : new Reachability(after);
  const accessAfter = after.map((one) => linesIn([one], after, later));
  const isGone = goneSince(agreed, before);
  const accessBefore = (before === after ? accessAfter : before.map((one) => linesIn([one], before, former))).map(
    (lines) => lines.filter((line) => !isGone(line)),
  );
  const opened = later.openedSince(former);
  const changes = withoutIdle(accessChanges(accessBefore.flat(), accessAfter.flat()), before);
  const access = withOpened(changes, opened);
  const found = agreed === before ? undefined : foundSince(agreed, accessBefore, former);
  const own = after.map((_, index) => only(access, [...accessBefore[index], ...accessAfter[index]]));
  const kept = withKept(own, after, plans, goneSince(agreed, after));
  return after.map((one, index) => ({
    access: kept[index],
    found: found?.access[index],
    opened: [...openedIn(before[index], found?.opened ?? []), ...openedIn(one, opened)],
  }));
}

/** What is made by the plan has the roles of the plan alone, so that nobody gains by acting as what has none. */
function withoutIdle(changes: AccessChanges, before: readonly PlannedStack[]): AccessChanges {
  const existing = new Set(
    before.flatMap(({ stack }, plan) => stack.blocks.flatMap(({ address }) => [address, `${callOf(plan)}${address}`])),
  );
  const isIdle = ({ idle }: ChangedAccess) => idle !== undefined && !idle.some((address) => existing.has(address));
  return { ...changes, gained: changes.gained.filter((line) => !isIdle(line)) };
}

function openedIn({ instances }: PlannedStack, opened: readonly Opening[]): Opening[] {
  return opened.filter(({ address }) => instances.some((one) => one.address === address));
}

/** What was changed outside of the engine. @param found access as it was found, by stack, and @param reachability of the same */
function foundSince(
  states: readonly PlannedStack[],
  found: readonly (readonly Access[])[],
  reachability: Reachability,
): { readonly access: readonly AccessChanges[]; readonly opened: readonly Opening[] } {
  const former = new Reachability(states);
  const agreed = states.map((state) => linesIn([state], states, former));
  const opened = reachability.openedSince(former);
  const changes = withOpened(accessChanges(agreed.flat(), found.flat()), opened);
  return {
    access: found.map((lines, index) => only(changes, [...lines, ...agreed[index]])),
    opened: opened.map((one) => ({ ...one, message: `outside of Terraform, ${one.message}` })),
  };
}

function only(
  { gained, lost, kept, opaque, ineffective, after }: AccessChanges,
  lines: readonly Access[],
): AccessChanges {
  const own = new Set(lines);
  const isOwn = (part: ChangedAccess) => own.has(part.line ?? part);
  return {
    after: joinedGrants(after.filter(isOwn)),
    gained: joinedGrants(gained.filter(isOwn)),
    lost: joinedGrants(lost.filter(isOwn)),
    kept: joinedGrants(kept.filter(isOwn)),
    opaque: joinedGrants(opaque.filter(isOwn)),
    ineffective: ineffective.filter(isOwn),
  };
}

/** Reads the plans, writes the reports, and checks what the command line asks for. */
export function reviewPlans(options: ReviewCommandOptions, onMessage: (line: string) => void): Outcome {
  const files = filesAt(options.inputs);
  checkOutputs(options, files);
  const names = namesOf(files);
  beginStep("reading the plans");
  const read = files.map(planIn);
  const pairs = comparedPlans(
    read.map((plan, index) => ({
      name: names[index],
      file: shownPath(files[index]),
      shown: plan,
      isFromEngine: true,
      providers: [],
    })),
  );
  const engines = new Set(read.map(engineOf));
  const [engine] = engines.size === 1 ? engines : [];
  return outcomeOf(options, pairs, onMessage, () => ({ engine, providers: [] }));
}

/** Such as `Terraform 1.11.4`. */
function engineOf({ engineVersion, resource_changes }: ShownPlan): string | undefined {
  const isOpenTofu = resource_changes.some(({ provider_name }) => provider_name.startsWith("registry.opentofu.org/"));
  return engineVersion && `${isOpenTofu ? "OpenTofu" : "Terraform"} ${engineVersion}`;
}

/** The names of the files, of their folders where these say nothing, or their paths where two have the same. */
function namesOf(files: readonly string[]): string[] {
  const short = files.map(nameOf);
  return files.map((file, index) =>
    short.filter((one) => one === short[index]).length > 1 ? shownPath(file) : short[index],
  );
}

function nameOf(file: string): string {
  const path = file === STANDARD_INPUT ? resolve("plan") : resolve(file);
  const own = basename(path)
    .replace(/\.json$/, "")
    .replace(/\.(tf)?plan$/, "");
  return (SAYING_NOTHING.test(own) ? basename(dirname(path)) : own) || own || "plan";
}

const SAYING_NOTHING = /^(tf)?-?plan$|^(out|show|review|saved|)$/i;

function shownPath(file: string): string {
  return file === STANDARD_INPUT ? "plan.json" : relative(process.cwd(), file).split(sep).join("/");
}

/** The plans that are given, each once. Not every shell turns `*.json` into names. */
export function filesAt(inputs: readonly string[]): string[] {
  return [...new Set(inputs.flatMap((input) => (input === STANDARD_INPUT ? [input] : matchesOf(input))))];
}

function matchesOf(input: string): string[] {
  const path = resolve(input);
  if (!basename(path).includes("*") || existsSync(path)) {
    return [path];
  }
  const folder = dirname(path);
  const [start, ...parts] = basename(path).split("*");
  const end = parts.join("*");
  const names = onDisk(folder, () => readdirSync(folder)).filter(
    (name) => name.startsWith(start) && name.endsWith(end) && name.length >= start.length + end.length,
  );
  if (names.length === 0) {
    throw new Refusal(`no file matches ${quoted(input)}; show the saved plans as JSON first.`);
  }
  return names.sort(compare).map((name) => join(folder, name));
}
