import { basename, relative, sep } from "node:path";
import { ownersById } from "../../knowledge/access/known-ids";
import type { EvidenceInput, EvidenceProvider } from "../../knowledge/evidence/evidence";
import { switchesIn } from "../../knowledge/switch/switches-in";
import { planOf } from "../../planned/changes";
import { Naming } from "../../planned/naming";
import { objectsOf } from "../../planned/objects";
import { changedOutputs } from "../../planned/output-changes";
import { type PlanFile, planIn, STANDARD_INPUT } from "../../planned/plan-file";
import { sensitiveValues } from "../../planned/sensitive";
import type { ShownPlan } from "../../planned/shown-plan";
import { plannedStacks } from "../../planned/stacks";
import type { ReviewedStack } from "../../report/reviewed-stack";
import { compare, entries, objectOf, textOf } from "../../stack/json";
import type { Outcome } from "../command";
import { comparedAccess } from "../plan/compared-access";
import { digestOf } from "../plan/output/evidence";
import { outcomeOf } from "../plan/output/outcome";
import { checkOutputs } from "../plan/output/overwritten-input";
import { provenanceOfPlan } from "../plan/output/provenance";
import type { PlannedPair } from "../plan/planned-pair";
import { withRenames } from "../plan/renamed";
import type { ReviewCommandOptions } from "./command-line";
import { filesAt } from "./files";

/** Reads the plans, writes the reports, and checks what the command line asks for. */
export function reviewPlans(options: ReviewCommandOptions, onMessage: (line: string) => void): Outcome {
  const files = filesAt(options.inputs);
  checkOutputs({ ...options, variableFiles: [] }, files);
  const read = files.map(planIn);
  const plans = read.map(({ plan }) => plan);
  return outcomeOf(
    options,
    reviewed(files, plans),
    onMessage,
    () =>
      provenanceOfPlan(
        files.find((file) => file !== STANDARD_INPUT),
        options.origin,
        engineOf(plans),
      ),
    () => inputsOf(files, read),
  );
}

/** All plans together: an access granted in one may be on what another one creates. */
function reviewed(files: readonly string[], plans: readonly ShownPlan[]): PlannedPair[] {
  const sensitive = sensitiveValues(plans);
  const naming = new Naming(sensitive.isEmpty ? undefined : sensitive);
  const objects = plans.map((plan) => ({ plan, ...objectsOf(plan) }));
  const [before, after] = [
    plannedStacks(
      objects.map(({ plan, before }) => ({ plan, objects: before })),
      ownersById,
      naming,
    ),
    plannedStacks(
      objects.map(({ plan, after }) => ({ plan, objects: after })),
      ownersById,
      naming,
    ),
  ];
  const compared = comparedAccess(after.map((one, index) => ({ before: [before[index]], after: one })));
  const names = namesOf(files);
  return plans.map((one, index) => {
    const plan = planOf(one, sensitive);
    const stack: ReviewedStack = {
      name: names[index],
      file: shownPath(files[index]),
      stack: after[index].stack,
      isUpdate: plan.isUpdate,
      isFromEngine: true,
      resources: withRenames(plan, [before[index]], after[index]),
      ...compared[index],
      notes: one.notes,
      outputs: changedOutputs(one.output_changes, sensitive),
      switches: switchesIn(after[index], after, before),
    };
    return { plan, reviewed: stack, providers: [], after: after[index] };
  });
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

/** The names of the files, or their paths where two have the same. */
function namesOf(files: readonly string[]): string[] {
  const short = files.map((file) =>
    file === STANDARD_INPUT
      ? "plan"
      : basename(file)
          .replace(/\.json$/, "")
          .replace(/\.(tf)?plan$/, "") || file,
  );
  return files.map((file, index) =>
    short.filter((one) => one === short[index]).length > 1 ? shownPath(file) : short[index],
  );
}

function shownPath(file: string): string {
  return file === STANDARD_INPUT ? "plan.json" : relative(process.cwd(), file).split(sep).join("/");
}
