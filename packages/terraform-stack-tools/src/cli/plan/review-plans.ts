import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { planIn, type ShownPlan, STANDARD_INPUT } from "../../planned/plan-json";
import { onDisk, Refusal } from "../../shared/refusal";
import { beginStep } from "../../shared/remainders";
import { compare, quoted } from "../../stack/json";
import type { Outcome } from "../command";
import { comparedPlans } from "./compared-plans";
import type { ReportOptions } from "./options";
import { checkOutputs, outcomeOf } from "./outcome";

/** A command line of `review`, checked. */
export interface ReviewCommandOptions extends ReportOptions {
  /** Paths of plans, of which one may be `-` for standard input. */
  readonly inputs: readonly string[];
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
