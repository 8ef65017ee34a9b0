import { entries, isObject, type Json, type JsonObject, sorted } from "../terraform/json";
import { providersOf } from "../terraform/provider";
import { bodies } from "../terraform/stack";

/** The oldest version that plans with mocked providers, as the bundle's own tests do. */
const OLDEST = "1.7.0";

/** The language that a module is written in. */
export type Format = "json" | "hcl";

/** The four files of a module, each with sections as Terraform's JSON has them. */
export interface Module {
  readonly main: JsonObject;
  readonly variables: JsonObject;
  readonly outputs: JsonObject;
  readonly versions: JsonObject;
}

/** A synthesized stack without what belongs to cdktf or to the machine: metadata, backend, the paths of local states. */
export function moduleOf(stack: JsonObject): Module {
  const { terraform, variable, output, "//": _comment, ...others } = stack;
  const own = withoutComments(withStatePaths(others));
  const variables = { ...(withoutComments({ variable: variable ?? {} }).variable as JsonObject), ...statePathVariables(stack) };
  return {
    main: sorted(own) as JsonObject,
    variables: section("variable", variables),
    outputs: section("output", withoutComments({ output: output ?? {} }).output as JsonObject),
    versions: { terraform: versionsOf(stack, isObject(terraform) ? terraform : {}) },
  };
}

function section(name: string, blocks: JsonObject): JsonObject {
  return Object.keys(blocks).length === 0 ? {} : { [name]: sorted(blocks) };
}

function versionsOf(stack: JsonObject, terraform: JsonObject): Json {
  const { backend: _backend, cloud: _cloud, "//": _comment, required_version: own, ...others } = terraform;
  const providers = providersOf(stack).map(({ name, source, range, others: more }) => [
    name,
    { ...more, source, ...(range === "" ? {} : { version: range }) },
  ]);
  return sorted({
    ...others,
    required_version: requiredVersion(own, oldestOf(stack)),
    ...(providers.length > 0 ? { required_providers: Object.fromEntries(providers) } : {}),
  });
}

/** What the stack requires too, and no less than it and its tests need. One exact version is the stack's own affair. */
function requiredVersion(own: Json | undefined, needed: string): Json {
  const [, oldest] = /^>=\s*(\d+\.\d+(?:\.\d+)?)$/.exec(String(own)) ?? [];
  if (own === undefined || (oldest !== undefined && oldest.localeCompare(needed, undefined, { numeric: true }) <= 0)) {
    return `>= ${needed}`;
  }
  return oldest !== undefined || /^=?\s*\d/.test(String(own)) ? own : `${own}, >= ${needed}`;
}

/** Arguments that are only written, and what is ephemeral, came with 1.11 to both Terraform and OpenTofu. */
function oldestOf(stack: JsonObject): string {
  const text = JSON.stringify([stack.resource ?? {}, stack.variable ?? {}]);
  return "ephemeral" in stack || /"\w+_wo":|"ephemeral":true/.test(text) ? "1.11.0" : OLDEST;
}

/** Takes `//` away where it is a comment: in the sections and their blocks, but not in a value, where it is a key like any other. */
function withoutComments(sections: JsonObject): JsonObject {
  const strip = (value: Json, depth: number): Json => {
    if (Array.isArray(value)) {
      return value.map((child) => strip(child, depth));
    }
    if (!isObject(value)) {
      return value;
    }
    return Object.fromEntries(
      entries(value)
        .filter(([key]) => key !== "//")
        .map(([key, child]) => [key, depth > 0 ? strip(child, depth - 1) : child]),
    );
  };
  const depths: Record<string, number> = { resource: 2, data: 2, ephemeral: 2, locals: 0 };
  return Object.fromEntries(entries(sections).map(([name, blocks]) => [name, strip(blocks, depths[name] ?? 1)]));
}

/** The local states that the stack reads, which lie elsewhere for another team: their paths become inputs. */
function localStates(stack: JsonObject): [name: string, body: JsonObject][] {
  const states = isObject(stack.data) ? bodies(stack.data.terraform_remote_state) : [];
  return states.filter(([, body]) => isObject(body) && body.backend === "local" && isObject(body.config)) as [
    string,
    JsonObject,
  ][];
}

function pathVariable(name: string): string {
  return `${name}_state_path`;
}

function statePathVariables(stack: JsonObject): JsonObject {
  return Object.fromEntries(
    localStates(stack).map(([name]) => [
      pathVariable(name),
      { type: "string", nullable: false, description: `Path of the state file that data.terraform_remote_state.${name} reads` },
    ]),
  );
}

function withStatePaths(sections: JsonObject): JsonObject {
  const states = localStates(sections).map(([name, body]) => [
    name,
    { ...body, config: { ...(body.config as JsonObject), path: `\${var.${pathVariable(name)}}` } },
  ]);
  if (states.length === 0) {
    return sections;
  }
  const data = sections.data as JsonObject;
  const remote = data.terraform_remote_state as JsonObject;
  return { ...sections, data: { ...data, terraform_remote_state: { ...remote, ...Object.fromEntries(states) } } };
}

/** The whole module as one object, for those who ask about it. */
export function whole({ main, variables, outputs, versions }: Module): JsonObject {
  return { ...main, ...variables, ...outputs, ...versions };
}
