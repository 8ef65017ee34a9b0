import { quote } from "../../../stack/template";
import { type Argument, type Item, indent, keyOf, MAXIMUM_WIDTH, objectLines } from "../../hcl/layout";
import type { Assertion } from "./assertions";
import { BLOCKS_FOLDER } from "./blocks-module";

/** Compares what is written in a folder with what was approved. */
export function approvedRun(name: string, folder: string, approved: ReadonlyMap<string, readonly string[]>): Item {
  return {
    header: `run ${quote(name)}`,
    items: [
      { header: "module", items: [argument("source", quote(`./${BLOCKS_FOLDER}`))] },
      {
        header: "variables",
        items: [
          argument("folder", quote(folder)),
          {
            ...argument("approved", ...objectLines([...approved].map(blockMember))),
            comment: COMMENT,
            startsGroup: true,
          },
        ],
      },
      {
        header: "assert",
        items: [
          argument("condition", "length(output.differences) == 0"),
          argument("error_message", `"Not what was approved: ${JOINED}."`),
        ],
      },
    ],
  };
}

const JOINED = "$" + '{join("; ", output.differences)}';

const COMMENT = [
  "Each block, no more and no less, with what it sets: a line as it is written, or the name of an argument",
  "whose value the plan in module.tftest.hcl holds.",
];

function blockMember([address, lines]: readonly [string, readonly string[]]): Argument {
  return { name: keyOf(address), value: linesOf(address, lines) };
}

/** Several names on a line, so that a block of thirty arguments can be read. */
function linesOf(address: string, lines: readonly string[]): string[] {
  const single = `[${lines.map((line) => quote(line)).join(", ")}]`;
  if (`${keyOf(address)} = ${single}`.length <= MAXIMUM_WIDTH) {
    return [single];
  }
  const rows: string[] = [];
  for (const text of lines.map((line) => `${quote(line)},`)) {
    const last = rows[rows.length - 1];
    if (last === undefined || last.length + text.length >= MAXIMUM_WIDTH) {
      rows.push(text);
    } else {
      rows[rows.length - 1] = `${last} ${text}`;
    }
  }
  return ["[", ...rows.map(indent), "]"];
}

/** Compares what a plan with example inputs gives with what was approved. */
export function valuesRun(assertions: readonly Assertion[]): Item {
  return {
    header: 'run "plan"',
    items: [
      argument("command", "plan"),
      ...assertions.flatMap(assertItems).map((items) => ({ header: "assert", items })),
    ],
  };
}

function assertItems({ subject, conditions, instances, number }: Assertion): Argument[][] {
  const counted = number === undefined ? [] : [assertion([number], `the number of ${subject}`)];
  return conditions.length === 0 ? counted : [...counted, assertion(conditionLines(conditions, instances), subject)];
}

function assertion(condition: readonly string[], subject: string): Argument[] {
  return [
    argument("condition", ...condition),
    argument("error_message", quote(`${subject} is not what was approved.`)),
  ];
}

function conditionLines(conditions: readonly string[], instances: string | undefined): string[] {
  const all = conditions.map((condition) => indent(`${condition},`));
  if (instances === undefined) {
    return conditions.length === 1 ? [conditions[0]] : ["alltrue([", ...all, "])"];
  }
  return conditions.length === 1
    ? [`alltrue([for instance in ${instances} : ${conditions[0]}])`]
    : ["alltrue([", indent(`for instance in ${instances} : alltrue([`), ...all.map(indent), indent("])"), "])"];
}

function argument(name: string, ...value: readonly string[]): Argument {
  return { name, value };
}
