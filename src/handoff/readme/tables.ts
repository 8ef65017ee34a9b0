import { code, described, table } from "../../shared/markdown";
import type { Kind } from "../../terraform/address";
import type { Block } from "../../terraform/stack";
import type { Output, Variable } from "../../terraform/variable";
import type { RootModule } from "../module/root-module";

import { isSecretInput } from "./notes/secret-scan";

const NONE = "None.";

export function inputTable(variables: readonly Variable[]): string {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    described(variable.description),
    defaultOf(variable),
    rulesOf(variable),
  ]);
  return rows.length === 0 ? NONE : table(["Name", "Type", "Description", "Default", "Rules"], rows);
}

function defaultOf(variable: Variable): string {
  const { isRequired, default: value = null } = variable;
  if (isRequired) {
    return "required";
  }
  return isSecretInput(variable) ? "has a default, not shown" : code(JSON.stringify(value));
}

function rulesOf(variable: Variable): string {
  const rules = variable.validations.map(({ message }) => described(message)).filter((rule) => rule !== "");
  return [...rules, ...secrecy(variable)].join("<br>");
}

function secrecy(variable: Variable): string[] {
  if (variable.isSecret) {
    return ["**secret**"];
  }
  return isSecretInput(variable) ? ["**secret by its name, but not marked `sensitive`**"] : [];
}

export function outputTable(outputs: readonly Output[]): string {
  const rows = outputs.map(outputRow);
  return rows.length === 0 ? NONE : table(["Name", "Description", "Secret"], rows);
}

function outputRow({ name, description, isSecret }: Output): string[] {
  return [code(name), described(description), isSecret ? "**yes**" : "no"];
}

const TREATMENT: Readonly<Record<Kind, string>> = {
  resource: "managed",
  data: "read",
  ephemeral: "read on every run, never stored",
  module: "child module",
};

export function resourceTable(blocks: readonly Block[]): string {
  const rows = blocks.map(({ address, kind, isRepeated }) => [
    code(address),
    isRepeated ? `${TREATMENT[kind]}, several instances` : TREATMENT[kind],
  ]);
  return rows.length === 0 ? NONE : table(["Address", "What Terraform does with it"], rows);
}

export function versionTable(providers: RootModule["providers"]): string {
  const rows = providers.map(({ name, source, version, range, isImplied }) => [
    code(name),
    code(source),
    isImplied ? "not required by the source; its types imply it" : code(version) || "any",
    code(range) || "any",
  ]);
  if (rows.length === 0) {
    return "This module needs no provider.";
  }
  return table(["Provider", "Source", "Generated for", "Allowed"], rows);
}
