import { referencesIn, wholeReference } from "../../stack/expression/reference";
import { bare, isLiteral, isTemplate } from "../../stack/expression/template";
import { type WrittenText, writtenTexts } from "../../stack/expression/written-text";
import { entries, type Json, type JsonObject, objectOf } from "../../stack/json";
import type { Variable } from "../../stack/variable";
import { isOfType, isSecretArgument } from "../catalogue/questions";
import { isPointer, isSecretPlace, saysSecret } from "../catalogue/secret-names";
import { textsIn } from "./placed-texts";
import { hasSecretInside, isSecretMember, UNWRITTEN } from "./secret-text";

/**
 * The places in a body that hold a secret in plain text: by the type of the block, by a name that says so, by the form of
 * the value, or by a key in an expression, an address, a connection string or a document.
 * @param blockType of a block whose body it is; without one, no name in it has a meaning of its own
 */
export function plainSecrets(body: Json, place: string, blockType = ""): string[] {
  const isKept = keptBy(body, blockType);
  return [...textsIn(body, { place, path: [] }, blockType)]
    .filter(
      ({ path, text }) => ((isSecret(path, blockType) || isKept(path)) && isWritten(text)) || hasSecretInside(text),
    )
    .map((found) => found.place);
}

/** The variables and local values, such as `local.a`, that a place of a secret in a body is given as they are. */
export function givenAsSecrets(body: Json, blockType = ""): string[] {
  const isKept = keptBy(body, blockType);
  return [...textsIn(body, { place: "", path: [] }, blockType)]
    .filter(({ path }) => isSecret(path, blockType) || isKept(path))
    .flatMap(({ text }) => givenAsItIs(text));
}

/** The variable or local value that a text consists of. */
export function givenAsItIs(text: string): string[] {
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

/** Whether a variable takes a secret, even if it is not marked as one. Nobody is shown its default. */
export function isSecretInput(variable: Variable): boolean {
  return variable.isSecret || saysSecret(variable.name) || hasSecretDefault(variable);
}

/** Whether the default of a variable is or contains a secret, by its declaration or by the names in it. */
export function hasSecretDefault({ name, isSecret: isDeclared, default: value = null }: Variable): boolean {
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
export function hasPlainPassword({ data = null, binary_data = null, data_wo = null }: JsonObject): boolean {
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
