import { identifier } from "../../hand-off/module/child-module";
import { modulesOf } from "../../hand-off/module/layout";
import { moduleOf, type RootModule } from "../../hand-off/module/root-module";
import { requiredVersion } from "../../hand-off/module/version-constraints";
import type { KnownSchemas } from "../../providers/schemas/known-schemas";
import type { Source } from "../../shared/input/source";
import { type Json, type JsonObject, objectOf, print } from "../../stack/json";
import { namesIn } from "../../stack/references";
import { type Stack, withSections } from "../../stack/stack";
import type { Reads } from "../beside";
import { type Configuration, pageOf } from "../configuration";
import { rootFiles } from "../files/root-files";
import { providersOf } from "../providers";
import type { Draft } from "../rewrite/draft";
import type { Parameter } from "../rewrite/environments/parameters";
import { inputsOf } from "./inputs";
import { movesIntoCall } from "./moves";

/** One of several stacks that differ in nothing but values. */
export interface Environment {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
}

/** A configuration for each environment that calls one module; undefined where one of them cannot. */
export function callsOf(
  name: string,
  environments: readonly Environment[],
  parameters: readonly Parameter[],
  schemas: KnownSchemas,
): Configuration[] | undefined {
  const call = identifier(name);
  const parts = environments.map((environment, index) => partsOf(call, environment, parameters, index, schemas));
  const [first] = parts;
  const isSame = parts.every(
    (part) =>
      part !== undefined &&
      first !== undefined &&
      print(part.module.stack.sections) === print(first.module.stack.sections),
  );
  if (!isSame || first === undefined) {
    return undefined;
  }
  const folder = folderOf(call);
  const shared = rootFiles(first.module, {}, environments[0].source.file, schemas);
  const files = [...shared].map(([path, text]): [string, string] => [`${folder}/${path}`, text]);
  return parts.flatMap((part, index): Configuration[] => {
    if (part === undefined) {
      return [];
    }
    const { source, reads, draft } = environments[index];
    const code = new Map([...rootFiles(part.caller, draft.stack.settings, source.file, schemas), ...files]);
    const { variables, outputs } = part.caller.stack;
    const described = { ...draft.stack, variables, outputs };
    const page = { ...pageOf(source, reads, described, code, part.moves), module: folder };
    return [
      { source, reads, draft, module: part.caller, code, page, call: { name: call, folder, module: first.module } },
    ];
  });
}

/** From the folder of a configuration. */
function folderOf(call: string): string {
  return `../modules/${call}`;
}

interface Parts {
  readonly module: RootModule;
  readonly caller: RootModule;
  readonly moves: number;
}

function partsOf(
  call: string,
  { source, draft }: Environment,
  parameters: readonly Parameter[],
  index: number,
  schemas: KnownSchemas,
): Parts | undefined {
  const { stack } = draft;
  const { moved: _moved, ...present } = stack.sections;
  const { top, example } = modulesOf(
    { name: call, stack: withSections(stack, present), assets: source.assets },
    "module",
  );
  if (example === undefined || source.assets.size > 0) {
    return undefined;
  }
  const declared = new Set(source.stack.variables.map(({ name }) => name));
  const { variable: _variables, ...bodies } = top.stack.sections;
  const read = namesIn(bodies);
  const isRead = (name: string) => read.has(`var.${name}`);
  const inputs = inputsOf(stack, example.module.stack, call, { declared, parameters, index, isRead });
  const moves = movesIntoCall(draft, call);
  const { terraform: _settings, ...caller } = example.module.stack.sections;
  const sections = {
    ...caller,
    variable: inputs.variables,
    module: { [call]: { ...inputs.call, source: folderOf(call) } },
    ...(moves.length === 0 ? {} : { moved: moves }),
  };
  const providers = providersOf(stack, schemas);
  const own = top.providers.map((provider) => ({
    ...provider,
    range: providers.find(({ name }) => name === provider.name)?.range ?? provider.range,
  }));
  const required = requiredVersion(stack);
  const module = moduleOf(moduleSections(top.stack, inputs.passed, isRead), own, required);
  return {
    module: { ...module, stack: { ...module.stack, constructPaths: stack.constructPaths } },
    caller: moduleOf(sections, providers, required),
    moves: moves.length,
  };
}

/** Without defaults of what every caller passes, without variables that nothing reads, and without settings of the root. */
function moduleSections(
  { sections }: Stack,
  passed: ReadonlySet<string>,
  isRead: (name: string) => boolean,
): JsonObject {
  const { terraform: _settings, moved: _moved, removed: _removed, ...others } = sections;
  const needed = Object.entries(objectOf(others.variable)).filter(([name]) => passed.has(name) || isRead(name));
  const variable = needed.map(([name, body]): [string, Json] => {
    const { default: _default, ...declaration } = objectOf(body);
    return [name, passed.has(name) ? declaration : body];
  });
  return { ...others, variable: Object.fromEntries(variable) };
}
