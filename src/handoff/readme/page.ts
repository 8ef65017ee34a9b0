import type { Json, JsonObject } from "../../terraform/json";
import { type Provider, providersOf } from "../../terraform/provider";
import { type Block, blocksOf } from "../../terraform/stack";
import { type Output, outputsOf, type Variable, variablesOf } from "../../terraform/variable";
import { type Module, whole } from "../module";
import { diagramOf } from "./diagram";
import { code, prose, table } from "./markdown";
import { howToRollBack, howToRotate, howToRun } from "./operations";
import { permissionTable, roleTable } from "./permission-table";
import { notesOf } from "./review-notes";
import { secretSection } from "./secret-table";
import { strategyOf } from "./summary";

/** A page that somebody reads before they say yes. Nothing of the input becomes markup in it. */
export function readmeOf(name: string, module: Module, stack: JsonObject, testNote: string): string {
  const all = whole(module);
  const blocks = blocksOf(all);
  const variables = variablesOf(all);
  const outputs = outputsOf(all);
  const notes = notesOf(all).map(({ place, text }) => [code(place), prose(text)]);
  const section = (title: string, ...parts: string[]) => [`## ${title}`, ...parts.filter(Boolean)];
  return `${[
    `# ${prose(name)}`,
    strategyOf(blocks).join(" "),
    "This folder is a Terraform module that works alone. It was synthesized, so changes belong to its source: edited here, they are overwritten by the next hand-over, which asks first.",
    ...section(
      "What is in it",
      diagramOf(all),
      "An arrow goes from what is used to what uses it, and from a grant to what it opens.",
    ),
    ...(notes.length > 0 ? section("Look at this first", table(["Where", "What"], notes, "")) : []),
    ...section("Inputs", inputTable(variables)),
    ...section("Outputs", outputTable(outputs)),
    ...section("Resources", resourceTable(blocks)),
    ...section(
      "Permissions of the identity that applies",
      permissionTable(
        blocks,
        providersOf(stack).map(({ name }) => name),
      ),
      "`write` is needed to make and to change, `delete` to destroy. A plan needs what reads alone.",
      roleTable(blocks),
    ),
    ...section("Secrets and the state", secretSection(blocks, variables, outputs)),
    ...section(
      "Versions",
      versionTable(providersOf(stack)),
      VERSIONS,
      `Terraform or OpenTofu: ${code(requiredVersion(module))}.`,
    ),
    ...section("Run it", howToRun(variables, blocks), testNote),
    ...section("Roll back", howToRollBack(blocks)),
    ...section("Rotate", howToRotate(blocks, variables)),
    ...section("Files", FILES),
  ].join("\n\n")}\n`;
}

const VERSIONS =
  "The module was made for the first version of each range. Later ones bring fixes and new arguments, and keep what is here; the next major version may change what an " +
  "argument means, so it takes a new hand-over. `terraform init` writes the version it chose into `.terraform.lock.hcl`: commit that file.";

const FILES = table(
  ["File", "What for"],
  [
    ["`versions`, `variables`, `main`, `outputs`", "the module"],
    ["`terraform.tfvars.example`", "every input, to copy"],
    ["`tests/`", "plans without credentials: `terraform test`, `tofu test`"],
    ["`manifest.json`", "versions, the digest of the source and of each file"],
  ],
  "",
);

function inputTable(variables: readonly Variable[]): string {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    prose(variable.description),
    variable.isRequired
      ? "required"
      : variable.isSecret
        ? "has a default, not shown"
        : code(JSON.stringify(variable.default ?? (null as Json))),
    [...variable.validations.map(({ message }) => prose(message)), variable.isSecret ? "**secret**" : ""]
      .filter(Boolean)
      .join("<br>"),
  ]);
  return table(["Name", "Type", "Description", "Default", "Rules"], rows, "None.");
}

function outputTable(outputs: readonly Output[]): string {
  const rows = outputs.map(({ name, description, isSecret }) => [code(name), prose(description), isSecret ? "**yes**" : "no"]);
  return table(["Name", "Description", "Secret"], rows, "None.");
}

const KINDS = { resource: "managed", data: "read", ephemeral: "read each time, never kept", module: "module" };

function resourceTable(blocks: readonly Block[]): string {
  const rows = blocks.map(({ address, kind, repeated }) => [
    code(address),
    `${KINDS[kind]}${repeated ? ", one for each instance" : ""}`,
  ]);
  return table(["Address", "What Terraform does with it"], rows, "None.");
}

function versionTable(providers: readonly Provider[]): string {
  const rows = providers.map(({ name, source, pinned, range }) => [
    code(name),
    code(source),
    pinned ? code(pinned) : "any",
    range ? code(range) : "any",
  ]);
  return table(["Provider", "Source", "Made for", "Allowed"], rows, "No provider is needed.");
}

function requiredVersion({ versions }: Module): string {
  const terraform = versions.terraform as JsonObject;
  return typeof terraform.required_version === "string" ? terraform.required_version : "";
}

/** The page above the folders of several stacks. */
export function indexOf(bundles: readonly { readonly name: string; readonly module: Module }[]): string {
  const rows = bundles.map(({ name, module }) => [
    `[${prose(name)}](${encodeURIComponent(name)}/README.md)`,
    strategyOf(blocksOf(whole(module)))[0],
  ]);
  return `# Modules\n\nEach folder is a Terraform module of its own, with its own state. Begin with its README.\n\n${table(["Module", "What it gives"], rows, "")}\n`;
}
