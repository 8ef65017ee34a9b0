import type { Access } from "../../knowledge/access/access";
import { accessIn } from "../../knowledge/access/access-in";
import { asksService, isAboutImages, loginOf } from "../../knowledge/catalogue/block-types";
import { notJudgedSince } from "../../knowledge/judgement/judgement";
import { notJudgedProse } from "../../knowledge/pages/access";
import {
  keepingAccounts,
  permissions,
  pullSummary,
  purpose,
  rotating,
  whoMayPull,
  withoutPulls,
} from "../../knowledge/pages/readme";
import { hiddenValues } from "../../knowledge/secrets/secret-scan";
import { configuredStack } from "../../planned/planned-stack";
import { code, codeList, prose, table } from "../../shared/words";
import { objectOf } from "../../stack/json";
import type { Block, Stack, Variable } from "../../stack/stack";
import { addressInState, EXAMPLE_FOLDER, type Modules } from "../module/layout";
import type { Provenance } from "../module/provenance";
import type { Backend, RootModule } from "../module/root-module";
import {
  inputTable,
  type Note,
  noteTable,
  outputTable,
  resourceTable,
  scannerFindings,
  stateSecrets,
  versionTable,
} from "./tables";

/**
 * The README of a bundle, for a team that decides whether to run it.
 * @param caveats what must be known before the bundle's test is run, as a paragraph; may be empty
 * @param notes what must be reviewed, as `notesOf` found it in the module's stack
 */
export function readmePage(
  name: string,
  module: RootModule,
  modules: Modules,
  caveats: string,
  notes: readonly Note[],
  provenance: Provenance,
): string {
  const { stack, backend } = module;
  const access = accessOf(stack);
  const inState = (address: string) => addressInState(address, modules);
  return pageOf(
    name,
    summary(stack, access).join(" "),
    ORIGIN,
    usage(modules),
    origin(provenance),
    ...optionalSection("Who may pull what", whoMayPullWhat(stack, access)),
    ...review(notes),
    ...interfaceOf(modules.top.stack, hiddenValues(stack)),
    ...optionalSection(`Inputs of ${code(EXAMPLE_FOLDER.slice(0, -1))} alone`, callerInputs(module, modules)),
    ...optionalSection("Resources", resourceTable(stack.blocks)),
    ...section("Permissions needed by the identity that runs `terraform apply`", ...permissions(stack)),
    ...section("Secrets and the state", ...stateSecrets(stack)),
    ...optionalSection("What a scanner reports", scannerFindings(stack)),
    ...section("Versions", ...versions(module)),
    ...section("Test, plan and apply", ...running(stack, modules), caveats),
    ...section("Keep the state", ...keepingState(backend, modules)),
    ...section("Roll back", rollingBack(stack, modules)),
    ...optionalSection("Rotate credentials", rotating(stack, access, inState)),
    ...section("Files", FILES, VERIFICATION),
  );
}

/** A page with a title. */
export function pageOf(title: string, ...paragraphs: readonly string[]): string {
  return `${[`# ${prose(title)}`, ...paragraphs].join("\n\n")}\n`;
}

/** What a person has to look at first; nothing where nothing is. */
export function review(notes: readonly Note[]): string[] {
  return notes.length === 0 ? [] : section("Review this first", noteTable(notes));
}

/** The inputs and outputs of a stack. @param hidden the inputs that are secret, such as `var.a` */
export function interfaceOf({ variables, outputs }: Stack, hidden: ReadonlySet<string>): string[] {
  return [
    ...optionalSection("Inputs", inputTable(variables, hidden)),
    ...optionalSection("Outputs", outputTable(outputs)),
  ];
}

function accessOf(stack: Stack): Access[] {
  return accessIn([configuredStack(stack)]);
}

/** Empty for a stack that has nothing to do with images. */
function whoMayPullWhat(stack: Stack, access: readonly Access[]): string[] {
  const isForeign = access.length === 0 && !isAboutImages(stack);
  return isForeign ? [] : [...whoMayPull(access), ...notJudgedProse(notJudgedSince(undefined, configuredStack(stack)))];
}

const ORIGIN =
  "This folder is a self-contained Terraform module, generated from a source that another team maintains. " +
  "Ask that team for changes: it hands over a new version of this folder. " +
  "If files were edited here, the hand-off lists them and stops, and overwrites them only with `--force`.";

function versions({ providers, requiredVersion }: RootModule): string[] {
  const engine = `Terraform or OpenTofu: ${code(requiredVersion)}.`;
  const ranges = providers.some(({ range }) => range !== "") ? [RANGES] : [];
  return providers.length === 0
    ? ["This module needs no provider.", engine]
    : [...versionTable(providers), ...ranges, LOCK_FILE, engine];
}

const RANGES =
  "The module was generated for the first version of each range. " +
  "Later versions in the range add fixes and arguments, and keep what the module uses. " +
  "The next major version may change what an argument means, so it needs a new hand-off.";

export const LOCK_FILE =
  "`terraform init` records the versions that it selects in `.terraform.lock.hcl`: commit that file.";

const FILES =
  "`CHANGES.md` says what changed since the previous hand-off. The next one compares with `stack.json`, and `manifest.json` " +
  "has the digests of all files: Terraform reads neither.";

const VERIFICATION =
  "`npx terraform-stack-tools verify .` compares the files with `manifest.json`; allow your own files with `--allow <path>`. " +
  "The digests show what was edited. An attestation of `manifest.json` shows who wrote the folder, " +
  "if the pipeline of the source makes one.";

/** What a module creates, and what follows for who may pull. The first sentence can be read on its own. */
export function summary(stack: Stack, access: readonly Access[]): readonly [string, ...string[]] {
  return [...(stack.blocks.length === 0 ? NOTHING : purpose(stack)), ...pullSummary(stack, access)];
}

/** The same in a line: what is created, and who may do what by it. */
function shortSummary(stack: Stack, access: readonly Access[]): string {
  return [summary(stack, access)[0], ...(access.length === 0 ? [] : pullSummary(stack, access).slice(0, 1))].join(" ");
}

const NOTHING = ["This module manages no resources."] as const;

/** Which source a bundle was generated from, and who answers for it. */
function origin({ repository, commit, hasUncommittedChanges, owner, contact, version }: Provenance): string {
  const changes = hasUncommittedChanges ? ", with uncommitted changes" : "";
  const rows = [
    ["Source", stated(repository)],
    ["Commit", `${stated(commit)}${changes}`],
    ["Owner", stated(owner)],
    ["Contact", stated(contact)],
    ["Generated by", code(`terraform-stack-tools ${version}`)],
  ];
  return table(["Handed over from", ""], rows);
}

function stated(text: string | undefined): string {
  return text === undefined ? "not given" : code(text);
}

/** How the bundle is used: called by others, or applied where it is. */
function usage({ example, obstacle }: Modules): string {
  if (example === undefined) {
    return obstacle ?? "It configures its providers and is applied where it is.";
  }
  const link = `[${EXAMPLE_FOLDER.slice(0, -1)}](${EXAMPLE_FOLDER})`;
  return (
    `It is a child module: it configures no provider and no backend, so that other configurations can call it. ` +
    `${link} is such a configuration: it configures the providers and takes over what the source was applied to.`
  );
}

/** The inputs that only the caller has; nothing where there are none. */
function callerInputs({ stack }: RootModule, { top, example }: Modules): string[] {
  const own = top.stack.variables.map(({ name }) => name);
  const others = stack.variables.filter(({ name }) => !own.includes(name));
  return example === undefined ? [] : inputTable(others, hiddenValues(stack));
}

/** The README above the bundles of several stacks. */
export function indexPage(bundles: readonly { readonly name: string; readonly module: RootModule }[]): string {
  const rows = bundles.map(({ name, module }) => [linkTo(name), shortSummary(module.stack, accessOf(module.stack))]);
  return pageOf("Modules", INTRODUCTION, table(["Module", "Purpose"], rows));
}

const INTRODUCTION =
  "Each folder is a Terraform module of its own, with its own state. " +
  "Start with the README of the module that you want to run.";

export function linkTo(name: string): string {
  return `[${prose(name)}](${encodeURIComponent(name)}/README.md)`;
}

export function section(title: string, ...paragraphs: readonly string[]): string[] {
  return [`## ${title}`, ...paragraphs.filter((paragraph) => paragraph !== "")];
}

function optionalSection(title: string, paragraphs: readonly string[]): string[] {
  return paragraphs.length === 0 ? [] : section(title, ...paragraphs);
}

/** How to log in, test, plan and apply the module. */
export function running(stack: Stack, modules: Modules): string[] {
  return [
    ...logins(stack, "Log in first, as the identity with the permissions above:"),
    ENGINES,
    commands(stack, modules),
  ];
}

/** How the providers of a module log in, as a list; nothing where none has to. */
export function logins({ requiredProviders, providers }: Stack, introduction: string): string[] {
  const steps = requiredProviders
    .filter(({ name }) => asksService(name))
    .flatMap(({ name }) => {
      const configurations = providers.filter((provider) => provider.name === name);
      const bodies = configurations.length === 0 ? [{}] : configurations.map(({ body }) => body);
      const ways = new Set(bodies.map((body) => loginOf({ name, body }) ?? UNKNOWN_LOGIN));
      return [...ways].map((way) => `- ${code(name)}: ${way}.`);
    });
  return steps.length === 0 ? [] : [introduction, steps.join("\n")];
}

const UNKNOWN_LOGIN = "see the documentation of the provider";

export const ENGINES = "Every command also works with `tofu` instead of `terraform`.";

/** Where the state is kept, and how to bring the one of the stack along. */
export function keepingState(backend: Backend | undefined, { example }: Modules): string[] {
  const moves =
    `The \`moved\` blocks in ${code(EXAMPLE_FOLDER)} take every object into the module. A configuration of your own that ` +
    `calls it by another name than ${code(example?.call ?? "")} needs them with that name.`;
  return [
    "Without a backend, Terraform keeps the state in a file in the folder where it runs. " +
      "To use a backend of your own, configure it in a file named `backend.tf` there; later hand-offs do not touch that file.",
    `The source stack keeps its state ${placeOf(backend)}. If it has been applied, move that state over before the ` +
      "first plan: configure the same backend in `backend.tf`, or copy the state:",
    [
      "1. In the folder of the source stack, run `terraform state pull > stack.tfstate`.",
      `2. ${example === undefined ? "Here" : `In ${code(EXAMPLE_FOLDER)}`}, run \`terraform init\`, then \`terraform state push stack.tfstate\`, ` +
        "and delete that file, which may contain secrets.",
      "3. Run `terraform plan`. It must add, change and destroy nothing.",
    ].join("\n"),
    ...(example === undefined ? [] : [moves]),
  ];
}

export function placeOf(backend: Backend | undefined): string {
  if (backend === undefined || backend.kind === "local") {
    return "in a local file";
  }
  const workspace = backend.workspace === undefined ? "" : `, in the workspace ${code(backend.workspace)}`;
  return backend.kind === "cloud"
    ? `in HCP Terraform (a \`cloud\` block)${workspace}`
    : `in the backend ${code(backend.kind)}${workspace}`;
}

function commands(stack: Stack, { example }: Modules): string {
  const { variables } = stack;
  const hidden = hiddenValues(stack);
  const isSecret = ({ name }: Variable) => hidden.has(`var.${name}`);
  const secrets = variables.filter((variable) => variable.isRequired && isSecret(variable));
  return [
    "```sh",
    "terraform init",
    "terraform test                                  # does it plan, with these outputs?",
    ...(example === undefined ? [] : [`cd ${EXAMPLE_FOLDER.slice(0, -1)}`, "terraform init"]),
    ...(variables.every(isSecret) ? [] : ["cp terraform.tfvars.example terraform.tfvars    # then complete it"]),
    ...secrets.map(readSecret),
    "terraform plan -out plan",
    "terraform apply plan && rm plan",
    "```",
  ].join("\n");
}

/** A name of the input may contain what a shell would interpret. */
function readSecret({ name }: Variable): string {
  const variable = `TF_VAR_${name.replace(/[^-\w]/g, "")}`;
  return `read -rs ${variable} && export ${variable}`;
}

/** How to go back to an earlier version, and how to remove everything. */
export function rollingBack({ blocks }: Stack, modules: Modules): string {
  return [
    VERSION_CONTROL,
    ...withoutPulls(blocks),
    ...removal(blocks),
    ...keepingAccounts(blocks, (address) => addressInState(address, modules)),
  ].join("\n\n");
}

const VERSION_CONTROL =
  "Keep this folder under version control. " +
  "To roll back, check out the previous commit, then plan and apply: Terraform restores what that commit describes. " +
  "Check the plan for anything that it would destroy.";

const REMOVAL = "To remove everything, run `terraform destroy`.";

function removal(blocks: readonly Block[]): string[] {
  const isKept = ({ body }: Block) => objectOf(body.lifecycle).prevent_destroy === true;
  const kept = blocks.filter(isKept).map(({ address }) => address);
  return kept.length === 0
    ? [REMOVAL]
    : [
        `${REMOVAL} Terraform refuses to delete ${codeList(kept)} until \`prevent_destroy\` is removed from the module.`,
      ];
}
