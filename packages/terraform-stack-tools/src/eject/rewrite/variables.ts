import { freeName } from "../../hand-off/module/layout";
import { PARAMETERS } from "../../knowledge/catalogue/arguments";
import { isSecretInput } from "../../knowledge/secrets/secret-scan";
import { pluralOf } from "../../shared/words";
import { addressIn, printAddress } from "../../stack/address";
import {
  blockOf,
  entries,
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  mapMembers,
  objectOf,
  textValues,
} from "../../stack/json";
import { literalKeys, wholeReference } from "../../stack/reference";
import { namesIn } from "../../stack/references";
import { type Block, readVariables } from "../../stack/stack";
import { isLiteral, isTemplate, unwrapped } from "../../stack/template";
import { type Draft, mapValues, moved } from "./draft";

/** The draft with a variable in place of each value that several blocks have and that environments differ in. */
export function withVariables(draft: Draft): Draft {
  // Tags first: their members are no values of their own where all of them are one.
  const tagged = withLocalTags(replaced(draft, isObject));
  return replaced(replaced(tagged, isList), (value) => !isObject(value) && !isList(value));
}

/** Tags with expressions, which no default can have, as a local value. */
function withLocalTags(draft: Draft): Draft {
  const { sections, locals } = draft.stack;
  const counts = new Map<string, number>();
  const isOpen = (value: Json, path: readonly string[]) =>
    path[0] !== "locals" && path[path.length - 1] === "tags" && isObject(value) && readsVariablesOnly(value);
  mapValues(sections, (value, path) => {
    const text = JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + Number(isOpen(value, path)));
    return undefined;
  });
  const [text, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0]);
  if (count < 2 || locals.has("tags")) {
    return draft;
  }
  const changed = mapValues(sections, (value, path) =>
    isOpen(value, path) && JSON.stringify(value) === text ? "${local.tags}" : undefined,
  );
  const local = { ...objectOf(changed.locals), tags: JSON.parse(text) };
  return moved(draft, { ...changed, locals: local }, new Map());
}

function readsVariablesOnly(value: Json): boolean {
  const names = [...namesIn(value)];
  return names.length > 0 && names.every((name) => name.startsWith("var."));
}

function replaced(draft: Draft, isMeant: (value: Json) => boolean): Draft {
  const { sections } = draft.stack;
  const declared = objectOf(sections.variable);
  const chosen = new Map<string, { readonly text: string; readonly declaration: JsonObject }>();
  for (const [name, counts] of countsIn(sections, isMeant)) {
    const [text, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
    const declaration = declarationOf(name, JSON.parse(text));
    if (count > 1 && lookUp(declared, name) === undefined && declaration !== undefined) {
      chosen.set(name, { text, declaration });
    }
  }
  if (chosen.size === 0) {
    return draft;
  }
  const changed = mapValues(sections, (value, path) => {
    const name = path[path.length - 1];
    return chosen.get(name)?.text === JSON.stringify(value) ? `\${var.${name}}` : undefined;
  });
  const variables = [...chosen].map(([name, { declaration }]) => [name, declaration]);
  return moved(draft, { ...changed, variable: { ...declared, ...Object.fromEntries(variables) } }, new Map());
}

/** How often each value of an argument is there, by the name of the argument. */
function countsIn(
  sections: JsonObject,
  isMeant: (value: Json) => boolean,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  mapValues(sections, (value, path) => {
    const name = path[path.length - 1];
    // A block has keys of its own choice in collections, and local values have names of their own.
    if (path[0] !== "locals" && lookUp(PARAMETERS, name) !== undefined && isMeant(value) && isConstant(name, value)) {
      const own = counts.get(name) ?? new Map<string, number>();
      const text = JSON.stringify(value);
      counts.set(name, own.set(text, (own.get(text) ?? 0) + 1));
    }
    return undefined;
  });
  return counts;
}

/** A number, a text without expressions, a list of such, or tags, which are a map of them. */
function isConstant(name: string, value: Json): boolean {
  if (isObject(value)) {
    return name === "tags" && entries(value).length > 0 && entries(value).every(isConstantMember);
  }
  if (isList(value) || LISTS.test(name)) {
    return LISTS.test(name) && isList(value) && value.length > 0 && value.every(isLiteral);
  }
  return typeof value === "number" || isLiteral(value);
}

/** Parameters that are lists, whose elements are nothing by themselves. */
const LISTS = /_(ids|zones)$/;

function isConstantMember([key, value]: [string, Json]): boolean {
  return isLiteral(key) && isLiteral(value);
}

function typeOf(value: Json): string {
  if (isList(value)) {
    return "list(string)";
  }
  return isObject(value) ? "map(string)" : typeof value;
}

/** Undefined for what everybody would read in the default, and for a text that a default would have in other letters. */
function declarationOf(name: string, value: Json): JsonObject | undefined {
  const type = typeOf(value);
  const declaration = { type, description: lookUp(PARAMETERS, name) ?? "", default: value };
  const [variable] = readVariables({ [name]: declaration });
  return isSecretInput(variable) || JSON.stringify(value).includes("{{") || /[$%]\{/.test(JSON.stringify(value))
    ? undefined
    : declaration;
}

/** The draft with a local value in place of each `for_each` that several blocks have in the same words. */
export function withSharedKeys(draft: Draft): Draft {
  const { stack } = draft;
  const written = stack.blocks.filter(({ kind, body }) => kind === "resource" && isWrittenOut(body.for_each));
  const groups = grouped(written, ({ body }) => JSON.stringify(body.for_each));
  const taken = new Set(stack.locals.keys());
  const locals: Record<string, Json> = {};
  const names = new Map<Block, string>();
  for (const [text, blocks] of groups) {
    if (blocks.length > 1) {
      const name = freeName(pluralFor(blocks), (one) => taken.has(one));
      taken.add(name);
      locals[name] = JSON.parse(text);
      for (const block of blocks) {
        names.set(block, name);
      }
    }
  }
  return names.size === 0 ? draft : moved(draft, sectionsWith(draft, names, locals), new Map());
}

/** Whether it is a set or a map that is written out, and refers to nothing. */
function isWrittenOut(forEach: Json | undefined): boolean {
  const isLiteral = isObject(forEach) ? !textValues(forEach).some(isTemplate) : typeof forEach === "string";
  return isLiteral && literalKeys(forEach).length > 1;
}

/** The plural of the shortest name, which is what the others belong to. */
function pluralFor(blocks: readonly Block[]): string {
  const [shortest] = [...blocks].map(({ name }) => name).sort((left, right) => left.length - right.length);
  return pluralOf(shortest);
}

function sectionsWith(
  { stack: { sections } }: Draft,
  names: ReadonlyMap<Block, string>,
  locals: JsonObject,
): JsonObject {
  const byAddress = new Map([...names].map(([{ address }, name]) => [address, name]));
  const resource = mapMembers(sections.resource, (named, type) =>
    mapMembers(named, (body, name) => {
      const local = byAddress.get(`${type}.${name}`);
      return local === undefined ? body : { ...objectOf(body), for_each: `\${local.${local}}` };
    }),
  );
  return { ...sections, resource, locals: { ...objectOf(sections.locals), ...locals } };
}

/** The draft with descriptions of variables and outputs that nobody has described: what they are of. */
export function withDescriptions(draft: Draft): Draft {
  const { sections } = draft.stack;
  const places = placesOf(sections);
  const written = {
    ...(sections.output !== undefined && { output: described(sections.output, ({ value }) => outputText(value)) }),
    ...(sections.variable !== undefined && {
      variable: described(
        sections.variable,
        (_body, name) => lookUp(PARAMETERS, name) ?? variableText(places.get(name)),
      ),
    }),
  };
  return moved(draft, { ...sections, ...written }, new Map());
}

function described(
  section: Json | undefined,
  textOf: (body: JsonObject, name: string) => string | undefined,
): JsonObject {
  return mapMembers(section, (bodies, name) => {
    const body = blockOf(bodies);
    const isBare = body.description === undefined || body.description === "";
    const text = isBare ? textOf(body, name) : undefined;
    return text === undefined ? bodies : { ...body, description: text };
  });
}

function outputText(value: Json | undefined): string | undefined {
  const reference = typeof value === "string" ? wholeReference(unwrapped(value) ?? "") : undefined;
  const found = reference && addressIn(reference);
  const last = found?.path[found.path.length - 1];
  return last?.kind === "attribute" && found !== undefined
    ? `${last.name} of ${printAddress(found.address)}`
    : undefined;
}

/** The places whose whole value is a variable, by its name: names of the section, the block, and then of arguments. */
function placesOf(sections: JsonObject): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  mapValues(sections, (value, path) => {
    const [, name] = (typeof value === "string" && /^\$\{\s*var\.([\w-]+)\s*\}$/.exec(value)) || [];
    if (name !== undefined && !places.has(name)) {
      places.set(name, path);
    }
    return undefined;
  });
  return places;
}

function variableText([section, ...steps]: readonly string[] = []): string | undefined {
  const last = steps[steps.length - 1];
  if (section === undefined || section === "provider" || section === "locals") {
    return lookUp(PARAMETERS, last ?? "");
  }
  const isTyped = section !== "module";
  const block = [...(section === "resource" ? [] : [section]), ...steps.slice(0, isTyped ? 2 : 1)].join(".");
  return last === "for_each" && section === "resource"
    ? `The instances of \`${block}\``
    : (lookUp(PARAMETERS, last) ?? `\`${last}\` of \`${block}\``);
}
