import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

export interface Step {
  /** Of a shell; without it, an action of GitHub. */
  readonly run?: string;
  readonly uses?: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A job of a workflow, with one combination of its matrix. */
export interface Job {
  readonly name: string;
  readonly matrix: Readonly<Record<string, string>>;
  readonly minutes: number;
  readonly steps: readonly Step[];
}

/** The jobs of a workflow, once for each combination of the matrix, with the steps of the repository's own actions in place of these. */
export function jobsOf(project: string, workflow: string): Job[] {
  const { jobs } = objectOf(load(join(project, workflow)));
  return Object.entries(objectOf(jobs)).flatMap(([name, value]) => {
    const job = objectOf(value);
    return combinations(objectOf(objectOf(job.strategy).matrix)).map((matrix) => ({
      name,
      matrix,
      minutes: Number(job["timeout-minutes"]),
      steps: listOf(job.steps).flatMap((step) => stepsOf(project, objectOf(step), { matrix })),
    }));
  });
}

function load(path: string): Json {
  return safeLoad(readFileSync(path, "utf8"));
}

function combinations({ include, ...lists }: JsonObject): Record<string, string>[] {
  const product = Object.entries(lists).reduce<Record<string, string>[]>(
    (rows, [key, values]) => rows.flatMap((row) => listOf(values).map((value) => ({ ...row, [key]: String(value) }))),
    [{}],
  );
  return include === undefined ? product : listOf(include).map((row) => texts(objectOf(row)));
}

type Context = Readonly<Record<string, Readonly<Record<string, string>>>>;

function stepsOf(project: string, step: JsonObject, context: Context): Step[] {
  if (step.if !== undefined && !holds(String(step.if), context)) {
    return [];
  }
  const uses = step.uses === undefined ? undefined : String(step.uses);
  if (uses?.startsWith("./")) {
    const { inputs, runs } = objectOf(load(join(project, uses, "action.yml")));
    const defaults = Object.entries(objectOf(inputs)).map(([name, input]) => [name, String(objectOf(input).default)]);
    const given = texts(objectOf(step.with), context);
    const inner: Context = { inputs: { ...Object.fromEntries(defaults), ...given } };
    return listOf(objectOf(runs).steps).flatMap((one) => stepsOf(project, objectOf(one), inner));
  }
  const run = step.run === undefined ? undefined : filled(String(step.run), context);
  const folder = String(step["working-directory"] ?? ".");
  return [{ run, uses, folder, env: texts(objectOf(step.env), context) }];
}

function texts(values: JsonObject, context: Context = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(String(value), context)]));
}

/** What only GitHub knows becomes empty. */
function filled(text: string, context: Context): string {
  return text.replace(/\$\{\{ *(\w+)\.([\w-]+)[^}]*\}\}/g, (_, room: string, name: string) => context[room]?.[name] ?? "");
}

/** Conditions such as `inputs.testbed == 'true'`; any other one is left to GitHub. */
function holds(condition: string, context: Context): boolean {
  const [, room, name, value] = /^(\w+)\.([\w-]+) == '([^']*)'$/.exec(condition) ?? [];
  return room !== undefined && context[room]?.[name] === value;
}
