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
import { listed } from "../../shared/markdown";
import { accessRemark } from "../access/sentences";
import type { Result } from "./answer";
import { LIMITS } from "./controls";
import { type AnsweredControl, type Evidence, type EvidenceProvider, rowNumbers } from "./evidence";

const TONES: Readonly<Record<Result, Tone>> = {
  met: "added",
  "not met": "removed",
  unknown: "unclear",
  "to judge": "unclear",
};

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
        ? [sentence(control.subject === "none" ? "No answer." : `No ${control.subject} is in these plans.`)]
        : [
            {
              kind: "table" as const,
              heads: ["Of", "Result", "Why", "Rows"],
              rows: control.answers.map(({ subject, result, because, rows }): Inline[] => [
                subject,
                marked(result),
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
  const results = controls.flatMap(({ answers }) => answers.map(({ result }) => result));
  const counted = RESULTS.flatMap((result) => {
    const count = results.filter((one) => one === result).length;
    return count === 0 ? [] : [`${count} ${result}`];
  });
  const open = controls.filter(({ answered }) => answered === "no").length;
  const words = counted.length === 0 ? "No control has an answer" : `Answers: ${counted.join(", ")}`;
  return `${words}; ${open} of ${controls.length} controls cannot be answered by a plan.`;
}

/** Such as `not met (1 of 3), met (2 of 3)`, the gravest first. */
function summaryRow(control: AnsweredControl): Inline[] {
  const { id, subject, answers } = control;
  const results = RESULTS.flatMap((result): Run[][] => {
    const count = answers.filter((one) => one.result === result).length;
    const share = answers.length === 1 ? "" : ` (${count} of ${answers.length})`;
    return count === 0 ? [] : [[marked(result), share]];
  });
  const none = subject === "none" ? "no answer: a plan does not show it" : `no ${subject} is in these plans`;
  return [
    { link: titleOf(control), to: id },
    results.length === 0 ? none : results.flatMap((runs, index) => (index === 0 ? runs : [", ", ...runs])),
    String(new Set(answers.flatMap(({ rows }) => rows)).size),
  ];
}

/** The gravest first. */
const RESULTS = ["not met", "unknown", "to judge", "met"] as const satisfies readonly Result[];

function titleOf(control: AnsweredControl): string {
  return `${numberOf(control)} ${control.title}`;
}

function numberOf({ id }: AnsweredControl): string {
  return id.startsWith("cis-aks-") ? id.slice("cis-aks-".length) : `Policy ${id.slice("azure-policy-".length)}`;
}

function marked(result: Result): Mark {
  return { mark: result, tone: TONES[result] };
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
  return [
    name,
    ...(version === undefined ? [] : [version]),
    ...(allowed === undefined ? [] : [`(allowed: ${allowed})`]),
  ].join(" ");
}
