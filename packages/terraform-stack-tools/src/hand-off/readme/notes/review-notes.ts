import { permissionOf, remainsOf } from "../../../knowledge/catalogue/block-types";
import { literalSecrets } from "../../../knowledge/secrets/literal-secrets";
import { isSecretInput } from "../../../knowledge/secrets/secret-scan";
import { blockOf } from "../../../stack/json";
import type { Block, ProviderConfiguration, Stack } from "../../../stack/stack";
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

/** Secrets that everyone who gets the folder can read, and inputs of which every plan shows the value. */
function secretFindings(stack: Stack): Finding[] {
  const unmarked = stack.variables.filter((variable) => !variable.isSecret && isSecretInput(variable));
  return [...literalSecrets(stack), ...found("unmarked input", placesOf("variable", unmarked))];
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
