import {
  codes,
  heading,
  type Inline,
  type Mark,
  type Part,
  type Run,
  sentence,
  type Tone,
  withCode,
} from "../../shared/document";
import { listed } from "../../shared/words";
import { withVisibleLetters } from "../../stack/json";
import { type Access, originWords } from "../access/access";
import { accessRemark } from "../access/sentences";
import { type Answer, answersTo, type Basis, CONTROLS, type Control, LIMITS, type Result } from "./answers";

/** Grows in the first part when a reader must change, in the second when something is added. */
const EVIDENCE_VERSION = "1.0";

const EVIDENCE_SCHEMA =
  "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/evidence.json";

/** A file that evidence is about. */
export interface EvidenceInput {
  readonly name: string;
  /** Such as `sha256:` and 64 digits. */
  readonly digest: string;
  /** Such as `Terraform 1.11.4`. */
  readonly engine?: string;
  /** When the engine made it, as it says. */
  readonly made?: string;
  /** A plan that was made tells what the configuration allows, and not which version was chosen. */
  readonly providers: readonly EvidenceProvider[];
}

export interface EvidenceProvider {
  readonly name: string;
  readonly version?: string;
  readonly allowed?: string;
}

/** All that is known for an auditor. */
interface Evidence {
  /** The version of this package. */
  readonly tool: string;
  readonly inputs: readonly EvidenceInput[];
  /** The digest of the file of --expect. */
  readonly agreement?: string;
  readonly access: readonly Access[];
  readonly controls: readonly AnsweredControl[];
}

interface AnsweredControl extends Control {
  readonly answers: readonly Answer[];
}

export function evidenceOf(basis: Basis, about: Pick<Evidence, "tool" | "inputs" | "agreement">): Evidence {
  const answers = answersTo(basis);
  return {
    ...about,
    access: basis.access,
    controls: CONTROLS.map((one, index) => ({ ...one, answers: answers[index] })),
  };
}

/** Rows have numbers, by which controls name them. */
function rowNumbers({ access }: Evidence): ReadonlyMap<Access, number> {
  return new Map(access.map((line, index) => [line, index + 1]));
}

/** As JSON, the same for the same input: no time is in it but the plan's own. */
export function evidenceJson(evidence: Evidence): string {
  const numbers = rowNumbers(evidence);
  const { tool, inputs, agreement, access, controls } = evidence;
  const document = {
    $schema: EVIDENCE_SCHEMA,
    formatVersion: EVIDENCE_VERSION,
    tool: { name: "terraform-stack-tools", version: tool },
    inputs: inputs.map(({ name, digest, engine, made, providers }) => ({
      ...{ name, digest, engine, made },
      providers: providers.map(({ name: source, version, allowed }) => ({ name: source, version, allowed })),
    })),
    agreement: agreement === undefined ? undefined : { digest: agreement },
    controls: controls.map(({ id, source, title, answered, how, benchmark, answers }) => ({
      ...{ id, source, title, answered, how, benchmark },
      answers: answers.map(({ subject, result, because, rows }) => ({
        ...{ subject, result, because },
        rows: rows.flatMap((line) => numbers.get(line) ?? []),
      })),
    })),
    access: access.map(
      ({ who, principal, registry, repository, rights, origin, mode, secret, until, address }, index) => ({
        ...{ row: index + 1, who, id: principal, registry, repository, rights, by: originWords(origin) },
        ...{ mode, secret, until, address },
      }),
    ),
    limits: LIMITS,
  };
  return `${withVisibleLetters(JSON.stringify(document, null, 2))}\n`;
}

/** The gravest first. */
const TONES: Readonly<Record<Result, Tone>> = {
  "not met": "removed",
  unknown: "unclear",
  "to judge": "unclear",
  met: "added",
};

/** How many answers have each result, the gravest first. */
function resultCounts(answers: readonly Answer[]): { readonly mark: Mark; readonly count: number }[] {
  return Object.entries(TONES)
    .map(([mark, tone]) => ({
      mark: { mark, tone },
      count: answers.filter(({ result }) => result === mark).length,
    }))
    .filter(({ count }) => count > 0);
}

/** The page for people, in the order in which an auditor asks. */
export function evidenceParts(evidence: Evidence): Part[] {
  const numbers = rowNumbers(evidence);
  return [
    { kind: "sentence", text: { strong: verdictOf(evidence.controls) } },
    heading("All controls", 2),
    { kind: "table", heads: ["Control", "Result", "Rows"], rows: evidence.controls.map(summaryRow) },
    { kind: "facts", items: factsOf(evidence) },
    heading("What this does not prove", 2),
    ...LIMITS.map(sentence),
    heading("Controls", 2),
    ...evidence.controls.flatMap((control): Part[] => [
      { kind: "heading", text: titleOf(control), level: 3, id: control.id },
      sentence(`${control.source}. Answered: ${control.answered}.`),
      { kind: "sentence", text: withCode(control.how) },
      ...(control.benchmark === undefined
        ? []
        : [sentence(`Microsoft cloud security benchmark: ${control.benchmark}.`)]),
      ...(control.answers.length === 0
        ? [sentence(control.ask === undefined ? "No answer." : `No ${control.ask.of} is in these plans.`)]
        : [
            {
              kind: "table" as const,
              heads: ["Of", "Result", "Why", "Rows"],
              rows: control.answers.map(({ subject, result, because, rows }): Inline[] => [
                subject,
                { mark: result, tone: TONES[result] },
                because,
                listed(rows.flatMap((line) => String(numbers.get(line) ?? ""))),
              ]),
            },
          ]),
    ]),
    heading("Access", 2),
    sentence("Who may do what after the plans are applied, in rows that the controls name."),
    ...(evidence.access.length === 0
      ? [sentence("These plans give nobody access to images.")]
      : [
          {
            kind: "table" as const,
            heads: ["Row", "Who", "May", "Of", "In", "By", "Granted by"],
            rows: evidence.access.map((line): Inline[] => [
              String(numbers.get(line)),
              line.principal === undefined || line.who.includes(line.principal)
                ? line.who
                : [`${line.who}, `, { code: line.principal }],
              listed(line.rights) || "not known by itself",
              line.repository === "*" ? "everything" : line.repository,
              line.registry,
              accessRemark(line),
              { code: line.address },
            ]),
          },
        ]),
  ];
}

function verdictOf(controls: readonly AnsweredControl[]): string {
  const counts = resultCounts(controls.flatMap(({ answers }) => answers));
  const open = controls.filter(({ answered }) => answered === "no").length;
  const told = counts.map(({ mark, count }) => `${count} ${mark.mark}`).join(", ");
  return `${told === "" ? "No control has an answer" : `Answers: ${told}`}; ${open} of ${controls.length} controls cannot be answered by a plan.`;
}

/** Such as `not met (1 of 3), met (2 of 3)`. */
function summaryRow(control: AnsweredControl): Inline[] {
  const { id, ask, answers } = control;
  const results = resultCounts(answers).flatMap(({ mark, count }, index): Run[] => [
    ...(index === 0 ? [] : [", "]),
    mark,
    ...(answers.length === 1 ? [] : [` (${count} of ${answers.length})`]),
  ]);
  const none = ask === undefined ? "no answer: a plan does not show it" : `no ${ask.of} is in these plans`;
  return [
    { link: titleOf(control), to: id },
    results.length === 0 ? none : results,
    String(new Set(answers.flatMap(({ rows }) => rows)).size),
  ];
}

function titleOf({ id, title }: AnsweredControl): string {
  return `${id.replace(/^cis-aks-/, "").replace(/^azure-policy-/, "Policy ")} ${title}`;
}

function factsOf({ tool, inputs, agreement }: Evidence): (readonly [string, Inline])[] {
  return [
    ["Made", `by stack-tools ${tool}`],
    ...inputs.flatMap(({ name, digest, engine, made, providers }): (readonly [string, Inline])[] => [
      [
        `Plan ${name}`,
        [
          { code: digest },
          ...(engine === undefined ? [] : [`, by ${engine}`]),
          ...(made === undefined ? [] : [`, made ${made}`]),
        ],
      ],
      ...(providers.length === 0 ? [] : [[`Providers of ${name}`, codes(providers.map(providerWords))] as const]),
    ]),
    ["Agreed access", agreement === undefined ? "not given" : { code: agreement }],
  ];
}

function providerWords({ name, version, allowed }: EvidenceProvider): string {
  return [name, version, allowed && `(allowed: ${allowed})`].filter((part) => part !== undefined).join(" ");
}
