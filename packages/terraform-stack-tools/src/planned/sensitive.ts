import { withoutCredentials } from "../stack/credentials";
import {
  encoded,
  entries,
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  withParts,
} from "../stack/json";
import type { MadeUp, ShownPlan } from "./plan-json";
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
  const texts = new SensitiveTexts(isOpen, toldOf);
  for (const plan of plans) {
    texts.addPlan(plan);
  }
  return new Masks(
    new SensitiveValues(texts.all),
    engines.map(({ madeUp }) => madeUp),
  );
}

/** Shorter texts are parts of common words. */
const SHORTEST = 4;

/** Where a text of many letters is looked for by its first four, most places are told by one look. */
const HASHES = 65_536;

function hashAt(text: string, at: number): number {
  const start = text.charCodeAt(at) + text.charCodeAt(at + 1) * 31;
  return (start + text.charCodeAt(at + 2) * 961 + text.charCodeAt(at + 3) * 29_791) % HASHES;
}

/** Texts that are looked for wherever they stand, also within another text, with the marks that take their places. */
class MarkedTexts {
  /** How long those are that begin alike, the longest first. */
  private readonly lengths = Array.from<readonly number[] | undefined>({ length: HASHES });

  constructor(private readonly marks: ReadonlyMap<string, string>) {
    for (const [hash, texts] of grouped([...marks.keys()], (text) => hashAt(text, 0))) {
      this.lengths[hash] = [...new Set(texts.map(({ length }) => length))].sort((left, right) => right - left);
    }
  }

  public get isEmpty(): boolean {
    return this.marks.size === 0;
  }

  public has(text: string): boolean {
    return this.marks.has(text);
  }

  public marked(value: Json): Json {
    return typeof value === "string" ? this.markedText(value) : withParts(value, (part) => this.marked(part));
  }

  protected markedText(text: string): string {
    const parts: string[] = [];
    let kept = 0;
    for (let start = 0; start <= text.length - SHORTEST; start++) {
      const length = this.lengths[hashAt(text, start)]?.find((one) => this.marks.has(text.slice(start, start + one)));
      if (length === undefined) {
        continue;
      }
      // One may begin within another one.
      if (start >= kept) {
        parts.push(text.slice(kept, start), this.marks.get(text.slice(start, start + length)) ?? "");
      }
      kept = Math.max(kept, start + length);
    }
    return kept === 0 ? text : [...parts, text.slice(kept)].join("");
  }
}

/** A text that was made up in place of what the cloud answers. */
export interface MadeUpText {
  readonly text: string;
  /** What it was made up for, such as `data.aws_vpc.main.id`; undefined where no reference names it. */
  readonly source?: string;
}

export class MadeUpTexts extends MarkedTexts implements MadeUp {
  constructor(texts: readonly MadeUpText[]) {
    const marks = new Map<string, string>();
    for (const { text, source } of texts) {
      const mark = unknownOffline(source);
      // What answers two blocks alike has no single source.
      marks.set(text, [undefined, mark].includes(marks.get(text)) ? mark : unknownOffline());
    }
    super(marks);
  }
}

/** What a plan marks as sensitive, wherever else it stands: engines lose their marks, and a configuration has constants. */
export class SensitiveValues extends MarkedTexts {
  constructor(texts: ReadonlySet<string>) {
    super(new Map([...texts].map((text) => [text, SENSITIVE])));
  }

  public override marked(value: Json): Json {
    if (this.isEmpty) {
      return value;
    }
    return typeof value === "number" && this.has(String(value)) ? SENSITIVE : super.marked(value);
  }

  protected override markedText(text: string): string {
    const marked = super.markedText(text);
    const lines = text.split(LINE_BREAK);
    if (lines.length === 1) {
      return marked;
    }
    // Base64 is often broken into lines.
    const joined = super.markedText(lines.map((line) => line.trim()).join(""));
    return marksIn(joined) > marksIn(marked) ? joined : marked;
  }
}

/** As it is, and in a document. */
const LINE_BREAK = /\r?\n|(?:\\r)?\\n/;

function marksIn(text: string): number {
  return text.split(SENSITIVE).length - 1;
}

/** What plans mark in any place, in every form in which it may stand somewhere. */
class SensitiveTexts {
  public readonly all = new Set<string>();

  /** @param isOpen whether a text tells nothing, or everybody can read it */
  constructor(
    private readonly isOpen: (text: string) => boolean,
    private readonly toldOf: (text: string) => readonly string[],
  ) {}

  public addPlan(plan: ShownPlan): void {
    const resources = [...plan.resource_changes, ...plan.drift, ...plan.deferred.map(({ change }) => change)];
    for (const change of [...resources.map(({ change }) => change), ...Object.values(plan.output_changes)]) {
      this.addMarked(change.before, change.before_sensitive);
      // Whoever marks a value and changes it at once means the old one, too.
      this.addMarked(change.before, change.after_sensitive);
      this.addMarked(change.after, change.after_sensitive);
    }
    for (const { values, sensitive } of [...plan.prior, ...plan.planned]) {
      this.addMarked(values, sensitive);
    }
    for (const { value, marks } of plan.others) {
      this.addMarked(value, marks);
    }
    this.addModule(plan.rootModule ?? {}, (name) => lookUp(plan.variables, name));
  }

  /**
   * The values of variables and outputs that are declared as sensitive, as far as they are constants.
   * @param givenFor the value of a variable
   */
  private addModule(module: JsonObject, givenFor: (name: string) => Json | undefined): void {
    for (const [name, variable] of entries(module.variables)) {
      const { sensitive, ephemeral, default: fallback = null } = objectOf(variable);
      this.addMarked([givenFor(name) ?? null, fallback], sensitive === true || ephemeral === true);
    }
    for (const [, output] of entries(module.outputs)) {
      const { sensitive, expression } = objectOf(output);
      this.addMarked(objectOf(expression).constant_value, sensitive === true);
    }
    for (const [, call] of entries(module.module_calls)) {
      const { module: inner, expressions } = objectOf(call);
      this.addModule(objectOf(inner), (name) => objectOf(lookUp(objectOf(expressions), name)).constant_value);
    }
  }

  private addMarked(value: Json | undefined, marks: Json | undefined): void {
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
    const lines = text.includes("\n") ? text.split("\n").map((line) => line.trim()) : [];
    for (const one of [...lines.filter(isTelling), ...this.toldOf(text)]) {
      this.addText(one);
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

/** As JavaScript and as engines write it: Terraform, "jsonencode Function", undated. */
function inDocuments(text: string): string[] {
  return [JSON.stringify(text), encoded(text)].map((written) => written.slice(1, -1));
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
