import { blockOf, entries, type Json, type JsonObject, listOf, lookUp, objectOf, textOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import { moduleOf, type RootModule } from "../root-module";
import type { CallerParts } from "./caller-parts";
import { configurationsUsed, filterTyped } from "./child-module";
import { movesIntoModule } from "./moves";
import type { Split } from "./split";

/** The root module that calls the module as the stack was: with the same inputs, outputs and providers. */
export function exampleOf(
  whole: RootModule,
  child: RootModule,
  split: Split,
  parts: CallerParts,
  call: string,
): RootModule {
  const { sections, locals } = whole.stack;
  const isMoved = (kind: string) => (type: string, name: string) => split.moved.has(`${kind}.${type}.${name}`);
  const caller = {
    provider: parts.provider,
    variable: variables(objectOf(sections.variable), objectOf(child.stack.sections.variable)),
    locals: Object.fromEntries([...locals].filter(([name]) => split.moved.has(`local.${name}`))),
    data: filterTyped(sections.data, isMoved("data")),
    ephemeral: filterTyped(sections.ephemeral, isMoved("ephemeral")),
    module: { [call]: { source: "../..", ...inputs(child.stack), ...passed(whole, child) } },
    output: outputs(objectOf(sections.output), call),
    moved: movesIntoModule(whole.stack, call),
    removed: sections.removed ?? [],
    import: parts.import,
  };
  return moduleOf(caller, whole.providers, whole.requiredVersion);
}

/** What the module validates is validated there alone. */
function variables(declared: JsonObject, validated: JsonObject): JsonObject {
  const bodies = entries(declared).map(([name, body]): [string, Json] => {
    const { validation: _validation, ...others } = blockOf(body);
    return [name, lookUp(validated, name) === undefined ? body : others];
  });
  return Object.fromEntries(bodies);
}

function inputs({ variables: declared }: Stack): JsonObject {
  return Object.fromEntries(declared.map(({ name }) => [name, `\${var.${name}}`]));
}

/** Configurations that have an alias are passed by name, and then the others must be too. */
function passed(whole: RootModule, child: RootModule): JsonObject {
  const aliased = child.providers.filter(({ others }) => "configuration_aliases" in others);
  if (aliased.length === 0) {
    return {};
  }
  const used = configurationsUsed(child.stack);
  const names = child.providers.flatMap(({ name, others }): string[] => {
    const isConfigured = whole.stack.providers.some((one) => one.name === name && one.alias === undefined);
    const isUsed = used?.some((one) => one.name === name && one.alias === undefined);
    return [...(isConfigured || isUsed ? [name] : []), ...listOf(others.configuration_aliases).map(textOf)];
  });
  return { providers: Object.fromEntries(names.map((name) => [name, name])) };
}

function outputs(declared: JsonObject, call: string): JsonObject {
  const bodies = entries(declared).map(([name, body]): [string, Json] => {
    const { depends_on: _order, precondition: _condition, ...others } = blockOf(body);
    return [name, { ...others, value: `\${module.${call}.${name}}` }];
  });
  return Object.fromEntries(bodies);
}
