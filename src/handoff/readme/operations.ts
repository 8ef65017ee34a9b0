import type { KnownBlockType } from "../../catalogue/block-types";
import { isOfType, isPullGrant, isPullSecret } from "../../catalogue/questions";
import type { Block } from "../../terraform/stack";
import type { Variable } from "../../terraform/variable";
import { code } from "./markdown";

/** A command with names of the input, which no shell and no page misreads. */
function command(words: string): string {
  return code(words);
}

function quoted(address: string): string {
  return `'${address.replace(/'/g, "")}'`;
}

export function howToRun(variables: readonly Variable[], blocks: readonly Block[]): string {
  const secrets = variables.filter(({ isSecret, isRequired }) => isSecret && isRequired);
  const isMocked = blocks.every(({ kind }) => kind !== "ephemeral");
  return [
    "Everything works with `tofu` in place of `terraform`.",
    [
      "```sh",
      "terraform init",
      `terraform test                                  # plans with made-up answers${isMocked ? "; needs no credentials" : ", but for what is ephemeral"}`,
      "cp terraform.tfvars.example terraform.tfvars    # then replace the made-up values",
      ...secrets.map(
        ({ name }) => `read -rs TF_VAR_${name.replace(/[^-\w]/g, "")} && export TF_VAR_${name.replace(/[^-\w]/g, "")}`,
      ),
      "terraform plan -out plan",
      "terraform apply plan && rm plan",
      "```",
    ].join("\n"),
    "Without a backend the state is a file in this folder. A team adds a file `backend.tf` with the backend that it uses; a new hand-over leaves that file alone.",
    "Addresses are those of the stack this came from. Whoever has applied that stack already moves its state here before the first plan: " +
      "`terraform state pull > stack.tfstate` there, `terraform state push stack.tfstate` here. The plan must then say that nothing is added or destroyed.",
  ].join("\n\n");
}

export function howToRollBack(blocks: readonly Block[]): string {
  const kept = blocks.filter((block) => isOfType(block, "kubernetes_default_service_account_v1"));
  const grants = blocks.filter(isPullGrant);
  return [
    "Keep this folder under version control. To go back, check out the commit before, then plan and apply: Terraform brings about what that commit describes. " +
      "Read in the plan what it would destroy.",
    ...(grants.length > 0
      ? [
          `Without ${grants.map(({ address }) => code(address)).join(", ")}, nothing new is pulled with that right; a node still runs the images it has.`,
        ]
      : []),
    ...(blocks.some(isPullSecret)
      ? ["Without the pull secrets, pods that run go on, and new ones do not start on nodes that lack the image."]
      : []),
    "To take everything away: `terraform destroy`.",
    ...(kept.length > 0
      ? [
          "Before that, and before a namespace leaves the inputs, make Terraform forget the default service accounts, which Kubernetes needs: " +
            `${kept.map(({ address }) => command(`terraform state rm ${quoted(address)}`)).join(", ")}; for one namespace, with ${command('["<namespace>"]')} behind the address. They stay in the cluster and still name the pull secrets.`,
        ]
      : []),
  ].join("\n\n");
}

export function howToRotate(blocks: readonly Block[], variables: readonly Variable[]): string {
  const of = (type: KnownBlockType) => blocks.filter((block) => isOfType(block, type));
  const passwords = of("azuread_application_password");
  const tokens = of("azurerm_container_registry_token_password");
  const vault = of("ephemeral.azurerm_key_vault_secret");
  const secrets = blocks.filter(isPullSecret);
  const admin =
    secrets.some(({ body }) => JSON.stringify(body).includes(".admin_password")) ||
    blocks.some(({ sort, body }) => sort === "azurerm_container_registry" && body.admin_enabled === true);
  const inputs = variables.filter(({ isSecret }) => isSecret);
  const ways = [
    ...(passwords.length + tokens.length > 0
      ? [
          "Ask those who handed this over to raise `generation` and to hand it over again. The plan makes a new password, the pull secrets take it in place, and the password before the last one goes. No pull fails in between.",
        ]
      : []),
    ...passwords.map(
      ({ address }) =>
        `A password got out: ${command(`terraform apply -replace=${quoted(address)}`)} makes a new one and puts it into the pull secrets before the old one goes.`,
    ),
    ...(tokens.length > 0
      ? [
          `A token got out: disable it at once with \`az acr token update --registry <registry> --name <token> --status disabled\`, then raise \`generation\` by two. Do not replace ${tokens.map(({ address }) => code(address)).join(", ")}: Azure refuses a second password of one token.`,
        ]
      : []),
    ...(vault.length > 0
      ? [
          "Write the new values into the key vault. Terraform sends them when the revision of the secret (`data_wo_revision`) is another: ask for a hand-over with a higher `revision`.",
        ]
      : []),
    ...(admin
      ? [
          "The admin account: `az acr credential renew --name <registry> --password-name password`, then apply, which puts the new password into the state and into the secrets made of it.",
        ]
      : []),
    ...inputs.map(({ name }) => `The input ${code(name)}: give the new value, then apply.`),
  ];
  if (ways.length > 0) {
    return `${ways.map((way) => `- ${way}`).join("\n")}\n\nPods that run need nothing: a pull secret is read when an image is pulled.`;
  }
  return secrets.length > 0
    ? "The credentials are written in the module. Ask those who handed this over for new ones."
    : "This module makes and takes no credential that this page knows of, so there is nothing to rotate here.";
}
