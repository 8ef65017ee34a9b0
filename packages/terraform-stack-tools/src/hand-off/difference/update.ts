import { accessRemark, accessSentence } from "../../knowledge/access/access";
import { accessIn } from "../../knowledge/access/access-in";
import { accessChanges } from "../../knowledge/access/changes";
import { isAboutImages, permissionOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { notJudgedSince, notJudgedWords } from "../../knowledge/judgement/judgement";
import { permissionLines } from "../../knowledge/pages/readme";
import { configuredStack } from "../../planned/planned-stack";
import { ownPage } from "../../shared/refusal";
import { code, codeList, prose, shellQuoted } from "../../shared/words";
import { blockAddress } from "../../stack/address";
import { blockOf, entries, isObject, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { type Block, type Stack, withSections } from "../../stack/stack";
import { sampleOf } from "../example/sample";
import { EXAMPLE_FOLDER, identifier, inModule, type Modules } from "../module/layout";
import type { Provenance, StatedProvenance } from "../module/provenance";
import { type NamedSource, redirectedSections } from "../module/renamed-stack";
import { allowedProviders, type Format, requiredVersion } from "../module/root-module";
import type { Risk } from "../output/changes";
import { digestOf, type Manifest } from "../output/manifest";
import { dangerLines, dangersOf, type Loss } from "./losses";
import {
  changedMembers,
  forgottenAddresses,
  isEqual,
  isManaged,
  type PreviousVersion,
  pairsOf,
  type Renamed,
  STACK_RECORD,
  underNextNames,
} from "./versions";

/** What a hand-off does to the bundle that is in its place. */
export interface Update {
  /** Of the bundle that is written. */
  readonly provenance: Provenance;
  /** The text of its page of changes, which says the same with and without Terraform. */
  readonly page: string;
  /** The same with what Terraform plans, where it was asked. */
  readonly told: string;
  /** Whether the bundle stays as it is, whatever the commit. */
  readonly isUnchanged: boolean;
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
  /** Of the bundle before, as far as they are known. */
  readonly addresses: readonly string[];
}

export interface UpdateOptions {
  readonly format: Format;
  readonly provenance: Provenance;
  readonly stated: StatedProvenance;
  /** Undefined where Terraform is not asked. */
  readonly planned?: Planner;
}

/** Says what Terraform destroys or replaces, or may; undefined where it cannot be asked. */
export type Planner = (update: PlannedUpdate) => readonly Loss[] | undefined;

/** Two versions of a stack. */
export interface PlannedUpdate {
  readonly name: string;
  readonly existing: Stack;
  readonly changed: Stack;
  /** Example values for the variables of both that have no default. */
  readonly variables: JsonObject;
}

/** Compares a stack with the bundle that is in its place. */
export function updateOf(
  source: NamedSource,
  modules: Modules,
  previous: PreviousVersion | undefined,
  options: UpdateOptions,
): Update {
  const { stack } = modules.whole;
  const { provenance, stated, planned } = options;
  if (previous?.stack === undefined) {
    const page = pageOf(source.name, previous === undefined ? FIRST : UNKNOWN_CHANGES);
    const risks = previous === undefined ? [] : [UNKNOWN_RESOURCES];
    return { provenance, page, told: page, isUnchanged: false, risks, addresses: [] };
  }
  const before = previous.stack;
  const { manifest, changes } = previous;
  const renamed = underNextNames(before, stack, source.names);
  const assets = new Map([...source.assets].map(([path, bytes]) => [path, digestOf(bytes)]));
  const changedFiles = pairsOf(knownAssets(manifest), assets).filter(isOther);
  const paths = changedFiles.map(({ name }) => name);
  const compared = (losses?: readonly Loss[]) => {
    const dangers = dangersOf(before, renamed, stack, paths, losses);
    const differences: readonly Difference[] = [
      { title: "Layout", lines: layoutChanges(manifest, before, modules) },
      { title: "What may be lost", lines: dangerLines(dangers) },
      ...stackChanges(renamed, stack, losses !== undefined),
      {
        title: "Other",
        lines: [
          ...sectionChanges(renamed, stack),
          ...changed(factsBefore(manifest), factsNow(options)),
          ...changedFiles.map(({ name, before: old, after }) => `${code(name)}: ${verb(old, after)}`),
        ],
      },
    ];
    return { dangers, differences: differences.filter(({ lines }) => lines.length > 0) };
  };
  const written = compared();
  const isUnchanged = written.differences.length === 0 && manifest.stackDigest === digestOf(source.bytes);
  const variables = { ...exampleValues(before), ...exampleValues(stack) };
  const losses = isEqual(before.sections, stack.sections)
    ? undefined
    : planned?.({ name: source.name, existing: before, changed: stack, variables });
  const told = losses === undefined ? written : compared(losses);
  const isOpen = changedMembers(before.sections, stack.sections).some((name) => name !== "output");
  const remark = isOpen ? `This page compares the configurations: ${UNTOLD}.` : "";
  const pageFor = ({ differences }: typeof written, first: string) =>
    changesPage(source.name, differences, manifest.source, provenance, first);
  const page = pageFor(written, remark);
  return {
    provenance: isUnchanged && !stated.commit ? withCommitOf(manifest, provenance) : provenance,
    page: (isUnchanged ? changes : undefined) ?? page,
    told: losses === undefined ? page : pageFor(told, ""),
    isUnchanged,
    risks: [
      ...leftBehind(manifest, before, modules).map((place) => ({ place, reason: "", consent: "delete" as const })),
      ...told.dangers.map(({ subject, reason, consent }) => ({ place: subject, reason, consent })),
    ],
    addresses: [...before.blockByAddress.keys()],
  };
}

/** What the configurations alone do not say. */
export const UNTOLD = "only a plan shows whether a changed resource is replaced, and what is lost inside modules";

const FIRST = "This is the first hand-off of this stack. The next one says here what it changes.";
const UNKNOWN_CHANGES =
  "They are unknown: the record of the previous stack is missing or was edited. Compare the files.";

/** Without the record of the bundle before, nobody knows what the next apply destroys. */
const UNKNOWN_RESOURCES: Risk = {
  place: STACK_RECORD,
  reason: "it is missing or was edited, so what the module has is unknown",
  consent: "delete",
};

/** The commit in which the stack got the form that it still has, so that later commits leave the bundle as it is. */
export function withCommitOf({ source }: Manifest, current: Provenance): Provenance {
  const { commit, hasUncommittedChanges } = source;
  const { commit: _commit, hasUncommittedChanges: _changes, ...others } = current;
  return {
    ...others,
    ...(commit === undefined ? {} : { commit }),
    ...(hasUncommittedChanges === undefined ? {} : { hasUncommittedChanges }),
  };
}

function exampleValues({ variables }: Stack): JsonObject {
  const required = variables.filter(({ isRequired }) => isRequired);
  return Object.fromEntries(required.map((variable) => [variable.name, sampleOf(variable)]));
}

/** What one question about two versions of a bundle is answered with, one line in Markdown for each change. */
interface Difference {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Where a version comes from, as far as it is known. */
type Origin = Pick<Provenance, "commit" | "hasUncommittedChanges">;

/** The same two versions give the same bytes. @param remark what is said before everything else; empty for nothing */
function changesPage(
  name: string,
  differences: readonly Difference[],
  before: Origin,
  after: Origin,
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

const NOTHING = "Nothing that Terraform reads changes: the source has the same content in another form.";
const UNKNOWN = "an unknown commit";

function commitOf({ commit, hasUncommittedChanges }: Origin): string {
  const changes = hasUncommittedChanges ? " with uncommitted changes" : "";
  return commit === undefined ? UNKNOWN : `commit ${code(commit)}${changes}`;
}

function pageOf(name: string, ...paragraphs: readonly string[]): string {
  const title = `# Changes to ${prose(name)} since the previous hand-off`;
  return `${[title, ...paragraphs].filter((text) => text !== "").join("\n\n")}\n`;
}

/** What changes in the stack itself, in the order in which a board asks. */
function stackChanges(renamed: Renamed, after: Stack, isPlanned: boolean): Difference[] {
  const before = renamed.stack;
  return [
    { title: "Who may pull what", lines: pullChanges(before, after) },
    { title: "Resources", lines: resourceLines(renamed, after, isPlanned) },
    {
      title: "Permissions of the identity that runs Terraform",
      lines: changed(permissionsOf(before), permissionsOf(after)),
    },
    { title: "Secrets in the state", lines: changed(secretsOf(before), secretsOf(after)) },
    { title: "Inputs", lines: interfaceChanges(before, after, "variable") },
    { title: "Outputs", lines: interfaceChanges(before, after, "output") },
    { title: "Versions", lines: changed(versionsOf(before), versionsOf(after)) },
  ];
}

/** Values by name, both in Markdown. An empty value is none to show. */
type Values = ReadonlyMap<string, string>;

/** What differs by the same name, in words. */
function changed(before: Values, after: Values): string[] {
  return pairsOf(before, after)
    .filter(isOther)
    .map(({ name, before: old, after: fresh }) =>
      old !== undefined && fresh !== undefined
        ? `${name}: ${old} is now ${fresh}`
        : [`${name}: ${old === undefined ? "new" : "no longer"}`, fresh ?? old ?? ""]
            .filter((text) => text !== "")
            .join(", "),
    );
}

function isOther({ before, after }: { readonly before?: string; readonly after?: string }): boolean {
  return before !== after;
}

function verb(old: unknown, fresh: unknown): string {
  if (old === undefined) {
    return "added";
  }
  return fresh === undefined ? "removed" : "changed";
}

/** What those who run the module must do where it becomes a child module, or a root module again. */
function layoutChanges(manifest: Manifest, before: Stack, { example, obstacle }: Modules): string[] {
  if (wasChild(manifest) === (example !== undefined)) {
    return [];
  }
  const advice = `before the next plan, [move your own files and the state](${ownPage("docs/tools/hand-over-again.md#change-the-layout-of-a-bundle")})`;
  if (example !== undefined) {
    return [
      `the bundle is a child module now, which ${code(EXAMPLE_FOLDER)} calls, with ${code("moved")} blocks that carry the state ` +
        `over: ${advice}`,
    ];
  }
  const call = identifier(manifest.stack ?? "");
  const [first] = before.blocks.filter(isManaged);
  const addresses = first === undefined ? [] : [inModule(first.address, call), first.address].map(shellQuoted);
  const command = first === undefined ? "" : `, for example with ${code(`terraform state mv ${addresses.join(" ")}`)}`;
  return [
    `the bundle is a root module now: ${advice}. **Rename each resource in the state, otherwise Terraform destroys it and ` +
      `creates another one**${command}`,
    ...(obstacle === undefined ? [] : [obstacle]),
  ];
}

/** The addresses that a child module leaves behind as a root module, since no `moved` block leads out of it. */
function leftBehind(manifest: Manifest, before: Stack, { example }: Modules): string[] {
  const isLeft = wasChild(manifest) && example === undefined;
  const call = identifier(manifest.stack ?? "");
  return isLeft ? before.blocks.filter(isManaged).map(({ address }) => inModule(address, call)) : [];
}

function wasChild({ digests }: Manifest): boolean {
  return [...digests.keys()].some((path) => path.startsWith(EXAMPLE_FOLDER));
}

/** Who may pull what that could not before, and the other way round, as far as the configuration tells. */
function pullChanges(before: Stack, after: Stack): string[] {
  const [old, fresh] = [withFirst(before, after), withFirst(after, before)].map(configuredStack);
  const { gained, lost, opaque } = accessChanges(accessIn([old]), accessIn([fresh]));
  const notJudged = isAboutImages(before) || isAboutImages(after) ? notJudgedSince(old, fresh) : [];
  const told = (word: string, all: typeof gained) =>
    all.map((access) => `${word}: ${prose(`${accessSentence(access)} (${accessRemark(access)})`)}`);
  return [
    ...told("new", gained),
    ...told("perhaps new", opaque),
    ...notJudged.map((one) => `not judged: ${prose(notJudgedWords(one))}`),
    ...told("no longer", lost),
  ];
}

/** With what Terraform itself moves where a block gets `count`: a single object is the first of them. */
function withFirst(stack: Stack, other: Stack): Stack {
  const single = stack.blocks.filter(
    ({ address, body }) =>
      !("count" in body || "for_each" in body) && "count" in (other.blockByAddress.get(address)?.body ?? {}),
  );
  const firsts = new Map(single.map(({ address }) => [address, `${address}[0]`]));
  return firsts.size === 0 ? stack : withSections(stack, redirectedSections(stack.sections, firsts, new Map()));
}

/** One line for each block that changes. */
function resourceLines({ stack: before, origins }: Renamed, after: Stack, isPlanned: boolean): string[] {
  const moves = new Map(after.moves.map(({ from, to }) => [blockAddress(from), blockAddress(to)]));
  const sources = new Map([...moves].map(([from, to]) => [to, from]));
  const forgotten = forgottenAddresses(after);
  return pairsOf(before.blockByAddress, after.blockByAddress).flatMap(({ name, before: old, after: block }) => {
    const line = (text: string) => [`${code(name)}: ${text}`];
    if (block === undefined) {
      const isMoved = after.blockByAddress.has(moves.get(name) ?? "");
      return old === undefined || isMoved ? [] : line(goneWords(old, forgotten.has(name)));
    }
    const previous = old ?? before.blockByAddress.get(sources.get(name) ?? "");
    if (previous === undefined) {
      return line(isManaged(block) ? "created" : "read");
    }
    const text = changedWords(previous, block, origins.get(name) ?? previous.address, isPlanned);
    return text === "" ? [] : line(text);
  });
}

function goneWords(block: Block, isForgotten: boolean): string {
  if (!isManaged(block)) {
    return "no longer read";
  }
  return isForgotten ? "kept, but no longer managed" : "**deleted**";
}

const OPEN = "Terraform decides at plan whether it is replaced";

function changedWords(before: Block, after: Block, origin: string, isPlanned: boolean): string {
  const { address, kind } = after;
  const names = changedMembers(before.body, after.body);
  const word = isManaged(after) ? "moved" : "renamed";
  const isOtherType = before.type !== after.type;
  const isOpen = !isPlanned && kind === "resource" && (names.length > 0 || isOtherType);
  return [
    ...(origin === address ? [] : [`${word} from ${code(origin)}${isOtherType ? ", of another type" : ""}`]),
    ...(names.length === 0 ? [] : [`changed: ${codeList(names)}`]),
    ...(isOpen ? [OPEN] : []),
  ].join("; ");
}

/** What the identity that runs Terraform must be allowed to do, whatever needs it. */
function permissionsOf({ blocks, requiredProviders }: Stack): Values {
  const types = [
    ...blocks.map(({ blockType }) => blockType),
    ...requiredProviders.map(({ name }) => `provider.${name}`),
  ];
  const lines = [...new Set(types)].flatMap((type) => {
    const permission = permissionOf(type);
    return permission === undefined
      ? [`what ${code(type)} needs: this package does not know it`]
      : permissionLines(permission);
  });
  return new Map(lines.map((line) => [line, ""]));
}

/** Which secrets the state holds. */
function secretsOf({ blocks, outputs }: Stack): Values {
  const secrets = new Map<string, string>();
  for (const block of blocks) {
    const remains = remainsOf(block);
    if ("secret" in remains) {
      secrets.set(code(block.address), remains.secret);
    } else if ("unknown" in remains) {
      secrets.set(code(block.address), "unknown, so treat the state as secret");
    }
  }
  for (const { name } of outputs.filter(({ isSecret }) => isSecret)) {
    secrets.set(code(`output.${name}`), "its value");
  }
  return secrets;
}

/** What those who run the module set or read, by the names of what changes: a default may be a secret. */
function interfaceChanges(before: Stack, after: Stack, section: "variable" | "output"): string[] {
  const bodies = ({ sections }: Stack) =>
    new Map(entries(sections[section]).map(([name, body]) => [name, blockOf(body)]));
  return pairsOf(bodies(before), bodies(after)).flatMap(({ name, before: old, after: fresh }) => {
    if (old === undefined || fresh === undefined) {
      const isRequired = section === "variable" && fresh !== undefined && !("default" in fresh);
      return [`${code(name)}: ${verb(old, fresh)}${isRequired ? ", required" : ""}`];
    }
    const names = changedMembers(old, fresh);
    return names.length === 0 ? [] : [`${code(name)}: changed ${codeList(names)}`];
  });
}

/** Which versions of Terraform and of the providers are allowed. */
function versionsOf(stack: Stack): Values {
  const providers = allowedProviders(stack).map(
    ({ name, source, range }) => [code(name), code(`${source} ${range || "any"}`)] as const,
  );
  return new Map([[code("terraform"), code(requiredVersion(stack))], ...providers]);
}

/** What has no address, such as the configuration of a provider. */
function sectionChanges({ stack: before, origins }: Renamed, after: Stack): string[] {
  // A rename is told of the block that it is of.
  const told = origins.size > 0 ? ["moved"] : [];
  const own = ["resource", "data", "ephemeral", "module", "variable", "output", "terraform", ...told];
  const sections = changedMembers(before.sections, after.sections).filter((name) => !own.includes(name));
  const settings = changedMembers(before.settings, after.settings).filter((name) => !name.startsWith("required_"));
  const renamed = [...origins].filter(([address]) => address.startsWith("local."));
  const inName = (name: string) => {
    const [old, fresh] = [lookUp(before.sections, name), lookUp(after.sections, name)];
    return isObject(old) || isObject(fresh) ? `: ${codeList(changedMembers(objectOf(old), objectOf(fresh)))}` : "";
  };
  return [
    ...renamed.map(([address, origin]) => `${code(address)}: renamed from ${code(origin)}`),
    ...sections.map((name) => `${code(name)} blocks${inName(name)}`),
    ...(settings.length === 0 ? [] : [`settings of the ${code("terraform")} block: ${codeList(settings)}`]),
  ];
}

function factsBefore({ language = "", generator = "", source: { owner, contact, repository } }: Manifest): Values {
  return facts({ language, generator, owner, contact, repository });
}

function factsNow({ format, provenance: { version, owner, contact, repository } }: UpdateOptions): Values {
  const generator = `terraform-stack-tools ${version}`;
  return facts({ language: format, generator, owner, contact, repository });
}

function facts(all: Readonly<Record<string, string | undefined>>): Values {
  return new Map(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, code(value)]])));
}

function knownAssets({ digests }: Manifest): ReadonlyMap<string, string> {
  return new Map([...digests].filter(([path]) => path.startsWith("assets/")));
}
