import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { EvidenceInput, EvidenceProvider } from "../../knowledge/evidence/evidence";
import { type PlanFile, planIn, STANDARD_INPUT } from "../../planned/plan-file";
import type { ShownPlan } from "../../planned/plan-json";
import { compare, entries, objectOf, textOf } from "../../stack/json";
import type { Outcome } from "../command";
import type { ReportOptions } from "../commands/report-options";
import { comparedPlans } from "../plan/compared-plans";
import { digestOf } from "../plan/output/evidence";
import { outcomeOf } from "../plan/output/outcome";
import { checkOutputs } from "../plan/output/overwritten-input";
import { provenanceOfPlan } from "../plan/output/provenance";
import { filesAt } from "./files";
import { type SavedPlan, shownSavedPlan } from "./saved-plan";

/** A command line of `review`, checked. */
export interface ReviewCommandOptions extends ReportOptions {
  /** Paths of plans, of which one may be `-` for standard input. */
  readonly inputs: readonly string[];
  /** What an engine shows instead. */
  readonly saved?: SavedPlan;
}

/** Reads the plans, writes the reports, and checks what the command line asks for. */
export function reviewPlans(options: ReviewCommandOptions, onMessage: (line: string) => void): Outcome {
  const { saved } = options;
  // It has its name and its locations from the folder that it was made of, wherever it lies.
  const files = saved === undefined ? filesAt(options.inputs) : [join(resolve(saved.folder), basename(saved.file))];
  checkOutputs({ ...options, variableFiles: [] }, saved === undefined ? files : [saved.file]);
  const read = saved === undefined ? files.map(planIn) : [shownSavedPlan(saved)];
  const names = namesOf(files);
  const plans = read.map(({ plan }, index) => ({
    name: names[index],
    file: shownPath(files[index]),
    shown: plan,
    isFromEngine: true as const,
    providers: [],
  }));
  return outcomeOf(
    options,
    comparedPlans(plans),
    onMessage,
    () =>
      provenanceOfPlan(
        files.find((file) => file !== STANDARD_INPUT),
        options.origin,
        engineOf(read.map(({ plan }) => plan)),
      ),
    () => inputsOf(files, read),
  );
}

/** Such as `Terraform 1.11.4`, where all plans are of one. */
function engineOf(plans: readonly ShownPlan[]): string | undefined {
  const engines = new Set(
    plans.map(({ engineVersion, resource_changes }) => {
      const isOpenTofu = resource_changes.some(({ provider_name }) =>
        provider_name.startsWith("registry.opentofu.org/"),
      );
      return engineVersion && `${isOpenTofu ? "OpenTofu" : "Terraform"} ${engineVersion}`;
    }),
  );
  const [engine] = engines;
  return engines.size === 1 ? engine : undefined;
}

/** Of a plan, the engine tells which versions of the providers are allowed, and not which it took. */
function inputsOf(files: readonly string[], read: readonly PlanFile[]): EvidenceInput[] {
  const names = namesOf(files);
  return read.map(({ plan, bytes }, index) => {
    const engine = engineOf([plan]);
    const providers = new Map(
      entries(plan.providers).flatMap(([key, one]): [string, EvidenceProvider][] => {
        const { full_name, name, version_constraint } = objectOf(one);
        const allowed = textOf(version_constraint);
        const source = textOf(full_name) || textOf(name) || key;
        return source === "" ? [] : [[source, { name: source, ...(allowed === "" ? {} : { allowed }) }]];
      }),
    );
    return {
      name: names[index],
      digest: digestOf(bytes),
      ...(engine === undefined ? {} : { engine }),
      ...(plan.made === undefined ? {} : { made: plan.made }),
      providers: [...providers.keys()].sort(compare).flatMap((source) => providers.get(source) ?? []),
    };
  });
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
