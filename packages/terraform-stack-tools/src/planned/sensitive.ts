import { withoutCredentials } from "../stack/credentials";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, withParts } from "../stack/json";
import type { Change, MadeUp, ShownPlan } from "./plan-json";
import { SENSITIVE, unknownOffline } from "./values";

/** What is put in the place of values that are not to be read, in everything that is printed of some plans. */
export class Masks {
  /** @param madeUp what was made up for plans that were made here */
  constructor(
    private readonly sensitive: SensitiveValues,
    private readonly madeUp: readonly MadeUp[] = [],
  ) {}

  public get isEmpty(): boolean {
    return this.sensitive.isEmpty && this.madeUp.length === 0;
  }

  public marked(value: Json): Json {
    return maskedAddresses(this.sensitive.marked(this.madeUp.reduce((rest, texts) => texts.marked(rest), value)));
  }
}

/** No plan marks an address in which somebody has written a password. A value without one is returned as it is. */
function maskedAddresses(value: Json): Json {
  return typeof value === "string" ? withoutCredentials(value) : withParts(value, maskedAddresses);
}

/**
 * The masks for some plans that are read together.
 * @param toldOf what is told of a text in other words, such as a part of it. @default nothing
 * @param shown names that these plans show anyway. @default none
 */
export function masksFor(
  plans: readonly ShownPlan[],
  toldOf: (text: string) => readonly string[] = () => [],
  shown: ReadonlySet<string> = new Set(),
): Masks {
  const engines = plans.flatMap(({ engine }) => engine ?? []);
  const isOpen = (text: string) =>
    shown.has(text) || engines.some(({ madeUp, written }) => madeUp.has(text) || written.has(text));
  return new Masks(
    sensitiveValues(plans, new Texts(isOpen, toldOf)),
    engines.map(({ madeUp }) => madeUp),
  );
}

/** A text that was made up in place of what the cloud answers. */
export interface MadeUpText {
  readonly text: string;
  /** What it was made up for, such as `data.aws_vpc.main.id`; undefined where no reference names it. */
  readonly source?: string;
}

/** All of them. A large stack has tens of thousands, of a few lengths. */
export class MadeUpTexts implements MadeUp {
  private readonly marks = new Map<string, string>();
  private readonly lengths: readonly number[];

  constructor(texts: readonly MadeUpText[]) {
    for (const { text, source } of texts) {
      const mark = unknownOffline(source);
      // What answers two blocks alike has no single source.
      const known = this.marks.get(text);
      this.marks.set(text, known === undefined || known === mark ? mark : unknownOffline());
    }
    this.lengths = [...new Set([...this.marks.keys()].map(({ length }) => length).filter((length) => length > 0))].sort(
      (left, right) => right - left,
    );
  }

  public has(text: string): boolean {
    return this.marks.has(text);
  }

  public marked(value: Json): Json {
    return typeof value === "string" ? this.markedText(value) : withParts(value, (part) => this.marked(part));
  }

  private markedText(text: string): string {
    const parts: string[] = [];
    let kept = 0;
    for (let start = 0; start < text.length; ) {
      const length = this.lengths.find((one) => this.marks.has(text.slice(start, start + one)));
      const mark = this.marks.get(text.slice(start, start + (length ?? 0)));
      if (length === undefined || mark === undefined) {
        start++;
      } else {
        parts.push(text.slice(kept, start), mark);
        start += length;
        kept = start;
      }
    }
    return kept === 0 ? text : [...parts, text.slice(kept)].join("");
  }
}

/** Shorter texts are parts of common words. */
const SHORTEST = 4;

/** Where a text of many letters is looked for by its first four, most places are told by one look. */
const HASHES = 65_536;

/** What a plan marks as sensitive, wherever else it stands: engines lose their marks, and a configuration has constants. */
export class SensitiveValues {
  /** In order, so that one is found among thousands that begin alike, as connection strings do. */
  private readonly texts: readonly string[];
  /** For each, the place of the longest other one that it begins with, or -1. */
  private readonly beginnings: readonly number[];
  private readonly isHash = new Uint8Array(HASHES);

  constructor(texts: ReadonlySet<string>) {
    this.texts = [...texts].sort();
    this.beginnings = beginningsIn(this.texts);
    for (const text of texts) {
      this.isHash[hashAt(text, 0)] = 1;
    }
  }

  public get isEmpty(): boolean {
    return this.texts.length === 0;
  }

  /** A value in which a mark takes the place of each of them, also within another text. */
  public marked(value: Json): Json {
    if (this.isEmpty) {
      return value;
    }
    if (typeof value === "string") {
      return this.markedText(value);
    }
    if (typeof value === "number") {
      return this.markedText(String(value)) === SENSITIVE ? SENSITIVE : value;
    }
    return withParts(value, (one) => this.marked(one));
  }

  private markedText(text: string): string {
    const marked = this.markedLetters(text);
    const lines = text.split(LINE_BREAK);
    if (lines.length === 1) {
      return marked;
    }
    // Base64 is often broken into lines.
    const joined = this.markedLetters(lines.map((line) => line.trim()).join(""));
    return marksIn(joined) > marksIn(marked) ? joined : marked;
  }

  private markedLetters(text: string): string {
    const parts: string[] = [];
    let kept = 0;
    for (let start = 0; start <= text.length - SHORTEST; start++) {
      if (this.isHash[hashAt(text, start)] === 0) {
        continue;
      }
      const end = start + this.longestIn(text.slice(start));
      // One may begin within another one.
      if (end > start && start >= kept) {
        parts.push(text.slice(kept, start), SENSITIVE);
      }
      kept = end > start ? Math.max(kept, end) : kept;
    }
    return kept === 0 ? text : [...parts, text.slice(kept)].join("");
  }

  /** How long the longest is that a text begins with. */
  private longestIn(text: string): number {
    let [low, high] = [0, this.texts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.texts[middle] <= text) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // The last one before the text in order begins with all that the text begins with.
    let place = low - 1;
    const alike = place < 0 ? 0 : lengthAlike(this.texts[place], text);
    while (place >= 0 && this.texts[place].length > alike) {
      place = this.beginnings[place];
    }
    return place < 0 ? 0 : this.texts[place].length;
  }
}

/** As it is, and in a document. */
const LINE_BREAK = /\r?\n|(?:\\r)?\\n/;

function marksIn(text: string): number {
  return text.split(SENSITIVE).length - 1;
}

function hashAt(text: string, at: number): number {
  const start = text.charCodeAt(at) + text.charCodeAt(at + 1) * 31;
  return (start + text.charCodeAt(at + 2) * 961 + text.charCodeAt(at + 3) * 29_791) % HASHES;
}

/** The texts in all places that some plans mark. */
function sensitiveValues(plans: readonly ShownPlan[], texts: Texts): SensitiveValues {
  const add = (value: Json | undefined, marks: Json | undefined) => texts.addMarked(value, marks);
  for (const { prior, planned, others, variables, rootModule, ...plan } of plans) {
    for (const change of changesIn(plan)) {
      add(change.before, change.before_sensitive);
      // Whoever marks a value and changes it at once means the old one, too.
      add(change.before, change.after_sensitive);
      add(change.after, change.after_sensitive);
    }
    for (const { values, sensitive } of [...prior, ...planned]) {
      add(values, sensitive);
    }
    for (const { value, marks } of others) {
      add(value, marks);
    }
    addConfigured(add, rootModule ?? {}, variables);
  }
  return new SensitiveValues(texts.all);
}

type Changing = Pick<ShownPlan, "resource_changes" | "output_changes" | "drift" | "deferred">;

function changesIn({ resource_changes, output_changes, drift, deferred }: Changing): readonly Change[] {
  const resources = [...resource_changes, ...drift, ...deferred.map(({ change }) => change)];
  return [...resources.map(({ change }) => change), ...Object.values(output_changes)];
}

/**
 * The values of variables and outputs that are declared as sensitive, as far as they are constants.
 * @param given the values of the variables, or the expressions of the call
 */
function addConfigured(add: (value: Json | undefined, marks: Json) => void, root: JsonObject, given: JsonObject): void {
  const open: (readonly [module: JsonObject, givenFor: (name: string) => Json | undefined])[] = [
    [root, (name) => lookUp(given, name)],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [module, givenFor] = next;
    for (const [name, variable] of Object.entries(objectOf(module.variables))) {
      const { sensitive, ephemeral, default: fallback } = objectOf(variable);
      add([givenFor(name) ?? null, fallback ?? null], sensitive === true || ephemeral === true);
    }
    for (const output of Object.values(objectOf(module.outputs))) {
      const { sensitive, expression } = objectOf(output);
      add(objectOf(expression).constant_value, sensitive === true);
    }
    for (const call of Object.values(objectOf(module.module_calls)).map(objectOf)) {
      const expressions = objectOf(call.expressions);
      open.push([objectOf(call.module), (name) => objectOf(lookUp(expressions, name)).constant_value]);
    }
  }
}

/** Texts that are looked for, in every form in which they may stand somewhere. */
class Texts {
  public readonly all = new Set<string>();

  /** @param isOpen whether a text tells nothing, or everybody can read it */
  constructor(
    private readonly isOpen: (text: string) => boolean,
    private readonly toldOf: (text: string) => readonly string[],
  ) {}

  public addMarked(value: Json | undefined, marks: Json | undefined): void {
    if (marks === true) {
      this.add(value ?? null);
    } else if (isList(marks)) {
      for (const [index, mark] of marks.entries()) {
        this.addMarked(listOf(value)[index], mark);
      }
    } else if (isObject(marks)) {
      for (const [name, mark] of Object.entries(marks)) {
        this.addMarked(lookUp(objectOf(value), name), mark);
      }
    }
  }

  private add(value: Json): void {
    if (typeof value === "string") {
      this.addText(value);
    } else if (typeof value === "number" && String(value).length >= SHORTEST_NUMBER) {
      this.all.add(String(value));
    } else if (isList(value) || isObject(value)) {
      for (const one of Object.values(value)) {
        this.add(one);
      }
    }
  }

  private addText(text: string): void {
    if (text.length < SHORTEST || this.all.has(text) || this.isOpen(text)) {
      return;
    }
    // What is read from a file ends with a line break, and what is made of it often does not.
    this.addText(text.trim() === text ? "" : text.trim());
    // Such as those of a key, wherever they are indented, end in another way or follow each other on one line.
    for (const line of text.includes("\n") ? text.split("\n") : []) {
      this.addText(isTelling(line.trim()) ? line.trim() : "");
    }
    for (const told of this.toldOf(text)) {
      this.addText(told);
    }
    // Names of repositories are told in lower case.
    if (!this.isOpen(text.toLowerCase())) {
      this.all.add(text.toLowerCase());
    }
    for (const form of formsOf(text)) {
      for (const one of [form, ...encodingsOf(form)]) {
        this.all.add(one);
      }
    }
  }
}

/** Shorter lines, and those around a key in PEM, are parts of other texts. */
function isTelling(line: string): boolean {
  return line.length >= SHORTEST_LINE && !/^-----(?:BEGIN|END) /.test(line);
}

const SHORTEST_LINE = 16;

/** A number is told from others only where it is long. */
const SHORTEST_NUMBER = 6;

/** Terraform, "jsonencode Function", undated: these letters of a document are escape sequences. */
const ESCAPED_BY_ENGINES = /[<>&\u2028\u2029]/g;

/** As it is, in a document, and in one that is in others. */
function formsOf(text: string): ReadonlySet<string> {
  const forms = new Set([text]);
  for (let depth = 0; depth < DEPTH_OF_DOCUMENTS; depth++) {
    for (const form of [...forms].flatMap(inDocuments)) {
      forms.add(form);
    }
  }
  return forms;
}

/** How many documents are around a text: such as a manifest within a template within a policy. */
const DEPTH_OF_DOCUMENTS = 3;

/** As JavaScript and as engines write it. */
function inDocuments(text: string): [inDocument: string, byEngine: string] {
  const inDocument = JSON.stringify(text).slice(1, -1);
  return [inDocument, inDocument.replace(ESCAPED_BY_ENGINES, escapeSequence)];
}

function escapeSequence(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What is longer is no password, and is looked for as it is. */
const LONGEST = 10_000;

/** Shorter pieces are parts of other texts. */
const SHORTEST_PIECE = 8;

/** How a text reads in base64, alone and within what is encoded around it, and in an address. */
function encodingsOf(text: string): string[] {
  if (text.length > LONGEST) {
    return [];
  }
  const once = piecesInBase64(text);
  // Twice, because a document that is encoded may have a login in it that is encoded itself.
  const all = [...once, ...once.flatMap(piecesInBase64)];
  return [...all, ...all.flatMap(forAddresses), ...inAddresses(text)].filter(({ length }) => length >= SHORTEST_PIECE);
}

/** The letters that bytes decide alone, whatever stands before and after them: three of them are four letters. */
function piecesInBase64(text: string): string[] {
  const bytes = Buffer.from(`\0\0${text}`);
  return [0, 1, 2].map((before) => {
    const start = 2 - before;
    const whole = ((bytes.length - start) * 4) / 3;
    return bytes.toString("base64", start).slice(Math.ceil((before * 4) / 3), Math.floor(whole));
  });
}

function forAddresses(base64: string): string[] {
  return /[+/]/.test(base64) ? [base64.replace(/\+/g, "-").replace(/\//g, "_")] : [];
}

/** No way changes these. */
const IN_ADDRESSES = /^[\w.-]*$/;

/** As JavaScript, Go, whose way is that of `urlencode`, and forms do; hexadecimal digits may be small. */
function inAddresses(text: string): string[] {
  if (IN_ADDRESSES.test(text)) {
    return [];
  }
  // Half a letter, which no address has, becomes the one for what is none.
  const script = encodeURIComponent(Buffer.from(text).toString());
  const go = script
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, "+");
  const form = go.replace(/~/g, "%7E");
  const small = (one: string) => one.replace(/%[0-9A-F]{2}/g, (letter) => letter.toLowerCase());
  const all = [script, go, form];
  return [...all, ...all.map(small)].filter((one) => one !== text);
}

/** How many letters two texts begin with alike. */
function lengthAlike(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) {
    length++;
  }
  return length;
}

function beginningsIn(texts: readonly string[]): number[] {
  const open: number[] = [];
  return texts.map((text, place) => {
    while (open.length > 0 && !text.startsWith(texts[open[open.length - 1]])) {
      open.pop();
    }
    const beginning = open.at(-1) ?? -1;
    open.push(place);
    return beginning;
  });
}

/**
 * What things are called in sentences. Everything is derived from values as they are, so a name that is sensitive, or has
 * something sensitive in it, is replaced here, by words that tell it from every other one.
 */
export class Naming {
  private readonly words = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** @param sensitive missing where no value is */
  constructor(private readonly sensitive?: Pick<SensitiveValues, "marked">) {}

  public of(name: string): string {
    const known = this.words.get(name);
    if (known !== undefined || this.sensitive === undefined) {
      return known ?? name;
    }
    const marked = String(this.sensitive.marked(name));
    const words = marked === name ? name : this.distinct(marked);
    this.words.set(name, words);
    return words;
  }

  /** A sentence in which names may stand. */
  public within(text: string): string {
    return String(this.sensitive?.marked(text) ?? text);
  }

  private distinct(marked: string): string {
    const count = (this.counts.get(marked) ?? 0) + 1;
    this.counts.set(marked, count);
    return count === 1 ? marked : `${marked} ${count}`;
  }
}

/** Where nothing is sensitive. */
export const PLAIN_NAMES = new Naming();
