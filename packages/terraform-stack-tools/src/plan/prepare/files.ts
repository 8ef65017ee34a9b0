import { PlanError } from "../../shared/refusal";
import { type Call, callsIn, callsInTemplate, faultInTemplate, GrammarError } from "../../stack/grammar";
import { readHcl } from "../../stack/hcl-file";
import { isList, isObject, type Json, type JsonObject, quoted } from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { readExpression, readTemplate } from "../../stack/lexer";
import { isTemplate } from "../../stack/template";

/** In the engine's message about a path that a guard refused, in front of the path. */
const REFUSED_PATH = "stack-tools reads no such file: ";

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const PATH = "stack_tools_path";

/** Within the folder in which the engine runs, where the modules are, too. */
const IS_INSIDE = `startswith(format("%s/", abspath(pathexpand(${PATH}))), format("%s/", abspath(".")))`;

/** In a configuration, a comment may hold what becomes an expression once it is rendered. */
const IS_TEMPLATE = `${IS_INSIDE} && !can(regex("(?i)[.](tf|tofu)([.]json)?$", abspath(pathexpand(${PATH}))))`;

/** Patterns of `fileset` are below its path, unless they leave it. */
const STAYS_BELOW = `!strcontains(${PATH}, "..")`;

/** What is inserted into the text of a call, so that the engine checks each path before it reads there. */
function guardsOf({ name, arguments: [path, pattern] }: Call): Insertion[] {
  return [
    ...guard(path, name === "templatefile" ? IS_TEMPLATE : IS_INSIDE),
    ...(name === "fileset" && pattern !== undefined ? guard(pattern, STAYS_BELOW) : []),
  ];
}

/** A path or an error of the engine that names it, encoded: of a name without slashes, ".." leads nowhere. */
function guard([start, end]: readonly [number, number], condition: string): Insertion[] {
  const refused = `file(format("${REFUSED_PATH}%s", urlencode(${PATH})))`;
  return [
    { offset: start, text: `[for ${PATH} in [` },
    { offset: end, text: `] : ${condition} ? ${PATH} : ${refused}][0]` },
  ];
}

/** The path that a guard refused, in a message of the engine. */
export function refusedPath(message: string): string | undefined {
  const [, path] = new RegExp(`${REFUSED_PATH}(.*?)"?;`, "s").exec(message.replace(/\s+/g, " ")) ?? [];
  return path === undefined ? undefined : quoted(decoded(path));
}

/** Of `urlencode`, which writes a space as a plus sign. The engine may break a line in it, or cut it off. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replace(/\s/g, "").replace(/\+/g, " "));
  } catch {
    return path;
  }
}

/** The functions that read files or list them. Source: Terraform, "Filesystem Functions", read on 2026-11-27. */
const READERS: readonly string[] = [
  "file",
  "fileexists",
  "fileset",
  "filebase64",
  "filebase64sha256",
  "filebase64sha512",
  "filemd5",
  "filesha1",
  "filesha256",
  "filesha512",
  "templatefile",
];

/** Renders a text as a template, which may be from anywhere and call whatever it likes. */
const RENDERER = "templatestring";

const NAMED = new RegExp(String.raw`\b(?:${[...READERS, RENDERER].join("|")})\b`);

/** Whether a text names such a function. Whether it calls one, the lexer tells, which knows all comments. */
function mayRead(text: string): boolean {
  return NAMED.test(text);
}

/**
 * A configuration file in which each path that a function reads is checked when the engine evaluates it.
 * @param owner what messages call whose file it is
 * @throws PlanError where it cannot be understood, or renders a text as a template
 */
export function guardedFile(file: string, owner: string, bytes: Buffer): Buffer {
  const name = `${quoted(file)} of ${owner}`;
  const text = bytes.toString("utf8");
  if (file.endsWith(".json")) {
    // Letters of it may be escaped, so that only its value tells.
    const value = jsonIn(name, bytes);
    const guarded = JSON.stringify(guardedValue(name, value));
    return guarded === JSON.stringify(value) ? bytes : Buffer.from(guarded);
  }
  const guarded = mayRead(text) ? guardedText(name, text, callsInFile(name, text)) : text;
  return guarded === text ? bytes : Buffer.from(guarded);
}

/** A value of a configuration in JSON, guarded in the same way. */
function guardedValue(name: string, value: Json): Json {
  if (typeof value === "string") {
    return isTemplate(value) && mayRead(value) ? guardedText(name, value, callsInText(name, value)) : value;
  }
  if (isList(value)) {
    return value.map((element) => guardedValue(name, element));
  }
  return isObject(value) ? guardedObject(name, value) : value;
}

export function guardedObject(name: string, value: JsonObject): JsonObject {
  const members = Object.entries(value).map(([key, member]) => [guardedValue(name, key), guardedValue(name, member)]);
  return Object.fromEntries(members);
}

/** Whether a file that is no configuration reads others if `templatefile` renders it. */
export function readsAsTemplate(text: string): boolean {
  return isTemplate(text) && mayRead(text) && callsInTemplate(readTemplate(text)).some(isReader);
}

/** Whether a configuration file renders templates. */
export function rendersTemplates(text: string): boolean {
  return text.includes("templatefile") || text.includes("\\u");
}

function jsonIn(name: string, bytes: Buffer): Json {
  try {
    return parseExactJson(bytes);
  } catch (error) {
    throw notUnderstood(name, error instanceof Error ? `it ${error.message}` : "");
  }
}

function callsInText(name: string, text: string): Call[] {
  const template = readTemplate(text);
  const fault = faultInTemplate(template);
  if (fault !== undefined) {
    throw notUnderstood(name, fault);
  }
  return callsInTemplate(template);
}

function callsInFile(name: string, text: string): Call[] {
  // The engine skips a byte order mark. A space in its place keeps the offsets.
  const file = text.replace(/^\uFEFF/, " ");
  try {
    readHcl(file);
  } catch (error) {
    throw error instanceof GrammarError ? notUnderstood(name, error.message) : error;
  }
  return callsIn(readExpression(file));
}

function notUnderstood(name: string, why: string): PlanError {
  return new PlanError(`${name} cannot be understood (${why}), so that it may read any file; correct it`);
}

function isReader({ name }: Call): boolean {
  return READERS.includes(name) || name === RENDERER;
}

function guardedText(name: string, text: string, calls: readonly Call[]): string {
  const readers = calls.filter(isReader);
  const renderer = readers.find((call) => call.name === RENDERER);
  if (renderer !== undefined) {
    throw new PlanError(
      `${name} calls ${RENDERER}, whose text a plan does not know and which may read any file; ` +
        "render a file with templatefile instead",
    );
  }
  const insertions = readers.flatMap(guardsOf).sort((left, right) => left.offset - right.offset);
  const parts: string[] = [];
  let position = 0;
  for (const { offset, text: guard } of insertions) {
    parts.push(text.slice(position, offset), guard);
    position = offset;
  }
  return [...parts, text.slice(position)].join("");
}
