import { interfaceOf, linkTo, pageOf, placeOf, section, stateSecrets } from "../hand-off/readme";
import { backendOf } from "../hand-off/root-module";
import { asksService, loginOf } from "../knowledge/catalogue/block-types";
import { purpose } from "../knowledge/pages/readme";
import { hiddenValues } from "../knowledge/secrets/secret-scan";
import type { Source } from "../shared/files";
import { code, codeList, table } from "../shared/words";
import { objectOf, textOf } from "../stack/json";
import type { Stack } from "../stack/stack";
import type { Configuration } from "./configuration";
import { noteTable } from "./notes";

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
  return pageOf("Configurations", INTRODUCTION, table(["Folder", "Purpose", "Reads outputs of"], rows));
}

const INTRODUCTION =
  "Each folder is a Terraform configuration with a state of its own. Its README says how to move the state over. " +
  "Start with those that read no other: the rest can be planned once these are applied.";

/** The other folders whose outputs a configuration reads. */
function othersIn(reads: Configuration["reads"]): string {
  return codeList([...new Set(reads.values())]);
}
