import { createHash } from "node:crypto";
import ts from "typescript";

/** A fault put in a file. */
export interface Fault {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const SEED = "45";
const FILES = 80;
const IN_EACH = 3;
const ROOMS =
  /^(?:packages\/terraform-stack-tools\/src\/(knowledge\/[^/.]+|[^/.]+)|packages\/(create-[^/]+)|src\/([^/.]+))\//;

/** The name of a file's room, as CONTRIBUTING has it; that of the folder at the top where there is none. */
export function roomOf(path: string): string {
  const [, ...names] = ROOMS.exec(path) ?? [];
  return names.find((name) => name !== undefined) ?? path.split("/", 1)[0];
}

/** The same ones in the same order, whatever is beside them. */
function shuffled<T>(all: readonly T[], textOf: (one: T) => string): T[] {
  const keyed = all.map((one) => ({
    one,
    key: createHash("sha256")
      .update(`${SEED} ${textOf(one)}`)
      .digest("hex"),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ one }) => one);
}

/** The first one of each group, then the second ones. */
function inTurns<T>(groups: readonly (readonly T[])[], count: number): T[] {
  const rounds = Array.from({ length: count }, (_, round) => groups.flatMap((group) => group.slice(round, round + 1)));
  return rounds.flat().slice(0, count);
}

/** Of one file: conditions negated, statements dropped, entries of lists dropped. */
function drawnIn(path: string, source: string): Fault[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const kinds: Fault[][] = [[], [], []];
  const add = (kind: number, node: ts.Node, replacement: string, end = node.end) =>
    kinds[kind].push({ path, start: node.getStart(file), end, replacement });
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) {
      add(0, node.expression, `!(${node.expression.getText(file)})`);
    } else if (ts.isConditionalExpression(node)) {
      add(0, node.condition, `!(${node.condition.getText(file)})`);
    } else if (ts.isExpressionStatement(node)) {
      add(1, node, ";");
    } else if (ts.isArrayLiteralExpression(node)) {
      for (const [index, entry] of node.elements.entries()) {
        add(2, entry, "", node.elements[index + 1]?.getStart(file));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const textOf = ({ start, end }: Fault) => `${path} ${source.slice(start, end)}`;
  return inTurns(
    kinds.map((faults) => shuffled(faults, textOf)),
    IN_EACH,
  );
}

export const faulty = (source: string, { start, end, replacement }: Fault): string =>
  source.slice(0, start) + replacement + source.slice(end);

/** Three faults in each of 80 files, of all rooms in turn. */
export function drawn(sources: ReadonlyMap<string, string>): Fault[] {
  const rooms = new Map<string, Fault[][]>();
  for (const [path, source] of shuffled([...sources], ([one]) => one)) {
    const faults = drawnIn(path, source);
    if (faults.length === IN_EACH) {
      rooms.set(roomOf(path), [...(rooms.get(roomOf(path)) ?? []), faults]);
    }
  }
  const groups = shuffled([...rooms], ([room]) => room).map(([, files]) => files);
  return inTurns(groups, FILES).flat();
}
