import { blockTitle, isComputed } from "../../knowledge/catalogue/block-types";
import { hasTokenInSource } from "../../knowledge/catalogue/secret-names";
import { isSecretInput } from "../../knowledge/secrets/secret-scan";
import { code, described, prose, table } from "../../shared/markdown";
import type { Kind } from "../../stack/address";
import { textOf } from "../../stack/json";
import type { Block, Output, Variable } from "../../stack/stack";
import type { RootModule } from "../module/root-module";

/** @param hidden the inputs that are secret, such as `var.a` */
export function inputTable(variables: readonly Variable[], hidden: ReadonlySet<string>): string[] {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    described(variable.description),
    defaultOf(variable, hidden),
    rulesOf(variable, hidden),
  ]);
  return tableOf(["Name", "Type", "Description", "Default", "Rules"], rows);
}

function defaultOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const { name, isRequired, default: value = null } = variable;
  if (isRequired) {
    return "required";
  }
  return hidden.has(`var.${name}`) ? "has a default, not shown" : code(JSON.stringify(value));
}

function rulesOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const rules = variable.validations.map(({ message }) => described(message)).filter((rule) => rule !== "");
  return [...rules, ...secrecy(variable, hidden)].join("<br>");
}

function secrecy(variable: Variable, hidden: ReadonlySet<string>): string[] {
  if (variable.isSecret || !hidden.has(`var.${variable.name}`)) {
    return variable.isSecret ? ["**secret**"] : [];
  }
  return [`**secret by its ${isSecretInput(variable) ? "name" : "use"}, but not marked \`sensitive\`**`];
}

export function outputTable(outputs: readonly Output[]): string[] {
  return tableOf(["Name", "Description", "Secret"], outputs.map(outputRow));
}

function outputRow({ name, description, isSecret }: Output): string[] {
  return [code(name), described(description), isSecret ? "**yes**" : "no"];
}

const TREATMENT: Readonly<Record<Kind, string>> = {
  resource: "manages",
  data: "reads",
  ephemeral: "reads on every run, never stores",
  module: "runs",
};

export function resourceTable(blocks: readonly Block[], providers: RootModule["providers"]): string[] {
  const rows = blocks.map((block) => [
    linkedTitle(block, providers),
    code(block.address),
    block.isRepeated ? `${TREATMENT[block.kind]}, in several instances` : TREATMENT[block.kind],
  ]);
  return tableOf(["What", "Address", "Terraform"], rows);
}

/** What a reader calls it, linked to the page of its type in the Terraform Registry. */
function linkedTitle(block: Block, providers: RootModule["providers"]): string {
  const { kind, body } = block;
  if (kind === "module") {
    const source = textOf(body.source);
    return hasTokenInSource(source)
      ? "child module from an address with a secret"
      : `child module ${code(source)}`.trim();
  }
  const isLookedUp = kind === "data" && !isComputed(block.blockType);
  const title = prose(`${isLookedUp ? "existing " : ""}${blockTitle(block)}`);
  const page = registryPage(block, providers);
  return page === undefined ? title : `[${title}](${page})`;
}

const SECTIONS: Readonly<Record<Exclude<Kind, "module">, string>> = {
  resource: "resources",
  data: "data-sources",
  ephemeral: "ephemeral-resources",
};

/** Of providers in the public registry. Pages are by version, and a range has none of its own. */
function registryPage({ kind, type, provider }: Block, providers: RootModule["providers"]): string | undefined {
  const { source, version } = providers.find(({ name }) => name === provider.name) ?? {};
  const name = type.slice(type.indexOf("_") + 1);
  if (kind === "module" || source === undefined || !/^[\w-]+\/[\w-]+$/.test(source) || !/^\w+$/.test(name)) {
    return undefined;
  }
  const release = version !== undefined && /^\d+\.\d+\.\d+$/.test(version) ? version : "latest";
  return `https://registry.terraform.io/providers/${source}/${release}/docs/${SECTIONS[kind]}/${name}`;
}

export function versionTable(providers: RootModule["providers"]): string[] {
  const rows = providers.map(({ name, source, version, range, isImplied }) => [
    code(name),
    code(source),
    isImplied ? "not required by the source; its types imply it" : code(version) || "any",
    code(range) || "any",
  ]);
  return tableOf(["Provider", "Source", "Generated for", "Allowed"], rows);
}

/** Nothing where there are no rows. */
function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [table(heads, rows)];
}
