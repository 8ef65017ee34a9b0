import { accessIn } from "../knowledge/access/access-in";
import { asksService, loginOf, remainsOf } from "../knowledge/catalogue/block-types";
import { notJudgedOf } from "../knowledge/judgement/judgement";
import { notJudgedProse, permissions, purpose, whoMayPull } from "../knowledge/purpose";
import { hiddenValues, isSecretInput } from "../knowledge/secrets/secret-scan";
import { configuredStack } from "../planned/planned-stack";
import type { Source } from "../shared/files";
import { code, codeList, described, prose, table } from "../shared/words";
import { grouped, objectOf, textOf } from "../stack/json";
import type { Output, Stack, Variable } from "../stack/stack";
import type { Configuration } from "./configuration";
import { noteTable } from "./notes";
import { type Backend, backendOf, type RootModule } from "./root-module";

/** What is checked out where a stack was synthesized. */
export interface Commit {
  readonly hash: string;
  /** Whether there are changes that it does not have. */
  readonly hasOthers: boolean;
}

/** The README of a bundle, for a team that decides whether to run it. */
export function readmePage(name: string, { stack, backend }: RootModule, commit: Commit | undefined): string {
  return pageOf(
    name,
    purpose(stack).join(" "),
    origin(commit),
    ...section("Who may pull what", ...whoMayPullWhat(stack)),
    ...interfaceOf(stack, hiddenValues(stack)),
    ...section("Permissions needed by the identity that runs `terraform apply`", ...permissions(stack)),
    ...section("Secrets and the state", ...stateSecrets(stack)),
    ...section("Keep the state", ...keepingState(backend)),
    ...section(
      "The next version",
      NEXT_VERSION,
      GATE,
      `\`handed-over/cdktf.out\` is the output of the app at ${nameOf(commit)}.`,
    ),
  );
}

/** A page with a title. */
function pageOf(title: string, ...paragraphs: readonly string[]): string {
  return `${[`# ${prose(title)}`, ...paragraphs].join("\n\n")}\n`;
}

/** Nothing where it has no paragraph. */
function section(title: string, ...paragraphs: readonly string[]): string[] {
  const told = paragraphs.filter((paragraph) => paragraph !== "");
  return told.length === 0 ? [] : [`## ${title}`, ...told];
}

function origin(commit: Commit | undefined): string {
  return (
    `This folder is a Terraform root module, generated from ${nameOf(commit)} of a source that another team maintains. ` +
    "Ask that team for changes: it hands over a new version, which replaces these files. Files of your own, such as " +
    "`backend.tf` and `terraform.tfvars`, stay."
  );
}

function nameOf(commit: Commit | undefined): string {
  if (commit === undefined) {
    return "an unknown commit";
  }
  return `the commit ${code(commit.hash)}${commit.hasOthers ? " with uncommitted changes" : ""}`;
}

const NEXT_VERSION =
  "Before the next version is handed over, the team of the source plans it over this one. This fails if an object would " +
  "be replaced or deleted, if somebody would lose access to images, if the objects are looked for somewhere else, or if no plan can tell:";

const GATE = `\`\`\`sh
npx terraform-stack-tools plan cdktf.out --existing handed-over/cdktf.out --fail-on replace,delete,unknown,loss,target
\`\`\``;

function whoMayPullWhat(stack: Stack): string[] {
  const configured = configuredStack(stack);
  const told = whoMayPull(stack, accessIn([configured]));
  return told.length === 0 ? [] : [...told, ...notJudgedProse(notJudgedOf(configured))];
}

/** Where the state is kept, and how to bring the one of the stack along. */
function keepingState(backend: Backend | undefined): string[] {
  return [
    "Without a backend, Terraform keeps the state in a file in this folder. To use a backend of your own, configure it in a " +
      "file named `backend.tf`.",
    `The source stack keeps its state ${placeOf(backend)}. If it has been applied, move that state over before the ` +
      "first plan: configure the same backend in `backend.tf`, or copy the state:",
    [
      "1. In the folder of the source stack, run `terraform state pull > stack.tfstate`.",
      "2. Here, run `terraform init`, then `terraform state push stack.tfstate`, and delete that file, which may contain secrets.",
      "3. Run `terraform plan`. It must add, change and destroy nothing.",
    ].join("\n"),
  ];
}

function placeOf(backend: Backend | undefined): string {
  if (backend === undefined || backend.kind === "local") {
    return "in a local file";
  }
  const workspace = backend.workspace === undefined ? "" : `, in the workspace ${code(backend.workspace)}`;
  return backend.kind === "cloud"
    ? `in HCP Terraform (a \`cloud\` block)${workspace}`
    : `in the backend ${code(backend.kind)}${workspace}`;
}

/** The README above the bundles of several stacks. */
export function indexPage(bundles: readonly { readonly name: string; readonly module: RootModule }[]): string {
  const rows = bundles.map(({ name, module }) => [linkTo(name), purpose(module.stack)[0]]);
  return pageOf("Modules", INTRODUCTION, table(["Module", "Purpose"], rows));
}

const INTRODUCTION =
  "Each folder is a Terraform module of its own, with its own state. " +
  "Start with the README of the module that you want to run.";

function linkTo(name: string): string {
  return `[${prose(name)}](${encodeURIComponent(name)}/README.md)`;
}

/** The inputs and outputs of a stack. @param hidden the inputs that are secret, such as `var.a` */
function interfaceOf({ variables, outputs }: Stack, hidden: ReadonlySet<string>): string[] {
  return [...section("Inputs", inputTable(variables, hidden)), ...section("Outputs", outputTable(outputs))];
}

function inputTable(variables: readonly Variable[], hidden: ReadonlySet<string>): string {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    described(variable.description),
    defaultOf(variable, hidden),
    rulesOf(variable, hidden),
  ]);
  return table(["Name", "Type", "Description", "Default", "Rules"], rows);
}

function defaultOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const { name, isRequired, default: value = null } = variable;
  if (isRequired) {
    return "required";
  }
  return hidden.has(`var.${name}`) ? "has a default, not shown" : code(JSON.stringify(value));
}

function rulesOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const rules = variable.validations.map(({ message }) => described(message)).filter((rule) => rule !== "");
  if (variable.isSecret) {
    rules.push("**secret**");
  } else if (hidden.has(`var.${variable.name}`)) {
    rules.push(`**secret by its ${isSecretInput(variable) ? "name" : "use"}, but not marked \`sensitive\`**`);
  }
  return rules.join("<br>");
}

function outputTable(outputs: readonly Output[]): string {
  const rows = outputs.map(({ name, description, isSecret }) => [
    code(name),
    described(description),
    isSecret ? "**yes**" : "no",
  ]);
  return table(["Name", "Description", "Secret"], rows);
}

/** Which secrets end up in the state, which do not, and for which blocks that is unknown. */
function stateSecrets({ blocks, variables, outputs }: Stack): string[] {
  const found = blocks.map((block) => ({ address: block.address, remains: remainsOf(block) }));
  const results = outputs.filter(({ isSecret }) => isSecret).map(({ name }) => `output.${name}`);
  const secret = [
    ...found.flatMap(({ address, remains }) => ("secret" in remains ? [{ address, words: remains.secret }] : [])),
    ...results.map((address) => ({ address, words: "the value of this output" })),
  ];
  const nothing = found.flatMap(({ address, remains }) =>
    "nothing" in remains ? [{ address, words: remains.nothing }] : [],
  );
  const unknown = found.filter(({ remains }) => "unknown" in remains).map(({ address }) => address);
  const inputs = (words: string, isIn: (variable: Variable) => boolean) => {
    const names = variables.filter(isIn).map(({ name }) => name);
    return names.length === 0 ? [] : [`${words}: ${codeList(names)}.`];
  };
  return [
    verdict(secret.length > 0, unknown),
    table(["Block", "Secret"], byWords(secret)),
    ...(nothing.length > 0 ? [NOT_STORED, table(["Block", "Why"], byWords(nothing))] : []),
    ...inputs(IN_PLANS, ({ isSecret, isEphemeral }) => isSecret && !isEphemeral),
    ...inputs("Ephemeral inputs, neither in the state nor in a plan", ({ isEphemeral }) => isEphemeral),
    PLANS,
  ];
}

/** More would be a list of all blocks. */
const MAXIMUM_NAMES = 3;

/** What is known and what is not, in one line. It calls a state free of secrets only where every block is known. */
function verdict(hasSecrets: boolean, unknown: readonly string[]): string {
  const which = unknown.length > MAXIMUM_NAMES ? `${unknown.length} blocks` : codeList(unknown);
  const gap = unknown.length === 0 ? "" : ` Unknown for ${which}, so treat the state as secret.`;
  if (hasSecrets) {
    return `**Secrets are in the state, readable by everyone with access to it.**${gap}`;
  }
  return gap === "" ? "**No secret is in the state.**" : `**Secrets may be in the state.**${gap}`;
}

const IN_PLANS = "Secret inputs, in every saved plan, and in the state if a block above stores them";
const NOT_STORED = "Nothing secret is stored for these:";
const PLANS =
  "A saved plan (`terraform plan -out`) contains what the state contains. " +
  "Keep both encrypted and locked, and restrict who can read them.";

/** One row for all blocks of one reason. */
function byWords(reasons: readonly { readonly address: string; readonly words: string }[]): string[][] {
  const groups = grouped(reasons, ({ words }) => words);
  return [...groups].map(([words, alike]) => [alike.map(({ address }) => code(address)).join("<br>"), words]);
}

/** The README of a configuration, for the team that owns it. */
export function readme(configuration: Configuration): string {
  const { source, stack, notes } = configuration;
  return pageOf(
    // Another first line than that of a bundle: neither is written into the folder of the other.
    `Configuration ${source.name}`,
    purpose(stack).join(" "),
    ...section("Review this first", noteTable(notes)),
    ...section("Move the state over", ...stateOf(configuration), ...logins(stack), ...firstPlan(configuration)),
    ...section("Next steps", goOn(configuration)),
    ...section("Go back", goBack(configuration)),
    ...interfaceOf(stack, hiddenValues(stack)),
    ...section("Secrets and the state", ...stateSecrets(stack)),
  );
}

/** How the providers log in, as a list; nothing where none has to. */
function logins({ requiredProviders, providers }: Stack): string[] {
  const steps = requiredProviders
    .filter(({ name }) => asksService(name))
    .flatMap(({ name }) => {
      const configurations = providers.filter((provider) => provider.name === name);
      const bodies = configurations.length === 0 ? [{}] : configurations.map(({ body }) => body);
      const ways = new Set(bodies.map((body) => loginOf({ name, body }) ?? "see the documentation of the provider"));
      return [...ways].map((way) => `- ${code(name)}: ${way}.`);
    });
  return steps.length === 0 ? [] : ["Log in as before:", steps.join("\n")];
}

/** Where the state is that the whole team reaches; undefined where it is a file. */
function sharedPlaceOf({ stack }: Source): string | undefined {
  const backend = backendOf(stack.settings);
  return backend === undefined || backend.kind === "local" ? undefined : placeOf(backend);
}

function stateOf({ source }: Configuration): string[] {
  const place = sharedPlaceOf(source);
  if (place !== undefined) {
    return [
      `The state stays where it is, ${place}: \`backend.tf\` points to the same place. ` +
        "Keep a copy before the first apply: `terraform init`, then `terraform state pull > before.tfstate`.",
    ];
  }
  return [
    `The state is a file on the machine that deployed the stack. Copy ${stateFileOf(source)} to \`terraform.tfstate\` in this folder, ` +
      "and keep the original. To share the state with your team, add a `backend.tf`, and `terraform init` moves it there.",
  ];
}

/** The name of the file in which a stack keeps its state. */
function stateFileOf({ stack }: Source): string {
  const { local } = objectOf(stack.settings.backend);
  const path = textOf(objectOf(local).path) || "terraform.tfstate";
  return local === undefined ? "the state file of the stack" : code(path.split(/[\\/]/).pop() ?? "");
}

function firstPlan({ isMoved, stack, reads, draft: { outputs } }: Configuration): string[] {
  const hasInputs = stack.variables.some(({ isRequired }) => isRequired);
  const others =
    reads.size === 0 ? "" : ` It reads outputs of ${othersIn(reads)}: move those states over first, and apply there.`;
  const moved = isMoved ? ", and lists what has moved" : "";
  const renamed =
    outputs.size === 0
      ? ""
      : ` Outputs that other folders read have new names (${codeList([...outputs.values()])}): the plan lists them under changes to outputs.`;
  return [
    `\`\`\`sh\nterraform init\nterraform plan${hasInputs ? "    # with the same values as before" : ""}\n\`\`\``,
    `The plan ends with \`0 to add, 0 to change, 0 to destroy\`${moved}. Anything else that it shows was pending before: ` +
      `compare it with a plan of the old code.${renamed}${others} Every command also works with \`tofu\` instead of \`terraform\`.`,
  ];
}

function goBack({ source, isMoved }: Configuration): string {
  if (!isMoved) {
    return "Every object has the address from the app, which can be deployed again over the same state.";
  }
  const step =
    sharedPlaceOf(source) === undefined
      ? "delete this folder, and deploy the app with the state file that you kept"
      : "run `terraform state push -force before.tfstate` here, and deploy the app again. " +
        "It needs `-force`, because the serial of the copy is lower by now";
  return `You can go back as long as only the move has been applied here: ${step}. The copy does not have what is applied here later.`;
}

function goOn({ source, code: files, isMoved, copied }: Configuration): string {
  const readers = copied.length === 0 ? "" : `, read by ${codeList(copied)}`;
  const lines = [
    "This folder is the source now. Deploy it from here only, and delete the stack from the app.",
    isMoved && "`moved.tf` is needed once. Delete it when every state of this configuration has been applied.",
    files.has("imports.tf") && "`imports.tf` is needed until the objects in it are in the state.",
    source.assets.size > 0 && `\`assets\` has copies of the app's files${readers}.`,
    "`terraform init` records the versions that it selects in `.terraform.lock.hcl`: commit that file. " +
      "`terraform init -upgrade` takes later versions in the ranges of `versions.tf`.",
  ];
  return lines.flatMap((line) => (line ? [`- ${line}`] : [])).join("\n");
}

/** The README above the configurations of an app. */
export function overview(configurations: readonly Configuration[]): string {
  const rows = configurations.map(({ source, stack, reads }) => [
    linkTo(source.name),
    purpose(stack)[0],
    othersIn(reads),
  ]);
  return pageOf("Configurations", ORDER, table(["Folder", "Purpose", "Reads outputs of"], rows));
}

const ORDER =
  "Each folder is a Terraform configuration with a state of its own. Its README says how to move the state over. " +
  "Start with those that read no other: the rest can be planned once these are applied.";

/** The other folders whose outputs a configuration reads. */
function othersIn(reads: Configuration["reads"]): string {
  return codeList([...new Set(reads.values())]);
}
