import { createHash } from "node:crypto";
import ts from "typescript";

/** A part of a file that is replaced by something wrong. */
export interface Trial {
  readonly path: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly told: string;
  /** Those that may notice it. */
  readonly tests: readonly string[];
}

const FILES = 80;
const IN_EACH = 3;
const ROOMS =
  /^(?:packages\/terraform-[^/]+\/src\/(knowledge\/[^/.]+|[^/.]+)|packages\/(create-[^/]+)|src\/([^/.]+))\//;

/** The name of a file's room, as CONTRIBUTING has it; that of the folder at the top where there is none. */
export function roomOf(path: string): string {
  const [, ...names] = ROOMS.exec(path) ?? [];
  return names.find((name) => name !== undefined) ?? path.split("/", 1)[0];
}

export const faulty = ({ source, start, end, replacement }: Omit<Trial, "told" | "tests">): string =>
  source.slice(0, start) + replacement + source.slice(end);

const parsed = (source: string) => ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true);

/** The same ones in the same order, whatever is beside them, by a seed. */
function shuffled<T>(all: readonly T[], textOf: (one: T) => string): T[] {
  const keyOf = (one: T) =>
    createHash("sha256")
      .update(`45 ${textOf(one)}`)
      .digest("hex");
  return [...all].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** The first one of each group, then the second ones. */
function inTurns<T>(groups: readonly (readonly T[])[], count: number): T[] {
  const rounds = Array.from({ length: count }, (_, round) => groups.flatMap((group) => group.slice(round, round + 1)));
  return rounds.flat().slice(0, count);
}

/** Of one file: a condition negated, a statement dropped, an entry of a list dropped, as far as it has them. */
function drawnIn(path: string, source: string): Trial[] {
  const kinds: Trial[][] = [[], [], []];
  const add = (kind: number, node: ts.Node, replacement: string, end = node.end) => {
    const start = node.getStart();
    const place = `${path}:${source.slice(0, start).split("\n").length}`;
    const told = `${place} ${JSON.stringify(source.slice(start, end))} becomes ${JSON.stringify(replacement)}`;
    kinds[kind].push({ path, source, start, end, replacement, told, tests: [] });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) {
      add(0, node.expression, `!(${node.expression.getText()})`);
    } else if (ts.isConditionalExpression(node)) {
      add(0, node.condition, `!(${node.condition.getText()})`);
    } else if (ts.isExpressionStatement(node)) {
      add(1, node, ";");
    } else if (ts.isArrayLiteralExpression(node)) {
      node.elements.map((entry, index) => add(2, entry, "", node.elements[index + 1]?.getStart()));
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(source));
  const ordered = kinds.map((trials) => shuffled(trials, ({ start, end }) => `${path} ${source.slice(start, end)}`));
  return inTurns(ordered, IN_EACH);
}

/** Three in each of 80 files, of all rooms in turn. */
export function drawn(sources: ReadonlyMap<string, string>): Trial[] {
  const rooms = new Map<string, Trial[][]>();
  for (const [path, source] of shuffled([...sources], ([one]) => one)) {
    const trials = drawnIn(path, source);
    if (trials.length === IN_EACH) {
      rooms.set(roomOf(path), [...(rooms.get(roomOf(path)) ?? []), trials]);
    }
  }
  const groups = shuffled([...rooms], ([room]) => room).map(([, files]) => files);
  return inTurns(groups, FILES).flat();
}

/** The innermost statement, or body of an arrow function, that runs before what stands at a place. */
function runBefore(start: number, file: ts.SourceFile): ts.Node {
  let [found]: readonly ts.Node[] = file.statements;
  const visit = (node: ts.Node): void => {
    if (node.getStart() <= start && start < node.end) {
      const { parent } = node;
      const isInList = ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
      const isBody = ts.isArrowFunction(parent) && parent.body === node && !ts.isBlock(node);
      found = (isInList && ts.isStatement(node)) || isBody ? node : found;
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(file, visit);
  return found;
}

/** A source that gives the number of each fault to a function of another file before it runs it. */
export function marked(source: string, trials: readonly (readonly [number, Trial])[], module: string): string {
  const file = parsed(source);
  const insertions = trials.flatMap(([number, { start }]) => {
    const node = runBefore(start, file);
    const mark = `(globalThis.$mark ??= require("${module}"))(${number})`;
    const [before, after] = ts.isStatement(node) ? [`${mark}; `, ""] : [`(${mark}, `, ")"];
    return [[node.getStart(), before] as const, [node.end, after] as const];
  });
  const lastFirst = insertions.sort(([one], [other]) => other - one);
  return lastFirst.reduce((text, [at, added]) => text.slice(0, at) + added + text.slice(at), source);
}
