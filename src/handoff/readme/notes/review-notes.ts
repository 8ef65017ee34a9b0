import { isPullSecret, permissionOf } from "../../../catalogue/questions";
import { saysSecret } from "../../../catalogue/secret-names";
import { isLiteral } from "../../../terraform/expression/template";
import { blockOf, texts } from "../../../terraform/json";
import type { ProviderConfiguration } from "../../../terraform/provider";
import type { Block, Stack } from "../../../terraform/stack";
import { hasPlainPassword, plainSecrets } from "./secret-scan";

/** Something that a person has to look at before the module is applied. */
export interface Note {
  /** An address, or the path of an argument. */
  readonly place: string;
  /** In one or two sentences, without markup. */
  readonly text: string;
}

type Finding =
  | { readonly kind: "child module" | "machine path" | "plain default" | "plain output" | "plain password" }
  | { readonly kind: "plain secret" | "provisioner" | "remote state" | "unknown section" }
  | { readonly kind: "login program"; readonly program: string }
  | { readonly kind: "unknown type"; readonly type: string };

export function notesOf(stack: Stack): Note[] {
  return [
    ...stack.unknownSections.map((section) => note(section, { kind: "unknown section" })),
    ...blockNotes(stack.blocks),
    ...stack.providers.flatMap(loginNotes),
    ...secretNotes(stack),
    ...texts(stack.sections)
      .filter(({ text }) => isMachinePath(text))
      .map(({ place }) => note(place, { kind: "machine path" })),
  ];
}

function note(place: string, finding: Finding): Note {
  return { place, text: sentence(finding) };
}

function sentence(finding: Finding): string {
  switch (finding.kind) {
    case "child module":
      return "This is a child module. What it creates, needs and stores is not listed on this page.";
    case "login program":
      return `The provider logs in with the program ${finding.program}, which must be on the PATH.`;
    case "machine path":
      return "This path may exist on one machine only. Change it.";
    case "plain default":
      return (
        "This input is secret, but everyone who gets this folder can read its default. " +
        "Ask for the default to be removed."
      );
    case "plain output":
      return (
        "This output is secret, but everyone who gets this folder can read its value in the module. " +
        "Ask for the value to become an input."
      );
    case "plain password":
      return (
        "Everyone who gets this folder can read the password of this pull secret in the module. " +
        "Ask for the password to become an input."
      );
    case "plain secret":
      return "Everyone who gets this folder can read this secret in the module. Ask for it to become an input.";
    case "provisioner":
      return "Its provisioners run commands when it is created or destroyed.";
    case "remote state":
      return (
        "This reads the state of another stack, including every secret in it. " +
        "The machine that runs Terraform must be able to reach that state."
      );
    case "unknown section":
      return "This section of the configuration is not covered by this page. The module contains it unchanged.";
    case "unknown type":
      return (
        `Permissions and secrets of the type ${finding.type} are not covered by this page. ` +
        "Check the documentation of its provider for the permissions it needs and for what it stores in the state."
      );
  }
}

function blockNotes(blocks: readonly Block[]): Note[] {
  const modules = blocks.filter(({ kind }) => kind === "module");
  const states = blocks.filter(isRemoteState);
  const provisioned = blocks.filter(({ body }) => "provisioner" in body);
  const unknown = blocks.filter((block) => !modules.includes(block) && !isRemoteState(block) && isUnknown(block));
  return [
    ...unknown.map(({ address, type }) => note(address, { kind: "unknown type", type })),
    ...modules.map(({ address }) => note(address, { kind: "child module" })),
    ...states.map(({ address }) => note(address, { kind: "remote state" })),
    ...provisioned.map(({ address }) => note(address, { kind: "provisioner" })),
  ];
}

function isRemoteState({ blockType }: Block): boolean {
  return blockType === "data.terraform_remote_state";
}

function isUnknown({ blockType }: Block): boolean {
  return permissionOf(blockType) === undefined;
}

/** Of a provider that starts a program to log in. */
function loginNotes(provider: ProviderConfiguration): Note[] {
  const { command } = blockOf(provider.body.exec);
  return typeof command === "string" ? [note(placeOf(provider), { kind: "login program", program: command })] : [];
}

/** Secrets that everyone who gets the folder can read. */
function secretNotes({ variables, outputs, blocks, providers, sections }: Stack): Note[] {
  const inputs = variables.filter(
    ({ name, isSecret, default: value = null }) =>
      (isSecret && value !== null && value !== "") || (saysSecret(name) && isLiteral(value)),
  );
  const pullSecrets = blocks.filter((block) => isPullSecret(block) && hasPlainPassword(block.body));
  const places = [
    ...blocks
      .filter((block) => !isPullSecret(block))
      .flatMap(({ body, address, blockType }) => plainSecrets(body, address, blockType)),
    ...providers.flatMap((provider) => plainSecrets(provider.body, placeOf(provider))),
    ...plainSecrets(sections.locals ?? null, "locals"),
  ];
  const results = outputs.filter(({ isSecret, value }) => isSecret && isLiteral(value));
  return [
    ...inputs.map(({ name }) => note(`variable.${name}`, { kind: "plain default" })),
    ...pullSecrets.map(({ address }) => note(address, { kind: "plain password" })),
    ...places.map((place) => note(place, { kind: "plain secret" })),
    ...results.map(({ name }) => note(`output.${name}`, { kind: "plain output" })),
  ];
}

function placeOf({ name, alias }: ProviderConfiguration): string {
  return ["provider", name, ...(alias === undefined ? [] : [alias])].join(".");
}

/** Folders that differ from one machine to the next, unlike those in an image or in the id of an Azure resource. */
const MACHINE_FOLDERS = [
  ...["home", "Users", "root", "tmp", "private", "var/folders", "mnt", "opt"],
  ...["workspace", "workspaces", "build", "builds", "github"],
];

function isMachinePath(text: string): boolean {
  const path = text.replace(/^file:\/\//, "");
  const isWindowsPath = /^[A-Za-z]:[\\/]/.test(path);
  return isWindowsPath || MACHINE_FOLDERS.some((folder) => path.startsWith(`/${folder}/`));
}
