import { asksService, loginOf } from "../../knowledge/catalogue/block-types";
import { keepingAccounts, withoutPulls } from "../../knowledge/pages/operations";
import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { code, codeList, shellQuoted } from "../../shared/words";
import { printAddress } from "../../stack/address";
import { objectOf } from "../../stack/json";
import type { Block, Stack, Variable } from "../../stack/stack";
import { addressInState, EXAMPLE_FOLDER, type Example, type Modules } from "../module/layout";
import type { Backend } from "../module/root-module";

/** How to log in, test, plan and apply the module. */
export function running(stack: Stack, modules: Modules): string[] {
  return [...logins(stack), ENGINES, commands(stack, modules)];
}

/** How the providers of a module log in, as a list; nothing where none has to. */
export function logins({ requiredProviders, providers }: Stack): string[] {
  const steps = requiredProviders
    .filter(({ name }) => asksService(name))
    .flatMap(({ name }) => {
      const configurations = providers.filter((provider) => provider.name === name);
      const bodies = configurations.length === 0 ? [{}] : configurations.map(({ body }) => body);
      const ways = new Set(bodies.map((body) => loginOf({ name, body }) ?? UNKNOWN_LOGIN));
      return [...ways].map((way) => `- ${code(name)}: ${way}.`);
    });
  return steps.length === 0 ? [] : ["Log in first, as the identity with the permissions above:", steps.join("\n")];
}

const UNKNOWN_LOGIN = "see the documentation of the provider";

const ENGINES = "Every command also works with `tofu` instead of `terraform`.";

/** Where the state is kept, and how to bring the one of the stack along. */
export function keepingState(backend: Backend | undefined, { example }: Modules): string[] {
  return example === undefined
    ? [BACKEND, moving(backend, "since the resources have the same addresses here"), migration("Here")]
    : [BACKEND, moving(backend, MOVED), migration(`In ${code(EXAMPLE_FOLDER)}`), elsewhere(example)];
}

const BACKEND =
  "Without a backend, Terraform keeps the state in a file in the folder where it runs. " +
  "To use a backend of your own, configure it in a file named `backend.tf` there; later handoffs do not touch that file.";

const MOVED = "and the `moved` blocks beside the call take every object into the module";

function moving(backend: Backend | undefined, what: string): string {
  return (
    `The source stack keeps its state ${placeOf(backend)}. If it has been applied, bring that state along before the ` +
    `first plan, ${what}: configure the same backend in \`backend.tf\`, or copy the state:`
  );
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

function migration(place: string): string {
  return [
    "1. In the folder of the source stack, run `terraform state pull > stack.tfstate`.",
    `2. ${place}, run \`terraform init\`, then \`terraform state push stack.tfstate\`, and delete that file, which may contain secrets.`,
    "3. Run `terraform plan`. It must add, change and destroy nothing.",
  ].join("\n");
}

/** For those who call the module from a configuration of their own. */
function elsewhere({ call, module }: Example): string {
  const [move] = module.stack.moves.filter(({ to }) => to.modules.length > 0);
  if (move === undefined) {
    return "";
  }
  const command = `terraform state mv ${[move.from, move.to].map((one) => shellQuoted(printAddress(one))).join(" ")}`;
  return (
    `A configuration of your own that calls the module by another name than ${code(call)} needs these blocks with that ` +
    `name, or one command for each of them, such as ${code(command)}.`
  );
}

function commands(stack: Stack, { example }: Modules): string {
  const { blocks, variables } = stack;
  const isSecret = ({ name }: Variable) => hiddenValues(stack).has(`var.${name}`);
  const isFullyMocked = blocks.every(({ kind }) => kind !== "ephemeral");
  const secrets = variables.filter((variable) => variable.isRequired && isSecret(variable));
  return [
    "```sh",
    "terraform init",
    isFullyMocked ? TEST : TEST_WITH_CREDENTIALS,
    ...(example === undefined ? [] : [`cd ${EXAMPLE_FOLDER.slice(0, -1)}`, "terraform init"]),
    ...copying(variables.filter((variable) => !isSecret(variable))),
    ...secrets.map(readSecret),
    "terraform plan -out plan",
    "terraform apply plan && rm plan",
    "```",
  ].join("\n");
}

const COPY = "cp terraform.tfvars.example terraform.tfvars    # then";

/** Secrets get no value in a file, and a default is a comment there. */
function copying(values: readonly Variable[]): string[] {
  if (values.some(({ isRequired }) => isRequired)) {
    return [`${COPY} replace the example values`];
  }
  return values.length === 0 ? [] : [`${COPY} change the defaults that do not suit you, if any`];
}

const TEST = "terraform test                                  # does it plan, with these outputs? needs no credentials";

const TEST_WITH_CREDENTIALS =
  "terraform test                                  # does it plan, with these outputs? ephemeral resources need credentials";

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
