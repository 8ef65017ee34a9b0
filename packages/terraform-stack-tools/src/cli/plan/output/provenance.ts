import { terraformBinary } from "../../../providers/terraform-binary";
import type { Provenance } from "../../../report/reviewed-stack";
import { type Run, runs, someCodes } from "../../../shared/document";
import { ownVersion } from "../../../shared/own-package";
import type { PlannedPair } from "../compared-plans";
import { checkoutOf } from "../input/checkout";
import { commitFor } from "../input/git";
import { OMITTED, type PlanCommandOptions, type RequestedOrigin } from "../options";

type Planned = Pick<PlannedPair, "providers" | "reviewed">;
type Asked = Pick<PlanCommandOptions, "input" | "existing" | "binary" | "mocks" | "origin">;

/** The header of a report on a plan that is there: what it is of is known only from where it lies. */
export function provenanceOfPlan(
  file: string | undefined,
  { source, target, date }: RequestedOrigin,
  engine: string | undefined,
): Provenance {
  const from = wordsFor(source, () => (file === undefined ? undefined : sourceOf(file)));
  const to = wordsFor(target, () => undefined);
  return {
    ...(from === undefined ? {} : { source: from }),
    ...(to === undefined ? {} : { target: to }),
    ...(date === OMITTED ? {} : { date: date ?? now() }),
    tool: ownVersion(),
    ...(engine === undefined ? {} : { engine }),
    providers: [],
    madeUp: "nothing",
  };
}

/** What the header of a report tells: from the options, from git and from the clock. */
export function provenanceOf(asked: Asked, planned: readonly Planned[]): Provenance {
  const { date } = asked.origin;
  const source = wordsFor(asked.origin.source, () => sourceOf(asked.input));
  const target = asked.existing === undefined ? undefined : wordsFor(asked.origin.target, () => targetOf(asked));
  const binary = terraformBinary(asked.binary);
  return {
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(date === OMITTED ? {} : { date: date ?? now() }),
    tool: ownVersion(),
    engine: `${binary.product} ${binary.version}`,
    providers: [...new Set(planned.flatMap(({ providers }) => providers))].sort(),
    madeUp: madeUpIn(planned, asked.mocks),
  };
}

/** What is given in words, or else what git says. */
function wordsFor(given: string | undefined, found: () => readonly Run[] | undefined): readonly Run[] | undefined {
  if (given === OMITTED) {
    return undefined;
  }
  return given === undefined ? found() : [given];
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
    ...(isChanged ? [", with changes that are not committed"] : []),
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
      ? [["what the cloud chose for what exists, such as ids"]]
      : []),
    ...(mocks === undefined ? [] : [["except for what ", { code: mocks }, " answers"]]),
  ];
  return parts.length === 0 ? ["nothing"] : parts.flatMap((part, index) => [...(index > 0 ? ["; "] : []), ...part]);
}
