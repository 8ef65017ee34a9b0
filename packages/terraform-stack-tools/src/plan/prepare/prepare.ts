import { importedScopes } from "../../knowledge/catalogue/made-up";
import { ADDRESS_ARGUMENT } from "../../planned/values";
import { installedProviders } from "../../providers/initialized-folder";
import { PlanError } from "../../shared/refusal";
import { Origins } from "../../stack/address";
import { type Json, type JsonObject, lookUp, objectOf, quoted, textOf, textValues } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { attributesRead } from "../../stack/references";
import { mapBlocks, type Stack, withSections } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import {
  allVersions,
  type Job,
  type JobVersion,
  type Mocks,
  mapVersions,
  type Plannable,
  VERSION_NAMES,
  type Versions,
} from "../job";
import { outputNames, remoteStates, withEarlierKeys } from "./made-up-values";
import { guardedValue, installedModules, moduleTexts, moduleTypes } from "./modules";

/** The given values of the variables that a stack declares. @throws PlanError if a required one has no value */
function givenVariables(stack: Stack, values: JsonObject, name: string): JsonObject {
  const missing = stack.variables.filter(
    (variable) => variable.isRequired && lookUp(values, variable.name) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map((variable) => variable.name).join(", ");
    throw new PlanError(`${name}: no value for ${names}; add a value to variables for each one without a default`);
  }
  const declared = new Set(stack.variables.map((variable) => variable.name));
  return Object.fromEntries(Object.entries(values).filter(([variable]) => declared.has(variable)));
}

/** Checks that every value belongs to a variable of one of the versions. @throws PlanError that names the others */
function checkVariables(versions: Versions<Stack>, values: JsonObject): void {
  const declared = new Set(allVersions(versions).flatMap(({ variables }) => variables.map(({ name }) => name)));
  const unknown = Object.keys(values).filter((name) => !declared.has(name));
  if (unknown.length > 0) {
    throw new PlanError(
      `the stack has no variable ${unknown.join(", ")}; it has ${[...declared].join(", ") || "none"}`,
    );
  }
}

/** The texts in the values of secret variables. The longest is first, because it may contain another one. */
export function secretTexts(versions: Versions<Plannable>): string[] {
  const values = allVersions(versions).flatMap(({ stack, variables }) =>
    stack.variables
      .filter(({ isSecret }) => isSecret)
      .map((variable) => lookUp(variables, variable.name) ?? variable.default ?? null),
  );
  const secrets = [...new Set(values.flatMap(textValues))].filter((text) => text !== "");
  return secrets.sort((left, right) => right.length - left.length);
}

/** In letters: more than any state holds. The engine would write it out, and take the memory of the machine. */
const LONGEST = 2 ** 30;

/** @throws PlanError for a local value that names others so often that it grows without end */
function checkExpansion({ locals }: Stack, name: string): void {
  for (const [local, length] of lengthsOf(locals)) {
    if (length > LONGEST) {
      throw new PlanError(
        `${name}: local value ${quoted(local)} would be longer than ${LONGEST} characters, since it refers to local values that refer to others over and over; write it without them`,
      );
    }
  }
}

/** How long each is with all that it names in place of the names. One that leads back to itself, the engine refuses. */
function lengthsOf(locals: ReadonlyMap<string, Json>): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  const named = new Map([...locals].map(([local, value]) => [local, localsIn(value)]));
  const open = [...locals.keys()];
  const begun = new Set<string>();
  for (let local = open.at(-1); local !== undefined; local = open.at(-1)) {
    const names = named.get(local) ?? [];
    if (!begun.has(local)) {
      begun.add(local);
      open.push(...new Set(names.filter((one) => !begun.has(one))));
      continue;
    }
    open.pop();
    if (!lengths.has(local)) {
      const own = JSON.stringify(locals.get(local) ?? null).length;
      lengths.set(
        local,
        names.reduce((sum, one) => sum + (lengths.get(one) ?? 0), own),
      );
    }
  }
  return lengths;
}

/** As often as they are named. */
function localsIn(value: Json): string[] {
  return referencesIn(value).flatMap(({ root, steps: [first] }) =>
    root === "local" && first?.kind === "attribute" ? [first.name] : [],
  );
}

/**
 * Makes both versions plannable without a cloud.
 * @throws PlanError for modules in folders or with computed sources, for variables without a value or a declaration, and for
 * local values that grow without end
 */
export function prepare(versions: Versions<Stack>, variables: JsonObject): Versions<Plannable> {
  const plannable = mapVersions(versions, (source, version): Plannable => {
    checkModules(source, VERSION_NAMES[version]);
    checkExpansion(source, VERSION_NAMES[version]);
    return {
      source,
      stack: withoutReach(source),
      variables: givenVariables(source, variables, VERSION_NAMES[version]),
    };
  });
  checkVariables(versions, variables);
  return plannable;
}

function checkModules({ blocks }: Stack, name: string): void {
  for (const { kind, address, body } of blocks) {
    // OpenTofu would evaluate it while it downloads, with any function.
    if (kind === "module" && [body.source, body.version].some((value) => isTemplate(textOf(value)))) {
      throw new PlanError(`${name}: ${address} must have a source and a version without expressions; write them out`);
    }
    if (kind === "module" && typeof body.source === "string" && /^\.\.?\//.test(body.source)) {
      throw new PlanError(
        `${name}: ${address} must have a source that init can download, got the folder '${body.source}'; ` +
          "plan reads no folders",
      );
    }
  }
}

/**
 * The settings of Terraform that name neither a program nor an address. A backend, HCP Terraform and the encryption of the
 * state do, and so may those of later versions.
 */
const SETTINGS: readonly string[] = [
  "required_version",
  "required_providers",
  "provider_meta",
  "experiments",
  "language",
];

/**
 * Without what reaches beyond the configuration: states, imports, and commands that applying the earlier version would
 * run here.
 */
function withoutReach(stack: Stack): Stack {
  const { import: _imports, ...sections } = stack.sections;
  const settings = Object.entries(objectOf(sections.terraform)).filter(([name]) => SETTINGS.includes(name));
  const terraform = Object.fromEntries(settings);
  const local = withSections(stack, "terraform" in sections ? { ...sections, terraform } : sections);
  return mapBlocks(local, ({ kind, body }) => {
    const { provisioner: _provisioner, connection: _connection, ...rest } = body;
    return kind === "resource" ? rest : body;
  });
}

/** The configuration of a stack in which each block tells its address to the proxies. Blocks of modules do not. */
export function addressed(stack: Stack): JsonObject {
  const origins = new Origins(stack.moves);
  return mapBlocks(stack, ({ address, body }) => ({
    ...body,
    [ADDRESS_ARGUMENT]: `${origins.of(address)}${keyTemplate(body)}`,
  })).sections;
}

/** The key of each instance of a block, as a template. */
export function keyTemplate(body: JsonObject): string {
  if ("for_each" in body) {
    return "[${jsonencode(each.key)}]";
  }
  return "count" in body ? "[${count.index}]" : "";
}

/**
 * What the engine plans.
 * @param command `terraform`, `tofu` or a path
 * @param folders in which `init` has run for each version
 */
export function preparedJob(
  command: string,
  versions: Versions<Plannable>,
  folders: Versions<string>,
  mocks: Mocks,
): Omit<Job, "folder"> {
  const origins = new Origins(versions.changed.source.moves);
  const jobVersions = mapVersions(versions, (version, name) => ({
    ...jobVersion(version, withEarlierKeys(mocks, origins), folders[name] ?? folders.changed, allVersions(versions)),
    moved: origins.moved,
  }));
  const installed = allVersions(jobVersions).flatMap(({ providers }) => providers);
  const { existing, changed } = jobVersions;
  return {
    command,
    types: [...typesIn(versions), ...moduleTypes(allVersions(folders), installed)],
    // What only the earlier version uses is deleted by its provider.
    versions: existing === undefined ? jobVersions : { existing, changed: withProvidersOf(changed, existing) },
  };
}

function jobVersion(
  version: Plannable,
  mocks: Mocks,
  initialized: string,
  all: readonly Plannable[],
): Omit<JobVersion, "moved"> {
  const { stack, source, variables } = version;
  const states = remoteStates(version, mocks);
  const modules = installedModules(stack, initialized);
  const read = attributesRead(all.map((one) => one.stack.sections));
  return {
    files: { "main.tf.json": guardedValue("the stack", addressed(stack)), ...modules?.files },
    variables,
    modules: modules?.folders ?? {},
    texts: modules?.texts ?? {},
    providers: installedProviders(initialized),
    mocks: withScopes(withEarlierKeys(mocks, new Origins(source.moves)), importedScopes(source)),
    states: Object.fromEntries(states.map(({ address, outputs }) => [address, outputs])),
    outputs: outputNames([JSON.stringify(stack.sections.check ?? {}), ...moduleTexts(initialized)].join("\n")),
    read: Object.fromEntries([...read].map(([address, names]) => [address, [...names]])),
  };
}

/** What an import tells of an object that is looked up. */
function withScopes(mocks: Mocks, scopes: ReadonlyMap<string, string>): Mocks {
  const known = [...scopes].map(([address, id]): [string, JsonObject] => [address, { id, ...mocks[address] }]);
  return { ...mocks, ...Object.fromEntries(known) };
}

function withProvidersOf(changed: JobVersion, existing: JobVersion): JobVersion {
  const known = new Set(changed.providers.map(({ address }) => address));
  return {
    ...changed,
    providers: [...changed.providers, ...existing.providers.filter(({ address }) => !known.has(address))],
  };
}

function typesIn(versions: Versions<Plannable>): string[] {
  const checked = allVersions(versions).flatMap(({ stack }) =>
    stack.checks.flatMap(({ body }) => Object.keys(body.data ?? {})),
  );
  return [
    ...new Set([...allVersions(versions).flatMap(({ stack }) => stack.blocks.map(({ type }) => type)), ...checked]),
  ];
}
