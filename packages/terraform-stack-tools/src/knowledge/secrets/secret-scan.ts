import { isUtf8 } from "node:buffer";
import { blockOf, entries, isList, type Json, type JsonObject, objectOf, textOf } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { referencesIn, wholeReference } from "../../stack/reference";
import { once } from "../../stack/remembered";
import { type Block, readBlock, type Stack, type Variable } from "../../stack/stack";
import { bare, EXPRESSION, isLiteral, isTemplate, type WrittenText, writtenTexts } from "../../stack/template";
import { isOfType, isPublic, isPullSecret, isSecretArgument } from "../catalogue/block-types";
import {
  hasTokenInSource,
  isPlaceholder,
  isPointer,
  isSecretPlace,
  looksSecret,
  saysSecret,
} from "../catalogue/secret-names";

/**
 * The places in a body that hold a secret in plain text: by the type of the block, by a name that says so, by the form of
 * the value, or by a key in an expression, an address, a connection string or a document.
 * @param blockType of a block whose body it is; without one, no name in it has a meaning of its own
 */
export function plainSecrets(body: Json, place: string, blockType = ""): string[] {
  const isKept = keptBy(body, blockType);
  const isSetting = settingsOf(body, blockType);
  return [...textsIn(body, { place, path: [] }, blockType)]
    .filter(
      ({ path, text }) =>
        ((isSecret(path, blockType) || isKept(path)) && !isSetting(path) && isWritten(text)) || hasSecretInside(text),
    )
    .map((found) => found.place);
}

/** The variables and local values, such as `local.a`, that a place of a secret in a body is given as they are. */
function givenAsSecrets(body: Json, blockType = ""): string[] {
  const isKept = keptBy(body, blockType);
  return [...textsIn(body, { place: "", path: [] }, blockType)]
    .filter(({ path }) => isSecret(path, blockType) || isKept(path))
    .flatMap(({ text }) => givenAsItIs(text));
}

/** The variable or local value that a text consists of. */
function givenAsItIs(text: string): string[] {
  const reference = wholeReference(bare(text));
  const [step, ...more] = reference?.steps ?? [];
  const isGiven = isTemplate(text) && step?.kind === "attribute" && more.length === 0;
  return isGiven && ["local", "var"].includes(reference?.root ?? "") ? [`${reference?.root}.${step.name}`] : [];
}

/**
 * Whether a path leads to what a Secret keeps that is given as a manifest, or a parameter that AWS encrypts. A kind that an
 * expression gives may be that.
 */
function keptBy(body: Json, blockType: string): (path: readonly string[]) => boolean {
  if (blockType === "aws_ssm_parameter" && objectOf(body).type === "SecureString") {
    return ([argument]) => argument === "value";
  }
  const { kind = "" } = objectOf(objectOf(body).manifest);
  const isSecretKind = kind === "Secret" || (typeof kind === "string" && isTemplate(kind));
  return isSecretKind && isOfType({ blockType }, "kubernetes_manifest")
    ? ([argument, member = ""]) => argument === "manifest" && ["data", "stringData"].includes(member)
    : () => false;
}

/** What a secret of Argo CD says of a repository beside the login. */
const REPOSITORY_SETTINGS = ["enableOCI", "name", "project", "type", "url"];

/** Whether a path leads to what a secret keeps that is none, by the label that says whose secret it is. */
function settingsOf(body: Json, blockType: string): (path: readonly string[]) => boolean {
  const [metadata] = [objectOf(body).metadata].flat().map(objectOf);
  const { "argocd.argoproj.io/secret-type": kind = "" } = objectOf(metadata?.labels);
  const isOfArgoCd = ["repository", "repo-creds"].includes(textOf(kind));
  return isOfArgoCd && isOfType({ blockType }, "kubernetes_secret_v1")
    ? ([argument = "", member = ""]) => argument.startsWith("data") && REPOSITORY_SETTINGS.includes(member)
    : () => false;
}

/** Whether a variable takes a secret, even if it is not marked as one. Nobody is shown its default. */
export function isSecretInput(variable: Variable): boolean {
  return variable.isSecret || saysSecret(variable.name) || hasSecretDefault(variable);
}

/** Whether the default of a variable is or contains a secret, by its declaration or by the names in it. */
function hasSecretDefault({ name, isSecret: isDeclared, default: value = null }: Variable): boolean {
  if (isDeclared) {
    return value !== null && value !== "";
  }
  return plainSecrets({ [name]: value }, "").length > 0;
}

function isSecret(path: readonly string[], blockType: string): boolean {
  const isPlace = isSecretArgument(blockType, path[0] ?? "") || isSecretPlace(path, blockType);
  return isPlace || saysSecret(path[path.length - 1] ?? "");
}

/**
 * Whether everybody can read a value: no expression in it names anything, or it is what an expression gives instead.
 * `base64encode("…")` hides nothing.
 */
function isWritten(text: string): boolean {
  if (isLiteral(text)) {
    return !isPointer(text);
  }
  if (!isTemplate(text) || UNWRITTEN.test(text)) {
    return false;
  }
  const isConstant = referencesIn(text).length === 0;
  return writtenTexts(text).some((written) => isThere(written) && (isConstant || written.isChoice === true));
}

function isThere({ text }: WrittenText): boolean {
  return text !== "";
}

/** Whether the document of a pull secret contains its password in plain text, alone or within an expression. */
function hasPlainPassword({ data = null, binary_data = null, data_wo = null }: JsonObject): boolean {
  return [data, binary_data, data_wo].some((documents) => {
    const isTextDocument = typeof documents === "string";
    const values = isTextDocument ? [documents] : entries(documents).map(([, value]) => value);
    return values.some((value) => (!isTextDocument && isLiteral(value)) || containsPassword(value));
  });
}

function containsPassword(value: Json): boolean {
  return typeof value === "string" && writtenTexts(value).some(isPassword);
}

function isPassword(written: WrittenText): boolean {
  return (written.key === "password" && isSecretMember(written)) || /"password"\s*:\s*"[^"$]/.test(written.text);
}

/** Functions that give what is not written in the module. */
const UNWRITTEN = /\b(?:file\w*|templatefile|uuid|timestamp|bcrypt)\(/;

/**
 * Whether a part of a text is a secret: the value of a key in an expression, of a setting in a text, of a member in a
 * document, as it is or in base64, or by its form.
 */
function hasSecretInside(text: string): boolean {
  return looksSecret(text) || writtenTexts(text).some((one) => isSecretMember(one) || isSecretText(one.text));
}

/** Whether a text is the value of a key that says it is a secret. */
function isSecretMember({ text, key = "", name = "", functionName = "" }: WrittenText): boolean {
  const says = saysSecret(key) || (isValueKey(key) && saysSecret(name));
  const isLogin = key === "auth" && (functionName === "base64encode" ? LOGIN.test(text) : isEncodedLogin(text));
  const isDeclared = functionName === "sensitive";
  return (
    text !== "" && !text.includes(EXPRESSION) && (says || isLogin || isDeclared) && !UNWRITTEN.test(`${functionName}(`)
  );
}

function isValueKey(key: string): boolean {
  return ["value", "Value"].includes(key);
}

/** User name and password, as Docker has them. */
const LOGIN = /^[^\s:]{1,1000}:\S/;
const SHORT_BASE64 = /^[A-Za-z0-9+/]{6,10000}={0,2}$/;

function isEncodedLogin(text: string): boolean {
  return SHORT_BASE64.test(text) && LOGIN.test(Buffer.from(text, "base64").toString("latin1"));
}

/** Settings of a connection string, and variables of a shell. */
const SETTING = /(?:^|[\s;"'&?])([A-Za-z][\w-]{0,200})\s{0,100}=\s{0,100}["']?[^\s;"'$=]/g;
/** A member of JSON or the like, also of what is written in a string of a program. */
const MEMBER =
  /["']([\w.:-]{1,200})\\{0,20}["']\s{0,100}(?::|=>)\s{0,100}(?:\\{0,20}["']([^"'\\]{1,10000})|(\d{1,100}))/g;
/** A line of YAML. What has spaces or begins with one of its marks is a sentence or a reference. */
const LINE =
  /^[ \t]{0,200}(?:- {1,20}){0,20}([A-Za-z][\w.-]{0,200}):[ \t]{1,200}(?:"([^"\r\n]{1,10000})"|'([^'\r\n]{1,10000})'|([^\s"'|>&*!{[#~]\S{0,10000}))[ \t]{0,200}$/gm;
/** How a sentence may begin: `Password: canary`. */
const WORD = /^[A-Z][a-z]+$/;
const NOTHING = ["null", "true", "false"];

/** A line of a file of properties, as Java has them. */
const PROPERTY = /^[ \t]{0,200}[\w.-]{1,200}\.([\w-]{1,200})=[^\s$]/gm;
/** A Secret of Kubernetes in YAML, and the first that it keeps. */
const SECRET_KIND = /^kind:[ \t]*["']?Secret["']?[ \t]*$/m;
const KEPT = /^(?:data|stringData):[ \t]*\r?\n[ \t]+["']?[\w.-]{1,253}["']?:[ \t]*["']?[^\s"'{$<]/m;

/** Whether a text in which nothing is evaluated any more contains a secret. Most texts lack the letters of all these forms. */
function isSecretText(text: string): boolean {
  return (
    (/["']/.test(text) &&
      [...text.matchAll(MEMBER)].some(([, key, value, digits]) => isWrittenMember(key, value ?? digits))) ||
    (text.includes("=") && hasSetting(text)) ||
    (text.includes(":") && hasLine(text)) ||
    isSecretDocument(documentIn(text)) ||
    decodedTexts(text).some((decoded) => looksSecret(decoded) || isSecretText(decoded))
  );
}

function hasSetting(text: string): boolean {
  return [SETTING, PROPERTY].some((form) => [...text.matchAll(form)].some(([, name]) => saysSecret(name)));
}

function hasLine(text: string): boolean {
  return (
    (SECRET_KIND.test(text) && KEPT.test(text)) ||
    [...text.matchAll(LINE)].some(([, key, ...values]) => isSecretLine(key, values.join("")))
  );
}

function isSecretLine(key: string, value: string): boolean {
  return !WORD.test(key) && !NOTHING.includes(value) && isWrittenMember(key, value);
}

function isWrittenMember(key: string, value: string): boolean {
  return (saysSecret(key) && !isPlaceholder(value)) || (key === "auth" && isEncodedLogin(value));
}

function isSecretDocument(document: Json | undefined): boolean {
  if (document === undefined) {
    return false;
  }
  const isManifest = objectOf(document).kind === "Secret";
  return [...textsIn(document, { place: "", path: [] }, "")].some(({ path, text }) => {
    const isKept = isManifest && path.length > 1 && ["data", "stringData"].includes(path[0]);
    const key = path[path.length - 1] ?? "";
    return (isKept && !isPlaceholder(text)) || isWrittenMember(key, text) || looksSecret(text) || isSecretText(text);
  });
}

/** A text in a body. */
interface PlacedText {
  /** Such as `aws_db_instance.main.password`. */
  readonly place: string;
  /** The names that lead to it, outermost first. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The texts and numbers in a body, without those that everybody may read. */
function* textsIn(value: Json, { place, path }: Omit<PlacedText, "text">, blockType: string): Generator<PlacedText> {
  if (typeof value === "string" || typeof value === "number") {
    yield { place, path, text: String(value) };
    return;
  }
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      const option = optionBefore(value[index - 1], element);
      yield* textsIn(element, { place: `${place}[${index}]`, path: [...path, ...option] }, blockType);
    }
    return;
  }
  for (const [name, child] of entries(value)) {
    const names = [...path, name];
    if (!isPublic(names, blockType)) {
      const inner = { place: place === "" ? name : `${place}.${name}`, path: [...names, ...nameBeside(name, value)] };
      yield* textsIn(child, inner, blockType);
    }
  }
}

/** What an argument of a program is called by the option before it, unless it stands for what is written elsewhere. */
function optionBefore(before: Json | undefined, argument: Json): string[] {
  const [, option] = (typeof before === "string" && /^--([\w-]+)$/.exec(before)) || [];
  return option === undefined || typeof argument !== "string" || isPlaceholder(argument) ? [] : [option];
}

/** What a `value` is called by the `name` or `key` beside it, as in the environment of a container or of a pipeline. */
function nameBeside(name: string, siblings: Json): string[] {
  const { key = null, name: own = key, Key = null, Name: capital = Key } = objectOf(siblings);
  const called = name === "value" ? own : capital;
  return ["value", "Value"].includes(name) && typeof called === "string" ? [called] : [];
}

/** A string of JSON, or an expression that stands where a number or an object would. */
const STRING_OR_EXPRESSION = /"(?:[^"\\]|\\.)*"?|\$\{\}/gs;

/** The object or list that a text is in JSON, in which `${}` stands for each expression; undefined where it is none. */
function documentIn(text: string): Json | undefined {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  return /^[{[]/.test(trimmed) ? (jsonIn(trimmed) ?? jsonIn(withNull(trimmed))) : undefined;
}

function withNull(text: string): string {
  return text.replace(STRING_OR_EXPRESSION, (found) => (found === EXPRESSION ? "null" : found));
}

/** Nothing shorter is a secret, and most words are letters of base64. */
const SHORTEST = 12;
/** No pattern here matches a long run of letters at once: V8 remembers each step, on a stack that overflows. */
const NOT_BASE64 = /[^A-Za-z0-9+/]/;
const BETWEEN_WORDS = /[^\w+/-]{1,10000}/g;
const END_OF_BASE64 = /^={0,2}(?![\w+/=-])/;
const INVISIBLE = /[^\P{Cc}\s]/u;

/** What is written in base64 within a text, as far as it is a text too. */
function decodedTexts(text: string): string[] {
  const found = brokenIntoLines(text) ?? wordsInBase64(text);
  return found.flatMap((one) => {
    const bytes = Buffer.from(one, "base64");
    const decoded = isUtf8(bytes) ? bytes.toString("utf8") : "";
    return decoded === "" || INVISIBLE.test(decoded) ? [] : [decoded];
  });
}

/** The letters without the line breaks that `base64` puts between them; undefined where there is anything else. */
function brokenIntoLines(text: string): string[] | undefined {
  const lines = text
    .trimEnd()
    .replace(/={1,2}$/, "")
    .split(/\r?\n/);
  return lines.length > 1 && lines.every((line) => line !== "" && !NOT_BASE64.test(line))
    ? [lines.join("")]
    : undefined;
}

function wordsInBase64(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  const add = (end: number) => {
    const word = text.slice(start, end);
    if (word.length >= SHORTEST && !NOT_BASE64.test(word) && END_OF_BASE64.test(text.slice(end, end + 3))) {
      found.push(word);
    }
  };
  for (const { index, 0: between } of text.matchAll(BETWEEN_WORDS)) {
    add(index);
    start = index + between.length;
  }
  add(text.length);
  return found;
}

/** A secret that is written in a stack, so that everybody who has the stack can read it. */
interface LiteralSecret {
  readonly kind: "plain default" | "plain output" | "plain password" | "plain secret";
  /** The block, the local value or the like that it is in. */
  readonly address: string;
  /** Where in that, such as `aws_db_instance.main.password`. */
  readonly place: string;
}

/** The secrets that are written in a stack, as far as a place, a name or a form tells them. */
export function literalSecrets(stack: Stack): LiteralSecret[] {
  const { blocks, checks, locals, outputs, providers, settings, variables } = stack;
  const scoped = checks.flatMap(({ body }) => scopedBlocks(body.data));
  const given = givenValues(stack);
  const isGiven = (name: string, value: Json) => given.has(name) && plainSecrets({ secret: value }, "").length > 0;
  const isSecretDefault = (variable: Variable) =>
    hasSecretDefault(variable) || isGiven(`var.${variable.name}`, variable.default ?? null);
  return [
    ...variables.filter(isSecretDefault).map(({ name }) => whole("plain default", `variable.${name}`)),
    ...[...blocks, ...scoped].flatMap(inBlock),
    ...providers.flatMap(({ name, alias, body }) =>
      plain(["provider", name, ...(alias === undefined ? [] : [alias])].join("."), body, `provider.${name}`),
    ),
    ...[...locals].flatMap(([name, value]) =>
      found(`local.${name}`, [
        ...plainSecrets({ [name]: value }, "locals"),
        ...(isGiven(`local.${name}`, value) ? [`locals.${name}`] : []),
      ]),
    ),
    ...outputs.filter(isWrittenOutput).map(({ name }) => whole("plain output", `output.${name}`)),
    ...SETTINGS.flatMap((name) => plain(`terraform.${name}`, settings[name] ?? null)),
  ];
}

/** Settings of Terraform in which a credential may be written. */
const SETTINGS = ["backend", "cloud", "provider_meta"];

function whole(kind: LiteralSecret["kind"], address: string): LiteralSecret {
  return { kind, address, place: address };
}

function plain(address: string, body: Json, blockType?: string): LiteralSecret[] {
  return found(address, plainSecrets(body, address, blockType));
}

function found(address: string, places: readonly string[]): LiteralSecret[] {
  return [...new Set(places)].map((place) => ({ kind: "plain secret", address, place }));
}

function inBlock(block: Block): LiteralSecret[] {
  const { address, blockType, body, kind } = block;
  if (isPullSecret(block)) {
    return hasPlainPassword(body) ? [whole("plain password", address)] : [];
  }
  const hasToken = kind === "module" && hasTokenInSource(textOf(body.source));
  return found(address, [...(hasToken ? [`${address}.source`] : []), ...plainSecrets(body, address, blockType)]);
}

function scopedBlocks(data: Json | undefined): Block[] {
  return entries(data).flatMap(([type, named]) =>
    entries(named).map(([name, body]) => readBlock("data", type, name, blockOf(objectOf(body)))),
  );
}

function isWrittenOutput({ name, isSecret, value }: Stack["outputs"][number]): boolean {
  return plainSecrets({ [name]: value }, "").length > 0 || (isSecret && plainSecrets({ secret: value }, "").length > 0);
}

/** The variables and local values, such as `var.a`, that become a secret, whatever they are called. */
const givenValues = once(({ blocks, locals, providers, variables }: Stack): ReadonlySet<string> => {
  if (variables.length + locals.size === 0) {
    return new Set();
  }
  const given = new Set([
    ...blocks.flatMap(({ body, blockType }) => givenAsSecrets(body, blockType)),
    ...providers.flatMap(({ name, body }) => givenAsSecrets(body, `provider.${name}`)),
  ]);
  // A set gives what is added meanwhile, too.
  for (const name of given) {
    const value = name.startsWith("local.") ? locals.get(name.slice("local.".length)) : undefined;
    for (const inner of typeof value === "string" ? givenAsItIs(value) : []) {
      given.add(inner);
    }
  }
  return given;
});

/**
 * The inputs and local values, such as `var.a` and `local.b`, that are secret by their declaration, their name, their value
 * or their use: no page and no test shows their values.
 */
export const hiddenValues = once((stack: Stack): ReadonlySet<string> => {
  const given = givenValues(stack);
  const isGiven = (name: string, value: Json) => given.has(name) && value !== null && value !== "";
  const inputs = stack.variables.flatMap((variable) => {
    const name = `var.${variable.name}`;
    return isSecretInput(variable) || isGiven(name, variable.isRequired || (variable.default ?? null)) ? [name] : [];
  });
  const values = [...stack.locals].flatMap(([key, value]) => {
    const name = `local.${key}`;
    return plainSecrets({ [key]: value }, "").length > 0 || isGiven(name, value) ? [name] : [];
  });
  return new Set([...inputs, ...values]);
});
