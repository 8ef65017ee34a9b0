import { accessIn } from "../../knowledge/access/access-in";
import { accessChanges } from "../../knowledge/access/changes";
import { accessRemark, accessSentence } from "../../knowledge/access/sentences";
import { isAboutImages, permissionOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { notJudgedSince, notJudgedWords } from "../../knowledge/judgement/judgement";
import { permissionLines } from "../../knowledge/pages/permissions";
import { configuredStack } from "../../planned/planned-stack";
import { code, codeList, prose, shellQuoted } from "../../shared/words";
import { blockOf, entries, isObject, lookUp, objectOf } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { identifier, inModule } from "../module/child-module";
import { EXAMPLE_FOLDER, type Modules } from "../module/layout";
import type { Provenance } from "../module/provenance";
import { type Backend, backendSettings, type Format } from "../module/root-module";
import { allowedProviders, requiredVersion } from "../module/version-constraints";
import type { Manifest } from "../output/manifest";
import { type Danger, dangerLines } from "./losses";
import { resourceLines } from "./resource-lines";
import { changedMembers, isManaged, type PreviousVersion, pairsOf, type Renamed } from "./versions";

/** What one question about two versions of a bundle is answered with, one line in Markdown for each change. */
export interface Difference {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A version of a bundle that is about to be written. */
export interface NextVersion {
  readonly stack: Stack;
  readonly modules: Modules;
  readonly format: Format;
  /** The version of this package. */
  readonly version: string;
  /** The digests of the assets, by path. */
  readonly assets: ReadonlyMap<string, string>;
  /** Where the source keeps its state. */
  readonly backend?: Backend;
  readonly provenance: Provenance;
  /** What Terraform plans, in Markdown by the address of the instance, where it was asked. */
  readonly planned?: Readonly<Record<string, string>>;
}

/** Where a version comes from, as far as it is known. */
type Source = Pick<Provenance, "commit" | "hasUncommittedChanges">;

/**
 * The page that says what a handoff changes. The same two versions give the same bytes.
 * @param remark what is said before everything else; empty for nothing
 */
export function changesPage(
  name: string,
  differences: readonly Difference[],
  before: Source,
  after: Source,
  remark: string,
): string {
  const sections = differences.flatMap(({ title, lines }) => [
    `## ${title}`,
    lines.map((line) => `- ${line}`).join("\n"),
  ]);
  const content = sections.length === 0 ? [NOTHING] : [remark, ...sections];
  const [from, to] = [commitOf(before), commitOf(after)];
  const isUnknown = from === UNKNOWN && to === UNKNOWN;
  return pageOf(name, ...(isUnknown ? [] : [`From ${from} to ${to}.`]), ...content);
}

const NOTHING = "Nothing changes that Terraform reads: the source has the same content in another form.";
const UNKNOWN = "an unknown commit";

function commitOf({ commit, hasUncommittedChanges }: Source): string {
  const changes = hasUncommittedChanges ? " with uncommitted changes" : "";
  return commit === undefined ? UNKNOWN : `commit ${code(commit)}${changes}`;
}

export function pageOf(name: string, ...paragraphs: readonly string[]): string {
  const title = `# Changes to ${prose(name)} since the handoff before`;
  return `${[title, ...paragraphs].filter((text) => text !== "").join("\n\n")}\n`;
}

/**
 * What changes, in the order in which a board asks. Without anything that changes there is none.
 * @param renamed the stack before, under the names of the next one
 */
export function differencesOf(
  previous: PreviousVersion,
  renamed: Renamed,
  next: NextVersion,
  dangers: readonly Danger[],
): Difference[] {
  const before = renamed.stack;
  const after = next.stack;
  const all: Difference[] = [
    { title: "Layout", lines: layoutChanges(previous, before, next.modules) },
    { title: "What may be lost", lines: dangerLines(dangers) },
    { title: "Who may pull what", lines: pullChanges(before, after) },
    { title: "Resources", lines: resourceLines(renamed, after, next.planned) },
    {
      title: "Permissions of the identity that runs Terraform",
      lines: changed(permissionsOf(before), permissionsOf(after), (name, old) => [
        `${old === undefined ? "new" : "no longer needed"}: ${name}`,
      ]),
    },
    {
      title: "Secrets in the state",
      lines: changed(secretsOf(before), secretsOf(after), (name, old, fresh) => [
        `${code(name)}: ${fresh === undefined ? "no longer" : "new"}: ${fresh ?? old}`,
      ]),
    },
    { title: "Inputs", lines: interfaceChanges(before, after, "variable") },
    { title: "Outputs", lines: interfaceChanges(before, after, "output") },
    { title: "Versions", lines: changed(versionsOf(before), versionsOf(after), versionChange) },
    { title: "State of the source", lines: backendChanges(previous.manifest, next.backend) },
    { title: "Other", lines: otherChanges(previous, renamed, next) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

/** What differs by the same name, in words. */
function changed<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  words: (name: string, old: T | undefined, fresh: T | undefined) => string[],
): string[] {
  return pairsOf(before, after).flatMap(({ name, before: old, after: fresh }) =>
    old === fresh ? [] : words(name, old, fresh),
  );
}

/** What those who run the module must do where it becomes a child module, or a root module again. */
function layoutChanges({ manifest }: PreviousVersion, before: Stack, { example, obstacle }: Modules): string[] {
  if (wasChild(manifest) === (example !== undefined)) {
    return [];
  }
  if (example !== undefined) {
    return [
      `the bundle is a child module now, which ${EXAMPLE} calls: plan and apply there`,
      `every address begins with ${code(`module.${example.call}.`)} now; the ${code("moved")} blocks in ${EXAMPLE} ` +
        "take the state along, so that the plan destroys nothing",
      `before that, move your own files into ${EXAMPLE}, since this handoff leaves them where they are: ${OWN_FILES}`,
    ];
  }
  const call = identifier(manifest.stack ?? "");
  const [first] = before.blocks.filter(isManaged);
  const addresses = first === undefined ? [] : [inModule(first.address, call), first.address].map(shellQuoted);
  const command = first === undefined ? "" : `, such as with ${code(`terraform state mv ${addresses.join(" ")}`)}`;
  return [
    `the bundle is a root module now: plan and apply in its own folder, no longer in ${EXAMPLE}`,
    ...(obstacle === undefined ? [] : [obstacle]),
    `addresses no longer begin with ${code(`module.${call}.`)}: **rename each resource in the state before the next ` +
      `plan, otherwise Terraform destroys it and creates another one**${command}`,
    `before that, move your own files from ${EXAMPLE} into the folder of the bundle, since this handoff leaves them ` +
      `where they are: ${OWN_FILES}`,
  ];
}

const EXAMPLE = code(EXAMPLE_FOLDER);
const OWN_FILES = "`backend.tf`, `terraform.tfvars`, `.terraform.lock.hcl`, and without a backend `terraform.tfstate`";

/** The addresses that a child module leaves behind as a root module, since no `moved` block leads out of it. */
export function leftBehind({ manifest }: PreviousVersion, before: Stack, { example }: Modules): string[] {
  const isLeft = wasChild(manifest) && example === undefined;
  const call = identifier(manifest.stack ?? "");
  return isLeft ? before.blocks.filter(isManaged).map(({ address }) => inModule(address, call)) : [];
}

function wasChild({ digests }: Manifest): boolean {
  return [...digests.keys()].some((path) => path.startsWith(EXAMPLE_FOLDER));
}

/** Who may pull what that could not before, and the other way round, as far as the configuration tells. */
function pullChanges(before: Stack, after: Stack): string[] {
  const [old, fresh] = [before, after].map(configuredStack);
  const { gained, lost, opaque } = accessChanges(accessIn([old]), accessIn([fresh]));
  const notJudged = isAboutImages(before) || isAboutImages(after) ? notJudgedSince(old, fresh) : [];
  const told = (verb: string, all: typeof gained) =>
    all.map((access) => `${verb}: ${prose(`${accessSentence(access)} (${accessRemark(access)})`)}`);
  return [
    ...told("new", gained),
    ...told("perhaps new", opaque),
    ...notJudged.map((one) => `not judged: ${prose(notJudgedWords(one))}`),
    ...told("no longer", lost),
  ];
}

/** What the identity that runs Terraform must be allowed to do, in Markdown, whatever needs it. */
function permissionsOf({ blocks, requiredProviders }: Stack): ReadonlyMap<string, true> {
  const types = [
    ...blocks.map(({ blockType }) => blockType),
    ...requiredProviders.map(({ name }) => `provider.${name}`),
  ];
  const lines = [...new Set(types)].flatMap((type) => {
    const permission = permissionOf(type);
    return permission === undefined
      ? [`what ${code(type)} needs, which this package does not know`]
      : permissionLines(permission);
  });
  return new Map(lines.map((line) => [line, true]));
}

/** Which secrets the state holds. */
function secretsOf({ blocks, outputs }: Stack): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const block of blocks) {
    const remains = remainsOf(block);
    if ("secret" in remains) {
      secrets.set(block.address, remains.secret);
    } else if ("unknown" in remains) {
      secrets.set(block.address, "unknown, so treat the state as secret");
    }
  }
  for (const { name } of outputs.filter(({ isSecret }) => isSecret)) {
    secrets.set(`output.${name}`, "its value");
  }
  return secrets;
}

/** What those who run the module set or read, by the names of what changes: a default may be a secret. */
function interfaceChanges(before: Stack, after: Stack, section: "variable" | "output"): string[] {
  const bodies = ({ sections }: Stack) =>
    new Map(entries(sections[section]).map(([name, body]) => [name, blockOf(body)]));
  return changed(bodies(before), bodies(after), (name, old, fresh) => {
    if (old === undefined || fresh === undefined) {
      const isRequired = section === "variable" && fresh !== undefined && !("default" in fresh);
      return [`${code(name)}: ${fresh === undefined ? "removed" : `added${isRequired ? ", required" : ""}`}`];
    }
    const names = changedMembers(old, fresh);
    return names.length === 0 ? [] : [`${code(name)}: another ${codeList(names)}`];
  });
}

/** Which versions of Terraform and of the providers are allowed. */
function versionsOf(stack: Stack): ReadonlyMap<string, string> {
  const providers = allowedProviders(stack).map(
    ({ name, source, range }) => [name, `${source} ${range || "any"}`] as const,
  );
  return new Map([["terraform", requiredVersion(stack)], ...providers]);
}

function versionChange(name: string, old?: string, fresh?: string): string[] {
  if (old === undefined || fresh === undefined) {
    return [`${code(name)}: ${fresh === undefined ? "no longer needed" : `new, ${code(fresh)}`}`];
  }
  return [`${code(name)}: ${code(old)} is now ${code(fresh)}`];
}

/** Where the source keeps its state now. The module has no backend, so that nothing is destroyed because of it. */
function backendChanges({ backend: before }: Manifest, backend: Backend | undefined): string[] {
  const settings = (all: Readonly<Record<string, string>>) => new Map(Object.entries(all));
  const stated = (value?: string) => (value === undefined ? "not set" : code(value));
  const changes =
    before === undefined
      ? []
      : changed(settings(before), settings(backendSettings(backend)), (name, old, fresh) => [
          `${code(name)} was ${stated(old)} and is ${stated(fresh)}`,
        ]);
  return changes.length === 0 ? [] : [`the source keeps its state in another place: ${changes.join(", ")}. ${ADVICE}`];
}

const ADVICE =
  "The state of this module is where your own `backend.tf` says, which no handoff touches, so nothing is destroyed. If that " +
  "file names the old place, because you share the state with the source, bring the state along first with " +
  "`terraform init -migrate-state`: with an empty one, the next apply creates everything a second time";

/** What has no address, such as the configuration of a provider, and what is beside the stack. */
function otherChanges({ manifest }: PreviousVersion, renamed: Renamed, next: NextVersion): string[] {
  const { stack: before, origins } = renamed;
  const { stack: after, assets, format, version, provenance } = next;
  const generator = `terraform-stack-tools ${version}`;
  const renamedLocals = [...origins].filter(([address]) => address.startsWith("local."));
  return [
    ...renamedLocals.map(([address, origin]) => `${code(address)}: renamed from ${code(origin)}`),
    ...sectionChanges(before, after),
    ...settingsChanges(before, after),
    ...(manifest.language === format ? [] : [`the module is written in ${format === "hcl" ? "HCL" : "JSON"} now`]),
    ...(manifest.generator === generator ? [] : [`generated by ${code(generator)}`]),
    ...changed(knownAssets(manifest), assets, (name, old, fresh) => {
      const verb = old === undefined ? "added" : "changed";
      return [`${code(name)}: ${fresh === undefined ? "removed" : verb}`];
    }),
    ...(["owner", "contact", "repository"] as const).flatMap((name) => {
      const [was, is] = [manifest.source[name], provenance[name]];
      const stated = (text?: string) => (text === undefined ? "not stated" : code(text));
      return was === is ? [] : [`${name}: ${stated(was)} is now ${stated(is)}`];
    }),
  ];
}

/** The sections without addresses that differ. */
function sectionChanges(before: Stack, after: Stack): string[] {
  const own = ["resource", "data", "ephemeral", "module", "variable", "output", "terraform"];
  const sections = changedMembers(before.sections, after.sections).filter((name) => !own.includes(name));
  const isNamed = (name: string) => isObject(lookUp(before.sections, name) ?? lookUp(after.sections, name));
  const inName = (name: string) =>
    changedMembers(objectOf(lookUp(before.sections, name)), objectOf(lookUp(after.sections, name)));
  return [
    ...sections.filter(isNamed).map((name) => `${code(name)} blocks: ${codeList(inName(name))}`),
    ...sections.filter((name) => !isNamed(name)).map((name) => `${code(name)} blocks`),
  ];
}

/** Settings of the `terraform` block other than the versions. */
function settingsChanges(before: Stack, after: Stack): string[] {
  const names = changedMembers(before.settings, after.settings).filter((name) => !name.startsWith("required_"));
  return names.length === 0 ? [] : [`settings of the ${code("terraform")} block: ${codeList(names)}`];
}

/** The paths of the assets that are added, removed or other ones. */
export function changedAssets({ manifest }: PreviousVersion, assets: ReadonlyMap<string, string>): string[] {
  return changed(knownAssets(manifest), assets, (name) => [name]);
}

function knownAssets({ digests }: Manifest): ReadonlyMap<string, string> {
  return new Map([...digests].filter(([path]) => path.startsWith("assets/")));
}
