import { EXPRESSION, type WrittenText, writtenTexts } from "../../stack/expression/written-text";
import { type Json, objectOf } from "../../stack/json";
import { isPlaceholder, looksSecret, saysSecret } from "../catalogue/secret-names";
import { decodedTexts, documentIn } from "./documents";
import { textsIn } from "./placed-texts";

/** Functions that give what is not written in the module. */
export const UNWRITTEN = /\b(?:file\w*|templatefile|uuid|timestamp|bcrypt)\(/;

/**
 * Whether a part of a text is a secret: the value of a key in an expression, of a setting in a text, of a member in a
 * document, as it is or in base64, or by its form.
 */
export function hasSecretInside(text: string): boolean {
  return looksSecret(text) || writtenTexts(text).some((one) => isSecretMember(one) || isSecretText(one.text));
}

/** Whether a text is the value of a key that says it is a secret. */
export function isSecretMember({ text, key = "", name = "", functionName = "" }: WrittenText): boolean {
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
