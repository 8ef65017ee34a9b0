import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChangeNotes,
  type Diagnostic,
  type ResourceChange,
  readPlan,
  type ShownPlan,
  type StateResource,
} from "../planned/plan-json";
import { provisionersOf } from "../planned/planned-stack";
import { MadeUpTexts } from "../planned/sensitive";
import { initializedFolder, installedProviders, type Schemas, schemasOf } from "../providers/initialized-folder";
import type { TerraformBinary } from "../providers/terraform-binary";
import { environment, runProcess } from "../shared/process";
import { onDisk, PlanError } from "../shared/refusal";
import { inTemporaryFolder } from "../shared/remainders";
import { type Address, blockAddress, blockOfInstance, parseAddress, printAddress } from "../stack/address";
import { isList, type Json, type JsonObject, lookUp, quoted, textOf, texts } from "../stack/json";
import { literalKeys, wholeReference } from "../stack/reference";
import { closure, namesIn, readsOf } from "../stack/references";
import { type Block, type Stack, withoutDefaultHost } from "../stack/stack";
import {
  allVersions,
  type Job,
  type JobResult,
  type JobVersion,
  type Mocks,
  mapVersions,
  type Plannable,
  VERSION_NAMES,
  type Versions,
} from "./job";
import { remoteStates } from "./prepare/made-up-values";
import { refusedPath, requirementsOf } from "./prepare/modules";
import { preparedJob, secretTexts } from "./prepare/prepare";

/**
 * Plans a stack in a process of its own, and waits for it.
 * @param adapted what is planned in place of a version's own job
 * @param state of the earlier version, in place of what applying it would leave
 * @throws PlanError for everything that fails, except for check blocks
 */
export function run(
  binary: TerraformBinary,
  versions: Versions<Plannable>,
  mocks: Mocks,
  adapted = (all: Versions<JobVersion>): Versions<JobVersion> => all,
  state?: JsonObject,
): ReadablePlan & { readonly providers: readonly string[] } {
  checkSocketPath();
  const folders = mapVersions(versions, (version) => initializedFolder(binary, requirementsOf(version)));
  const job = preparedJob(binary.command, versions, folders, mocks);
  const result = runJob({ ...job, versions: adapted(job.versions), ...(state && { state }) });
  const { plan, failed = "changed", diagnostics } = result;
  if (plan === undefined) {
    const { source } = versions[failed] ?? versions.changed;
    throw planError(VERSION_NAMES[failed], diagnostics, source, secretTexts(versions), state !== undefined);
  }
  const outputs = allVersions(versions).flatMap((version) => remoteStates(version, mocks));
  const madeUp = [...result.madeUp, ...outputs.flatMap((state) => state.madeUp)];
  return { ...result, plan, madeUp, ...schemasOfAll(allVersions(folders)), providers: providersIn(folders) };
}

/** The path of a provider's socket below the folder for temporary files, when all of its parts are as long as they get. */
const SOCKET = join("stack-tools-plan-XXXXXX", "p", "p00", "5", "plugin4294967295");

/** What an operating system allows for the whole path of one ("unix(7)"). */
const MAXIMUM = process.platform === "linux" ? 107 : 103;

/** @throws PlanError where the folder for temporary files is too deep for the sockets of providers */
function checkSocketPath(): void {
  const folder = onDisk(tmpdir(), () => realpathSync(tmpdir()));
  const excess = Buffer.byteLength(join(folder, SOCKET)) - MAXIMUM;
  if (excess > 0) {
    throw new PlanError(
      `the path of the folder for temporary files, ${quoted(tmpdir())}, is too long for the sockets of providers by ` +
        `${excess} characters; set TMPDIR to a shorter one`,
    );
  }
}

/** Such as `hashicorp/aws 5.84.0`, with the version before where it was another one. */
function providersIn({ changed, existing = changed }: Versions<string>): string[] {
  const former = new Map(installedProviders(existing).map(({ address, version }) => [address, version]));
  return installedProviders(changed)
    .filter(({ version }) => version !== "")
    .map(({ address, version }) => {
      const name = withoutDefaultHost(address);
      const before = former.get(address) ?? version;
      return `${name} ${version}${before === version ? "" : ` (before: ${before})`}`;
    });
}

/** The schemas of the newest version that knows a type, and what only that version has. */
function schemasOfAll(folders: readonly string[]): Pick<ReadablePlan, "schemas" | "added"> {
  const newestFirst = folders.map(schemasOf).reverse();
  const [newest, oldest = newest] = newestFirst;
  const namesIn = (one: Schemas, type: string) => {
    const { attributes = {}, block_types = {} } = one("resource", type) ?? {};
    return [...Object.keys(attributes), ...Object.keys(block_types)];
  };
  return {
    schemas: (kind, type) => newestFirst.map((one) => one(kind, type)).find((one) => one !== undefined),
    added: (type) => {
      const known = namesIn(oldest, type);
      return known.length === 0 ? [] : namesIn(newest, type).filter((name) => !known.includes(name));
    },
  };
}

function runJob(job: Omit<Job, "folder">): JobResult {
  return inTemporaryFolder("plan", (folder) => {
    const { status, stdout, stderr, signal, fault } = runProcess({
      command: process.execPath,
      args: [require.resolve("./engine/run-job"), folder, String(process.pid)],
      input: JSON.stringify({ ...job, folder }),
      env: environment(/^(NODE_OPTIONS|GOGC)$/),
    });
    if (status === 0) {
      return JSON.parse(stdout);
    }
    throw new PlanError(`the plan ended with ${signal ?? status}:\n${fault ?? stderr.trim()}`);
  });
}

/**
 * The errors in Terraform's own words, each with the path of its construct, without secrets.
 * @param name what the message calls the stack
 * @param secrets texts to hide, the longest first
 * @param isStateGiven whether every value that is evaluated may be one of a state, which tells of few that they are sensitive
 */
export function planError(
  name: string,
  diagnostics: readonly Diagnostic[],
  source: Stack,
  secrets: readonly string[],
  isStateGiven = false,
): PlanError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  // Where a plan could not be printed, a warning may be all there is.
  const shown = errors.length > 0 ? errors : diagnostics;
  const texts = shown.map((diagnostic) => described(diagnostic, source, isStateGiven));
  const text = [`${name} cannot be planned`, ...new Set(texts), ...remoteStateHint(source)].join("\n\n");
  return new PlanError(secrets.reduce(masked, text));
}

/** Shorter texts are parts of common words. They are masked where they are quoted as a whole. */
const SHORTEST_MASKED = 4;

function masked(text: string, secret: string): string {
  const places = secret.length < SHORTEST_MASKED ? ['"', "'", "`"].map((mark) => mark + secret + mark) : [secret];
  return places.reduce((rest, place) => rest.split(place).join("(sensitive value)"), text);
}

function described(diagnostic: Diagnostic, source: Stack, isStateGiven: boolean): string {
  const isHidden = mayQuote(diagnostic, source) || (isStateGiven && !OF_STATES.test(diagnostic.summary));
  // Terraform's own summaries name no value. Those of providers may, and have the address of the block.
  const summary = diagnostic.address === undefined ? diagnostic.summary : "The provider refuses it";
  const told = isHidden ? { summary, detail: LEFT_OUT } : diagnostic;
  const detail = (told.detail ?? "").trim();
  const construct = constructOf(subjectOf(diagnostic, source), source);
  const refused = refusedPath(detail);
  if (refused !== undefined) {
    return (
      `${construct}a function reads ${refused}, which is outside of the stack ` +
      "and of the module, or renders a configuration as a template; a plan does neither, so pass the content as a variable, or put the file into the module"
    );
  }
  const lines = [...countIn(diagnostic, source), ...(detail === "" ? [] : detail.split("\n"))];
  return [`${construct}${told.summary}`, ...lines].join("\n  ");
}

/** The expression, which is shown beside such an error: constructs write in it why it must be known. */
function countIn(diagnostic: Diagnostic, source: Stack): string[] {
  const count = blockIn(diagnostic, source)?.body.count;
  return diagnostic.summary === "Invalid count argument" && count !== undefined ? [`count = ${String(count)}`] : [];
}

function blockIn({ address, snippet }: Diagnostic, { blockByAddress }: Stack): Block | undefined {
  const place = address ?? snippet?.context?.replace(/^resource\./, "");
  return place === undefined ? undefined : blockByAddress.get(blockOfInstance(place));
}

function remoteStateHint({ blocks }: Stack): string[] {
  const states = blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const mocks = states.map(({ address }) => `"${address}": { outputs: { … } }`).join(", ");
  return states.length > 0 ? [`Outputs of other stacks are placeholders; set them with mocks: { ${mocks} }`] : [];
}

/** The address that a diagnostic is about; empty where it tells none. */
function subjectOf({ summary, detail, address, snippet }: Diagnostic, source: Stack): string {
  return address ?? resourceIn(detail, source) ?? variableIn(summary, snippet) ?? snippet?.context ?? "";
}

/** The first resource of the stack that a sentence names. */
function resourceIn(detail = "", { blocks }: Stack): string | undefined {
  const resources = new Set(blocks.filter(({ kind }) => kind === "resource").map(({ address }) => address));
  const words = detail.split(/[^\w.-]+/).map((word) => word.split(".").slice(0, 2).join("."));
  return words.find((word) => resources.has(word));
}

/** The variable whose value is rejected. Only the values beside the configuration's line tell its name. */
function variableIn(summary: string, snippet: Diagnostic["snippet"]): string | undefined {
  const names = snippet?.values?.map(({ traversal }) => traversal) ?? [];
  return summary.startsWith("Invalid value for variable")
    ? names.find((name) => wholeReference(name)?.root === "var")
    : undefined;
}

/** `[path of the construct] address: ` */
function constructOf(subject: string, { constructPaths }: Stack): string {
  const reference = wholeReference(subject);
  if (reference === undefined) {
    return "";
  }
  const attributes = reference.steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));
  const names = [reference.root, ...attributes].filter((name, index) => index > 0 || name !== "resource");
  const address = names.slice(0, names[0] === "data" || names[0] === "ephemeral" ? 3 : 2).join(".");
  const path = constructPaths.get(address);
  return `${path === undefined ? "" : `[${path}] `}${address}: `;
}

/** Of these, Terraform itself refuses messages that quote a sensitive value. */
const CONDITIONS = /condition failed|assertion failed|^Invalid value for variable$/;

/** Of these, Terraform says before it evaluates anything, so that they name arguments, blocks and references alone. */
const UNEVALUATED =
  /^(Extraneous JSON object property|Unsupported (argument|block type)|Missing required argument|Reference to undeclared .+|(Insufficient|Too many) \S+ blocks)$/;

/** Of these, too, and they name providers, types and versions alone. */
const OF_STATES = new RegExp(
  `${UNEVALUATED.source}|^(Missing required provider|Resource instance managed by newer .+)$`,
);

/**
 * Whether the words of an error may quote a sensitive value, or one that is derived from it: functions and providers get values
 * without the engine's marks. It is decided by what the engine says that it reads, and by what the lines refer to that it is
 * about.
 */
function mayQuote(diagnostic: Diagnostic, source: Stack): boolean {
  const { summary, address, snippet = {} } = diagnostic;
  const { values = [], code = "", context } = snippet;
  if (CONDITIONS.test(summary) || (address === undefined && UNEVALUATED.test(summary))) {
    return false;
  }
  if (values.some(({ statement = "" }) => /sensitive/.test(statement))) {
    return true;
  }
  if (code.includes("${")) {
    return readsSecret(code.match(/\b[a-z]\w*(?:\.[\w-]+){1,2}/g) ?? [], code, source);
  }
  const block = blockIn(diagnostic, source);
  if (block === undefined) {
    // It is about a module, or about something that is not read.
    return (address ?? context) !== undefined && source.variables.some(({ isSecret }) => isSecret);
  }
  return readsSecret([...namesIn(block.body)], JSON.stringify(block.body), source);
}

/** What stands in place of such words. */
const LEFT_OUT = "The details are left out here, since they may quote a sensitive value.";

function readsSecret(names: readonly string[], text: string, source: Stack): boolean {
  const all = closure(names, (name) => readsOf(source).get(name) ?? []);
  return (
    /\bsensitive\(/.test(text) || source.variables.some(({ name, isSecret }) => isSecret && all.has(`var.${name}`))
  );
}

/** What became of a job that has a plan, and what is needed to read it. */
interface ReadablePlan extends JobResult {
  readonly plan: JsonObject;
  readonly schemas: Schemas;
  /** The arguments and blocks of a resource that the provider of the earlier version does not know yet. */
  readonly added: (type: string) => readonly string[];
}

/** The plan of a job, as one of anybody else is read, with what is known of it because it was made here. */
export function shownPlan(versions: Versions<Plannable>, answer: ReadablePlan, mocks: Mocks): ShownPlan {
  const { changed } = versions;
  const imported = importedAddresses(changed);
  const inPlace = new Map(
    readPlan(answer.inPlacePlan ?? {}).resource_changes.map((change) => [change.address, change]),
  );
  const notesOn = ({ address: text, previous_address: previous = text, ...reported }: ResourceChange): ChangeNotes => {
    const address = parseAddress(text);
    const { mode, type, change } = reported;
    const unplanned = answer.unplanned[text] ?? answer.existing[previous]?.unplanned;
    return {
      inPlace: inPlace.get(text),
      configuration: bodyOf(changed, address),
      schema: answer.schemas(mode === "data" ? "data_source" : "resource", type) ?? {},
      isImported: address !== undefined && isImported(address, imported),
      open: answer.existing[previous]?.open ?? [],
      added: (change.before ?? null) === null ? [] : answer.added(type),
      ...(unplanned === undefined ? {} : { unplanned }),
    };
  };
  return {
    ...readPlan(answer.plan),
    engine: {
      madeUp: new MadeUpTexts(answer.madeUp),
      notesOn,
      ...(versions.existing === undefined ? {} : { former: formerData(answer) }),
      provisioners: new Map(changed.source.blocks.map((block) => [block.address, provisionersOf(block)])),
      locals: changed.stack.locals,
      given: (text) => {
        const address = parseAddress(text);
        const type = address === undefined ? "" : `data.${address.type}`;
        const answers = [mocks[type], mocks[blockOfInstance(text)], mocks[text], bodyOf(changed, address)];
        return answers.flatMap((one) => Object.keys(one ?? {}));
      },
      written: new Set(allVersions(versions).flatMap(({ source }) => texts(source.sections).map(({ text }) => text))),
      outputs: changed.stack.outputs.map(({ name }) => name),
    },
  };
}

function formerData({ existing }: ReadablePlan): StateResource[] {
  return Object.entries(existing).flatMap(([address, { answer }]): StateResource[] => {
    const { type = "", name = "" } = parseAddress(address) ?? {};
    const own = { address, mode: "data", type, name, providerName: "" } as const;
    return answer === undefined ? [] : [{ ...own, values: answer, sensitive: false }];
  });
}

/** The body of the block that a resource is an instance of. Those in modules are not read. */
function bodyOf({ stack }: Plannable, instance: Address | undefined): JsonObject {
  return (instance && stack.blockByAddress.get(blockAddress(instance))?.body) ?? {};
}

/** By its own address, or by that of its block where only Terraform can evaluate the keys of the instances. */
function isImported(instance: Address, imported: ReadonlySet<string>): boolean {
  return imported.has(printAddress(instance)) || imported.has(blockAddress(instance));
}

/** The addresses that the `import` blocks of a stack name: of a whole block where only Terraform can evaluate the keys. */
function importedAddresses(version: Plannable): ReadonlySet<string> {
  const addresses = version.source.imports.flatMap(({ to, forEach }) => {
    const keys = to.key === undefined ? membersOf(forEach, version) : undefined;
    return keys === undefined ? [printAddress(to)] : keys.map((key) => printAddress({ ...to, key }));
  });
  return new Set(addresses);
}

const SET_OF_VARIABLE = /^\$\{\s*toset\(\s*var\.([\w-]+)\s*\)\s*\}$/;

/** The members of a set, which are its keys, where it is made of a list of strings or of a variable. */
function membersOf(forEach: Json | undefined, { source, variables }: Plannable): readonly string[] | undefined {
  const [, variable] = SET_OF_VARIABLE.exec(textOf(forEach)) ?? [];
  if (variable === undefined) {
    const keys = literalKeys(textOf(forEach));
    return keys.length === 0 ? undefined : keys;
  }
  const declared = source.variables.find(({ name }) => name === variable);
  const value = lookUp(variables, variable) ?? declared?.default;
  return isList(value) ? value.filter((member) => typeof member === "string") : undefined;
}
