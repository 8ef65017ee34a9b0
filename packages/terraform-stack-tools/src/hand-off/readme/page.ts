import type { Access } from "../../knowledge/access/access";
import { accessIn } from "../../knowledge/access/access-in";
import { isAboutImages } from "../../knowledge/catalogue/block-types";
import { notJudgedSince } from "../../knowledge/judgement/judgement";
import { notJudgedProse } from "../../knowledge/pages/access";
import { isolation, rotating } from "../../knowledge/pages/operations";
import { permissions } from "../../knowledge/pages/permissions";

import { whoMayPull } from "../../knowledge/pages/pictures";
import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { configuredStack } from "../../planned/planned-stack";

import { code, described, prose, table } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";
import { addressInState, type Modules } from "../module/layout";
import type { Provenance } from "../module/provenance";
import type { RootModule } from "../module/root-module";
import { decisions, scannerFindings } from "./decisions";
import type { Note } from "./notes/review-notes";
import { keepingState, rollingBack, running } from "./operations/operations";
import { origin } from "./origin";
import { stateSecrets } from "./state-secrets";
import { shortSummary, summary } from "./summary";
import { inputTable, outputTable, resourceTable, versionTable } from "./tables";
import { CALLER_INPUTS, callerInputs, filesTable, usage } from "./usage";

/**
 * The README of a bundle, for a team that decides whether to run it.
 * @param caveats what must be known before the bundle's test is run, as a paragraph; may be empty
 * @param notes what must be reviewed, as `notesOf` found it in the module's stack
 */
export function readmePage(
  name: string,
  module: RootModule,
  modules: Modules,
  caveats: string,
  notes: readonly Note[],
  provenance: Provenance,
): string {
  const { stack, providers, backend } = module;
  const access = accessOf(stack);
  const inState = (address: string) => addressInState(address, modules);
  const paragraphs = [
    `# ${prose(name)}`,
    summary(stack, access).join(" "),
    ORIGIN,
    usage(modules),
    origin(provenance),
    ...optionalSection("Who may pull what", whoMayPullWhat(stack, access)),
    ...optionalSection("Network isolation", isolation(stack)),
    ...(notes.length > 0 ? section("Review this first", noteTable(notes)) : []),
    ...optionalSection("Decided in the code", decisions(stack)),
    "<!-- BEGIN_TF_DOCS -->",
    ...optionalSection("Inputs", inputTable(modules.top.stack.variables, hiddenValues(stack))),
    ...optionalSection("Outputs", outputTable(modules.top.stack.outputs)),
    "<!-- END_TF_DOCS -->",
    ...optionalSection(CALLER_INPUTS, callerInputs(module, modules)),
    ...optionalSection("Resources", resourceTable(stack.blocks, providers)),
    ...section("Permissions needed by the identity that runs `terraform apply`", ...permissions(stack)),
    ...section("Secrets and the state", ...stateSecrets(stack)),
    ...optionalSection("What a scanner reports", scannerFindings(stack)),
    ...section("Versions", ...versions(module)),
    ...section("Test, plan and apply", ...running(stack, modules), caveats),
    ...section("Keep the state", ...keepingState(backend, modules)),
    ...section("Roll back", rollingBack(stack, modules)),
    ...optionalSection("Rotate credentials", rotating(stack, access, inState)),
    ...section("Files", filesTable(modules), VERIFICATION),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function accessOf(stack: Stack): Access[] {
  return accessIn([configuredStack(stack)]);
}

/** Empty for a stack that has nothing to do with images. */
function whoMayPullWhat(stack: Stack, access: readonly Access[]): string[] {
  const isForeign = access.length === 0 && !isAboutImages(stack);
  return isForeign ? [] : [...whoMayPull(access), ...notJudgedProse(notJudgedSince(undefined, configuredStack(stack)))];
}

const ORIGIN =
  "This folder is a self-contained Terraform module, generated from a source that another team maintains. " +
  "Ask that team for changes: it hands off a new version of this folder. " +
  "If files were edited here, the handoff lists them and stops; only when forced does it overwrite them.";

function versions({ providers, requiredVersion }: RootModule): string[] {
  const engine = `Terraform or OpenTofu: ${code(requiredVersion)}.`;
  const ranges = providers.some(({ range }) => range !== "") ? [RANGES] : [];
  return providers.length === 0
    ? ["This module needs no provider.", engine]
    : [...versionTable(providers), ...ranges, LOCK_FILE, engine];
}

const RANGES =
  "The module was generated for the first version of each range. " +
  "Later versions in the range add fixes and arguments, and keep what the module uses. " +
  "The next major version may change what an argument means, so it needs a new handoff.";

const LOCK_FILE = "`terraform init` records the versions that it selects in `.terraform.lock.hcl`: commit that file.";

const VERIFICATION =
  "`npx terraform-stack-tools verify .` compares the files with `manifest.json`; your own pass with `--allow <path>`. " +
  "The digests show what was edited. Who wrote the folder is shown by an attestation of `manifest.json`, " +
  "if the pipeline of its source makes one.";

/** The README above the bundles of several stacks. */
export function indexPage(bundles: readonly { readonly name: string; readonly module: RootModule }[]): string {
  const rows = bundles.map(({ name, module }) => [linkTo(name), shortSummary(module.stack, accessOf(module.stack))]);
  return `${["# Modules", INTRODUCTION, table(["Module", "Purpose"], rows)].join("\n\n")}\n`;
}

const INTRODUCTION =
  "Each folder is a Terraform module of its own, with its own state. " +
  "Start with the README of the module that you want to run.";

function linkTo(name: string): string {
  return `[${prose(name)}](${encodeURIComponent(name)}/README.md)`;
}

function section(title: string, ...paragraphs: readonly string[]): string[] {
  return [`## ${title}`, ...paragraphs.filter((paragraph) => paragraph !== "")];
}

function optionalSection(title: string, paragraphs: readonly string[]): string[] {
  return paragraphs.length === 0 ? [] : section(title, ...paragraphs);
}

/** Each sentence once, with how often it applies and where. */
function noteTable(notes: readonly Note[]): string {
  const places = new Map<string, string[]>();
  for (const { place, text } of notes) {
    places.set(text, [...(places.get(text) ?? []), code(place)]);
  }
  return table(
    ["What", "Where"],
    [...places].map(([text, all]) => [
      described(text),
      all.length > 1 ? `${all.length} places: ${all.join(", ")}` : all[0],
    ]),
  );
}
