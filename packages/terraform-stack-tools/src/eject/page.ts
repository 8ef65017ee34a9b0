import type { Backend } from "../hand-off/module/root-module";
import { logins } from "../hand-off/readme/page";
import { inputTable, outputTable, stateSecrets } from "../hand-off/readme/tables";
import { remainsOf } from "../knowledge/catalogue/block-types";
import { purpose } from "../knowledge/pages/readme";
import { hiddenValues } from "../knowledge/secrets/secret-scan";
import { code, codeList, prose, table } from "../shared/words";
import type { Stack } from "../stack/stack";

/** What the page of one stack says. */
export interface Page {
  readonly name: string;
  readonly stack: Stack;
  /** The files of the configuration, in order. */
  readonly files: readonly string[];
  /** Where the state is; undefined where the source names no backend. */
  readonly backend: Backend | undefined;
  /** The file with the state, where it is one on the machine that deployed the source. */
  readonly stateFile: string | undefined;
  /** How many objects have another address than in the state. */
  readonly moves: number;
  /** The names of the other folders whose outputs it reads. */
  readonly reads: readonly string[];
}

/** The README of a configuration, for the team that owns it. */
export function readme(page: Page): string {
  const { name, stack } = page;
  const paragraphs = [
    `# ${prose(name)}`,
    purpose(stack).join(" "),
    ...section("Bring the state along", stateOf(page), ...login(stack), firstPlan(page)),
    ...section("Go on from here", goOn(page)),
    ...section("Inputs", ...inputTable(stack.variables, hiddenValues(stack))),
    ...section("Outputs", ...outputTable(stack.outputs)),
    ...section("Secrets and the state", ...secretsOf(stack)),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function login(stack: Stack): string[] {
  const [, ways] = logins(stack);
  return ways === undefined ? [] : ["Log in as before:", ways];
}

function section(title: string, ...paragraphs: readonly string[]): string[] {
  const written = paragraphs.filter((paragraph) => paragraph !== "");
  return written.length === 0 ? [] : [`## ${title}`, ...written];
}

function stateOf({ backend, stateFile }: Page): string {
  if (backend !== undefined && backend.kind !== "local") {
    const place = backend.kind === "cloud" ? "HCP Terraform" : `the backend ${code(backend.kind)}`;
    const workspace = backend.workspace === undefined ? "" : `, in the workspace ${code(backend.workspace)}`;
    return (
      `The state stays where it is, in ${place}${workspace}: \`backend.tf\` names the same place as before. ` +
      "Keep a copy (`terraform state pull > before.tfstate`) until the first apply is done."
    );
  }
  const file = stateFile === undefined ? "the state file of the stack" : code(stateFile);
  return (
    `The state is a file on the machine that deployed the stack. Copy ${file} to \`terraform.tfstate\` in this folder. ` +
    "To keep it where the whole team reaches it, add a `backend.tf` and let `terraform init` take it there."
  );
}

function firstPlan({ moves, reads, stack }: Page): string {
  const hasInputs = stack.variables.some(({ isRequired }) => isRequired);
  const others = reads.length === 0 ? "" : ` It reads outputs of ${codeList(reads)}: bring those states along first.`;
  const count = moves === 0 ? "" : `, and says of ${moves === 1 ? "one object" : `${moves} objects`} that it has moved`;
  return [
    `\`\`\`sh\nterraform init\nterraform plan${hasInputs ? "    # with the same values as before" : ""}\n\`\`\``,
    `The plan ends with \`0 to add, 0 to change, 0 to destroy\`${count}. Whatever else it shows was different before, too: ` +
      `compare with a plan of the old code.${others} Every command works with \`tofu\` as well.`,
  ].join("\n\n");
}

function goOn({ moves, files, stack }: Page): string {
  const imports = files.includes("imports.tf");
  const hasDefaults = stack.variables.some(({ isRequired }) => !isRequired);
  return [
    "- This folder is the source now. Deploy it from here only, and delete the stack from the app.",
    ...(moves === 0
      ? []
      : ["- `moved.tf` is needed once. Delete it when every state of this configuration has been applied."]),
    ...(imports ? ["- `imports.tf` is needed until the objects in it are in the state."] : []),
    ...(hasDefaults ? ["- Values that may differ are in `variables.tf`, with those of today as defaults."] : []),
    "- Commit `.terraform.lock.hcl`, which `terraform init` writes. `terraform init -upgrade` takes later versions in the ranges of `versions.tf`.",
  ].join("\n");
}

/** The README above the configurations of an app. */
export function overview(pages: readonly Page[]): string {
  const rows = pages.map((page) => [
    `[${prose(page.name)}](${encodeURIComponent(page.name)}/README.md)`,
    purpose(page.stack)[0],
    page.reads.length === 0 ? "" : codeList(page.reads),
  ]);
  return `${["# Configurations", INTRODUCTION, table(["Folder", "Purpose", "Reads outputs of"], rows)].join("\n\n")}\n`;
}

const INTRODUCTION =
  "Each folder is a Terraform configuration with a state of its own. Its README says how to bring the state along. " +
  "Begin with those that read no other.";

/** More than this would be a list of all blocks. */
const MAXIMUM_UNKNOWN = 3;

/** Which secrets end up in the state; where that is known of few blocks, only how to treat it. */
function secretsOf(stack: Stack): string[] {
  const remains = stack.blocks.map(remainsOf);
  const unknown = remains.filter((one) => "unknown" in one).length;
  const isKnown = unknown <= MAXIMUM_UNKNOWN || remains.some((one) => "secret" in one);
  return isKnown ? stateSecrets(stack) : [TREAT];
}

const TREAT =
  "**Treat the state as secret.** Providers keep in it what they send and what they are answered, passwords and keys " +
  "included, and a saved plan (`terraform plan -out`) contains what the state contains. Keep both encrypted and locked, " +
  "and restrict who can read them.";
