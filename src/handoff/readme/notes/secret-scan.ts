import { isSecretArgument } from "../../../catalogue/questions";
import { saysSecret } from "../../../catalogue/secret-names";
import { readTemplate } from "../../../terraform/expression/lexer";
import { stringOf } from "../../../terraform/expression/quoted-string";
import { isLiteral } from "../../../terraform/expression/template";
import type { Part, Token } from "../../../terraform/expression/token";
import { entries, isList, type Json, type JsonObject, objectOf } from "../../../terraform/json";

/** A text in a body. */
interface PlacedText {
  /** Such as `azurerm_linux_web_app.app.site_config[0].password`. */
  readonly place: string;
  /** The names that lead to it, outermost first. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The places in a body that hold a secret in plain text: by the type of the block, or by a name that says so. */
export function plainSecrets(body: Json, place: string, blockType = ""): string[] {
  return [...textsIn(body, place, [])]
    .filter(({ path, text }) => isLiteral(text) && isSecret(path, blockType))
    .map((found) => found.place);
}

function isSecret(path: readonly string[], blockType: string): boolean {
  return isSecretArgument(blockType, path[0] ?? "") || saysSecret(path[path.length - 1] ?? "");
}

/** Labels and annotations are for everybody to read, whatever their keys are. */
const PUBLIC = ["annotations", "labels"];

function* textsIn(value: Json, place: string, path: readonly string[]): Generator<PlacedText> {
  if (typeof value === "string") {
    yield { place, path, text: value };
    return;
  }
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      yield* textsIn(element, `${place}[${index}]`, path);
    }
    return;
  }
  for (const [name, child] of entries(value)) {
    if (!PUBLIC.includes(name)) {
      yield* textsIn(child, `${place}.${name}`, [...path, name, ...nameBeside(name, value)]);
    }
  }
}

/** What a `value` is called by the `name` beside it, as in the environment of a container. */
function nameBeside(name: string, siblings: Json): string[] {
  const { name: own } = objectOf(siblings);
  return name === "value" && typeof own === "string" ? [own] : [];
}

/** Whether the document of a pull secret contains its password in plain text, alone or within an expression. */
export function hasPlainPassword({ data = null, binary_data = null, data_wo = null }: JsonObject): boolean {
  return [data, binary_data, data_wo].some((documents) => {
    const isTextDocument = typeof documents === "string";
    const values = isTextDocument ? [documents] : entries(documents).map(([, value]) => value);
    return values.some((value) => (!isTextDocument && isLiteral(value)) || containsPassword(value));
  });
}

function containsPassword(value: Json): boolean {
  return typeof value === "string" && readTemplate(value).some(partContainsPassword);
}

function partContainsPassword(part: Part): boolean {
  switch (part.kind) {
    case "literal":
      return /"password"\s*:\s*"[^"]/.test(part.text);
    case "sequence":
      return part.tokens.some((token, index) => isPasswordKey(token) && isPlain(part.tokens.slice(index + 1)));
    default:
      return false;
  }
}

function isPasswordKey(token: Token): boolean {
  const name = token.kind === "string" ? stringOf(token.template) : undefined;
  return name === "password" || (token.kind === "name" && token.text === "password");
}

/** Whether a key is followed by a string without interpolations, which the constructs wrap in `base64decode`. */
function isPlain([separator, ...value]: readonly Token[]): boolean {
  if (!isText(separator, "=") && !isText(separator, ":")) {
    return false;
  }
  const [first, second, third] = value;
  const token = isText(first, "base64decode") && isText(second, "(") ? third : first;
  const text = token?.kind === "string" ? stringOf(token.template) : undefined;
  return text !== undefined && text !== "";
}

function isText(token: Token | undefined, text: string): boolean {
  return token !== undefined && "text" in token && token.text === text;
}
