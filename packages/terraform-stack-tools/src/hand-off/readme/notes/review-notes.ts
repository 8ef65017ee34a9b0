import { isPullSecret, permissionOf, remainsOf } from "../../../knowledge/catalogue/questions";
import { blockOf } from "../../../stack/json";
import type { ProviderConfiguration } from "../../../stack/provider";
import type { Block, Stack } from "../../../stack/stack";
import { hasPlainPassword, hasSecretDefault, isSecretInput, plainSecrets } from "../../module/secret-scan";
import { machinePaths } from "./machine-paths";
import { FINDINGS, type FindingKind, sentence } from "./note-sentences";

/** Something that a person has to look at before the module is applied. */
export interface Note {
  /** An address, or the path of an argument. */
  readonly place: string;
  /** In one or two sentences, in which words between backticks are code. */
  readonly text: string;
}

interface Finding {
  readonly kind: FindingKind;
  readonly place: string;
  readonly program?: string;
}

/**
 * What to review, the most urgent first.
 * @param paths of the files that come with the module, such as the ones of local child modules
 */
export function notesOf(stack: Stack, paths: Iterable<string> = []): Note[] {
  const findings = [
    ...secretFindings(stack),
    ...found("machine path", machinePaths(stack.sections)),
    ...found("missing module", missingModules(stack.blocks, [...paths])),
    ...blockFindings(stack.blocks),
    ...stack.providers.flatMap(loginFindings),
    ...found("unknown section", stack.unknownSections),
  ];
  return FINDINGS.flatMap((kind) => findings.filter((finding) => finding.kind === kind)).map(
    ({ kind, place, program }) => ({ place, text: sentence(kind, program) }),
  );
}

function found(kind: FindingKind, places: readonly string[]): Finding[] {
  return places.map((place) => ({ kind, place }));
}

function blockFindings(blocks: readonly Block[]): Finding[] {
  return [
    ...unknownTypes(blocks.filter(({ kind }) => kind !== "module")),
    ...found("child module", addressesOf(blocks.filter(({ kind }) => kind === "module"))),
    ...found(
      "remote state",
      addressesOf(blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state")),
    ),
    ...found("provisioner", addressesOf(blocks.filter(({ body }) => "provisioner" in body))),
  ];
}

/** Only what is unknown is called so: other sections say what is known. */
function unknownTypes(blocks: readonly Block[]): Finding[] {
  const withoutPermission = typesOf(blocks.filter(({ blockType }) => permissionOf(blockType) === undefined));
  const withoutState = typesOf(blocks.filter((block) => "unknown" in remainsOf(block)));
  const both = withoutPermission.filter((type) => withoutState.includes(type));
  return [
    ...found("unknown type", both),
    ...found(
      "unknown permission",
      withoutPermission.filter((type) => !both.includes(type)),
    ),
    ...found(
      "unknown state",
      withoutState.filter((type) => !both.includes(type)),
    ),
  ];
}

function typesOf(blocks: readonly Block[]): string[] {
  return [...new Set(blocks.map(({ blockType }) => blockType))];
}

/** Local child modules, whose folders cdktf does not copy by itself. */
function missingModules(blocks: readonly Block[], paths: readonly string[]): string[] {
  const missing = blocks.filter(({ kind, body: { source } }) => {
    const isLocal = kind === "module" && typeof source === "string" && /^\.{0,2}\//.test(source);
    return isLocal && !hasFolder(source, paths);
  });
  return addressesOf(missing);
}

function hasFolder(source: string, paths: readonly string[]): boolean {
  const folder = source.replace(/^\.\//, "").replace(/\/*$/, "/");
  return paths.some((path) => path.startsWith(folder));
}

/** Of a provider that starts a program to log in. */
function loginFindings(provider: ProviderConfiguration): Finding[] {
  const { command } = blockOf(provider.body.exec);
  return typeof command === "string" ? [{ kind: "login program", place: placeOf(provider), program: command }] : [];
}

/** Secrets that everyone who gets the folder can read. */
function secretFindings({ variables, outputs, blocks, providers, sections }: Stack): Finding[] {
  const filled = variables.filter(hasSecretDefault);
  const unmarked = variables.filter((variable) => !variable.isSecret && isSecretInput(variable));
  const pullSecrets = blocks.filter((block) => isPullSecret(block) && hasPlainPassword(block.body));
  const results = outputs.filter(
    ({ name, isSecret, value }) =>
      plainSecrets({ [name]: value }, "").length > 0 || (isSecret && plainSecrets({ secret: value }, "").length > 0),
  );
  return [
    ...found("plain default", placesOf("variable", filled)),
    ...found("unmarked input", placesOf("variable", unmarked)),
    ...found("plain password", addressesOf(pullSecrets)),
    ...found("plain secret", secretPlaces(blocks)),
    ...found(
      "plain secret",
      providers.flatMap((provider) => plainSecrets(provider.body, placeOf(provider))),
    ),
    ...found("plain secret", plainSecrets(sections.locals ?? null, "locals")),
    ...found("plain output", placesOf("output", results)),
  ];
}

function secretPlaces(blocks: readonly Block[]): string[] {
  return blocks
    .filter((block) => !isPullSecret(block))
    .flatMap(({ body, address, blockType }) => plainSecrets(body, address, blockType));
}

function addressesOf(blocks: readonly Block[]): string[] {
  return blocks.map(({ address }) => address);
}

function placesOf(section: string, named: readonly { readonly name: string }[]): string[] {
  return named.map(({ name }) => `${section}.${name}`);
}

function placeOf({ name, alias }: ProviderConfiguration): string {
  return ["provider", name, ...(alias === undefined ? [] : [alias])].join(".");
}
