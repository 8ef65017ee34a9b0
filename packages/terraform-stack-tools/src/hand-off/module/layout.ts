import type { Source } from "../../shared/files";
import { codeList } from "../../shared/words";
import { entries, type JsonObject, listOf, objectOf, texts } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { namesIn } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import {
  callerPartsOf,
  callerTexts,
  childModuleOf,
  exampleOf,
  identifier,
  inModule,
  type Split,
  splitOf,
} from "./child-module";
import { type RootModule, rootModuleOf } from "./root-module";

/** How a bundle is used: as a module that others call, or as a root module that is applied where it is. */
export type Layout = "module" | "root";

/** The modules of a bundle. */
export interface Modules {
  /** The configuration of the stack before it is divided. */
  readonly whole: RootModule;
  /** The module at the top of the folder. */
  readonly top: RootModule;
  /** The configuration in `examples/default` that calls it; nothing where the top is a root module itself. */
  readonly example?: Example;
  /** Why the stack had to become a root module, as a sentence; nothing where it did not have to. */
  readonly obstacle?: string;
}

export interface Example {
  /** The name of the module call. */
  readonly call: string;
  readonly module: RootModule;
}

/** A module and where it is: nothing for the top of the bundle, otherwise a path that ends with a slash. */
export interface PlacedModule {
  readonly folder: string;
  readonly module: RootModule;
}

/** Where the configuration is that calls the module. */
export const EXAMPLE_FOLDER = "examples/default/";

export function placedModules({ top, example }: Modules): PlacedModule[] {
  const caller = example === undefined ? [] : [{ folder: EXAMPLE_FOLDER, module: example.module }];
  return [{ folder: "", module: top }, ...caller];
}

/** The folder in which Terraform plans and applies. */
export function rootFolder({ example }: Modules): string {
  return example === undefined ? "" : EXAMPLE_FOLDER;
}

/** The address of one of the module's blocks in the state. */
export function addressInState(address: string, { example }: Modules): string {
  return example === undefined ? address : inModule(address, example.call);
}

/** Divides the configuration of a stack into the module and its caller, if that is asked for and possible. */
export function modulesOf({ name, stack, assets }: Pick<Source, "name" | "stack" | "assets">, layout: Layout): Modules {
  const whole = rootModuleOf(stack);
  if (layout === "root") {
    return { whole, top: whole };
  }
  const split = splitOf(whole.stack);
  const obstacle = obstacleTo(whole.stack, split, assets);
  if (obstacle !== undefined) {
    return { whole, top: whole, obstacle };
  }
  const call = identifier(name);
  const parts = callerPartsOf(whole.stack, split, call);
  const top = childModuleOf(whole, split, parts);
  return { whole, top, example: { call, module: exampleOf(whole, top, split, parts, call) } };
}

/** Why a stack cannot be a child module, as a sentence; nothing where it can. */
function obstacleTo(stack: Stack, split: Split, assets: ReadonlyMap<string, Buffer>): string | undefined {
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
