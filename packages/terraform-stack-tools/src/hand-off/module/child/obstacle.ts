import { codeList } from "../../../shared/markdown";
import { entries, type JsonObject, listOf, objectOf, texts } from "../../../stack/json";
import { referencesIn } from "../../../stack/reference";
import { namesIn } from "../../../stack/references";
import type { Stack } from "../../../stack/stack";
import { callerTexts, type Split } from "./split";

/** Why a stack cannot be a child module, as a sentence; nothing where it can. */
export function obstacleTo(stack: Stack, split: Split, assets: ReadonlyMap<string, Buffer>): string | undefined {
  const { sections, unknownSections } = stack;
  if (unknownSections.length > 0) {
    return `Whether a child module may contain ${codeList(unknownSections)} is not known, so this is a root module.`;
  }
  if (assets.size > 0 && texts(withoutSources(sections)).some(({ text }) => text.includes("assets/"))) {
    return (
      "It reads files in `assets/` by paths that begin at the folder in which Terraform runs, " +
      "so this is a root module."
    );
  }
  const outputs = callerTexts(stack).filter(split.isOutput);
  if (outputs.some((text) => isEphemeral(text, stack))) {
    return (
      "Providers are configured from an ephemeral value that the module uses too, and a root module cannot hand one " +
      "out, so this is a root module."
    );
  }
  if (outputs.some((text) => referencesIn(text).some(({ root }) => root === "each"))) {
    return "An import reads an object of the module for each instance, so this is a root module.";
  }
  return undefined;
}

/** The sources of local modules are relative to the module itself. */
function withoutSources({ module: calls, ...others }: JsonObject): JsonObject {
  const bodies = entries(calls).flatMap(([, body]) => listOf(body).map(objectOf));
  return { ...others, module: bodies.map(({ source: _source, ...inputs }) => inputs) };
}

function isEphemeral(text: string, { variables }: Stack): boolean {
  const ephemeral = variables.filter((variable) => variable.isEphemeral).map(({ name }) => `var.${name}`);
  return [...namesIn(text)].some((name) => name.startsWith("ephemeral.") || ephemeral.includes(name));
}
