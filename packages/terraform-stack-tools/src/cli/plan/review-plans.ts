import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { EvidenceInput, EvidenceProvider } from "../../knowledge/evidence/evidence";
import { type PlanFile, planIn, planOf, type ShownPlan, STANDARD_INPUT } from "../../planned/plan-json";
import { engineCommand, spawned } from "../../providers/terraform-binary";
import { visible } from "../../shared/markdown";
import { onDisk, Refusal } from "../../shared/refusal";
import { compare, entries, objectOf, quoted, textOf } from "../../stack/json";
import type { Outcome } from "../command";
import type { ReportOptions } from "../commands/report-options";
import { comparedPlans } from "./compared-plans";
import { checkOutputs, digestOf, outcomeOf } from "./outcome";
import { provenanceOfPlan } from "./provenance";

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
  checkOutputs(options, saved === undefined ? files : [saved.file]);
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
        options,
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

/** A plan in the engine's own form. */
export interface SavedPlan {
  readonly file: string;
  /** Where `init` has installed the providers of the plan. */
  readonly folder: string;
  /** The engine, by name or path. @default the one that is found */
  readonly binary?: string;
}

/**
 * Lets the engine show a saved plan. The engine and the providers in the folder are programs, and run; nothing is
 * installed.
 * @throws Refusal that says what to do
 */
export function shownSavedPlan({ file, folder, binary }: SavedPlan): PlanFile {
  checkPaths(file, folder);
  const command = engineCommand(binary);
  if (command === undefined) {
    const names = binary === undefined ? "terraform or tofu on the PATH" : quoted(binary);
    throw new Refusal(
      `--plan-file needs ${names}; install the engine that made the plan, or give --binary.`,
      "terraform-binary",
    );
  }
  const args = [`-chdir=${resolve(folder)}`, "show", "-json", resolve(file)];
  const { status, signal, stdout, stderr, fault } = spawned(command, args, process.cwd());
  if (status !== 0) {
    const repair = existsSync(join(folder, ".terraform"))
      ? "give a plan that this engine has made of this folder, with `plan -out`"
      : `run \`init\` in ${quoted(folder)}, which installs the providers of the plan`;
    throw new Refusal(
      `${quoted(file)} cannot be shown by ${quoted(command)}: ${reasonIn(stderr) || fault || signal || "no reason given"}; ${repair}.`,
    );
  }
  return planOf(Buffer.from(stdout), quoted(file));
}

function checkPaths(file: string, folder: string): void {
  if (!onDisk(folder, () => statSync(folder)).isDirectory()) {
    throw new Refusal(`${quoted(folder)} is no folder; give the one of the configuration with --in.`);
  }
  if (onDisk(file, () => statSync(file)).isDirectory()) {
    throw new Refusal(`${quoted(file)} is a folder; give the plan that \`plan -out\` has saved.`);
  }
}

const LONGEST_REASON = 400;

/** What the engine says, on one line and without the lines of files that it quotes, which may have secrets. */
function reasonIn(stderr: string): string {
  const paragraphs = stderr.replace(/[│╷╵]/g, "").split(/\n\s*\n/);
  const text = visible(paragraphs.filter((one) => !/\bline \d+/.test(one)).join(" ")).replace(/\s+/g, " ");
  const reason = text.replace(/^Error: /, "").replace(/\.$/, "");
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}
