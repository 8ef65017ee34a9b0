import { asksService, loginOf } from "../../knowledge/catalogue/block-types";
import { keepingAccounts, withoutPulls } from "../../knowledge/pages/operations";
import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { code, codeList } from "../../shared/markdown";
import { objectOf } from "../../stack/json";
import type { Block, Stack, Variable } from "../../stack/stack";
import { addressInState, EXAMPLE_FOLDER, type Modules } from "../module/layout";
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
  const moves =
    `The \`moved\` blocks in ${code(EXAMPLE_FOLDER)} take every object into the module. A configuration of your own that ` +
    `calls it by another name than ${code(example?.call ?? "")} needs them with that name.`;
  return [
    "Without a backend, Terraform keeps the state in a file in the folder where it runs. " +
      "To use a backend of your own, configure it in a file named `backend.tf` there; later handoffs do not touch that file.",
    `The source stack keeps its state ${placeOf(backend)}. If it has been applied, bring that state along before the ` +
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

function placeOf(backend: Backend | undefined): string {
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
