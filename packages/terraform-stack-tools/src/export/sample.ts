import { commonTexts, EXAMPLE, textsFor } from "../knowledge/catalogue/made-up";
import type { Json } from "../stack/json";
import {
  bracketChange,
  closingBracket,
  isSymbol,
  readExpression,
  readTemplate,
  type Token,
  wordOf,
} from "../stack/lexer";
import type { Variable } from "../stack/stack";
import { stringOf, wholeSequence } from "../stack/template";
import { splitAt } from "./hcl/expression-text";
import { literalLines } from "./hcl/layout";

/** Texts to try where neither a validation nor a name suggests one, the plainest first. */
const FORMS: readonly string[] = [
  EXAMPLE.name,
  EXAMPLE.guid,
  ...commonTexts(EXAMPLE),
  "https://example.org",
  "10.0.0.1",
  "10.0.0.0/16",
  EXAMPLE.time,
  "2030-01-01",
  "team@example.org",
  "1.30.0",
  "./example",
  "1",
  "a",
  "A1",
];

/** An example value of the variable's type that passes its validations, as far as they can be read. */
export function sampleOf({ name, type, validations }: Variable): Json {
  const conditions = validations.flatMap(({ condition }) => textConditionsIn(condition));
  return sampleOfType(parseType(type), { name, attribute: "", conditions });
}

/** A part of the value, and what is known of it. */
interface Part {
  /** The name that suggests what a text is. */
  readonly name: string;
  /** The attribute it is the value of; empty for the variable itself and for its elements. */
  readonly attribute: string;
  readonly conditions: readonly TextCondition[];
}

function sampleOfType(type: Type, part: Part): Json {
  switch (type.name) {
    case "number":
      return 1;
    case "bool":
      return true;
    case "list":
    case "set":
      return [sampleOfType(type.element, { ...part, name: part.name.replace(/s$/, "") })];
    case "map":
      return { [EXAMPLE.name]: sampleOfType(type.element, part) };
    case "tuple":
      return type.elements.map((element) => sampleOfType(element, part));
    case "object": {
      const required = type.attributes.filter(({ isOptional }) => !isOptional);
      return Object.fromEntries(
        required.map(({ name, type: own }) => [name, sampleOfType(own, { ...part, name, attribute: name })]),
      );
    }
    default:
      return sampleText(part);
  }
}

function sampleText({ name, attribute, conditions }: Part): string {
  const own = conditions.filter((condition) => condition.attribute === attribute);
  const candidates = [...own.flatMap(({ allowed }) => allowed), ...textsFor({ name }, EXAMPLE), ...FORMS];
  return candidates.find((candidate) => own.every(({ accepts }) => accepts(candidate))) ?? EXAMPLE.name;
}

/** What the validation of a variable asks of a text in its value. */
interface TextCondition {
  /** The attribute with the text, such as `id` for `grant.id`; empty for the variable itself and for its elements. */
  readonly attribute: string;
  readonly accepts: (text: string) => boolean;
  /** The texts that it accepts, where it lists them. */
  readonly allowed: readonly string[];
}

/** Reads every `regex("…", subject)` and `contains(["…"], subject)` in a condition. */
function textConditionsIn(condition: string): TextCondition[] {
  const tokens = wholeSequence(readTemplate(condition))?.tokens ?? [];
  return tokens.flatMap((token, index) => {
    const isCall = isSymbol(tokens[index + 1], "(");
    return (isCall ? textConditionOf(wordOf(token), tokens.slice(index + 2)) : undefined) ?? [];
  });
}

function textConditionOf(functionName: string, rest: readonly Token[]): TextCondition | undefined {
  if (functionName === "regex") {
    return patternCondition(rest);
  }
  return functionName === "contains" ? listCondition(rest) : undefined;
}

function patternCondition([pattern, comma, ...rest]: readonly Token[]): TextCondition | undefined {
  const expression = pattern?.kind === "string" ? compiled(stringOf(pattern.template)) : undefined;
  const attribute = isSymbol(comma, ",") ? attributeIn(rest) : undefined;
  if (expression === undefined || attribute === undefined) {
    return undefined;
  }
  return { attribute, accepts: (text) => expression.test(text), allowed: [] };
}

function listCondition(rest: readonly Token[]): TextCondition | undefined {
  const end = rest.findIndex((token) => isSymbol(token, "]"));
  if (!isSymbol(rest[0], "[") || !isSymbol(rest[end + 1], ",")) {
    return undefined;
  }
  const allowed = rest
    .slice(1, end)
    .flatMap((token) => (token.kind === "string" ? (stringOf(token.template) ?? []) : []));
  const attribute = attributeIn(rest.slice(end + 2));
  return attribute === undefined ? undefined : { attribute, accepts: (text) => allowed.includes(text), allowed };
}

/** The attribute that the last argument of a call names: `id` in `grant.id)`, nothing in `name)` and `var.name)`. */
function attributeIn(rest: readonly Token[]): string | undefined {
  const subject = rest.slice(
    0,
    rest.findIndex((token) => isSymbol(token, ")")),
  );
  if (subject.length === 0 || !subject.every((token) => token.kind === "name" || isSymbol(token, "."))) {
    return undefined;
  }
  const names = subject.filter(({ kind }) => kind === "name").map(wordOf);
  const attributes = names.slice(names[0] === "var" ? 2 : 1);
  return attributes[attributes.length - 1] ?? "";
}

/** RE2 and JavaScript agree on the usual patterns. None can take long, because the texts to match are short. */
function compiled(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) {
    return undefined;
  }
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

/**
 * An example of `terraform.tfvars` with every input, required ones first. Secrets get no value there.
 * @param hidden the inputs that are secret, such as `var.a`
 */
export function tfvarsExample(variables: readonly Variable[], hidden: ReadonlySet<string>): string {
  const isSecret = ({ name }: Variable) => hidden.has(`var.${name}`);
  const isMadeUp = (variable: Variable) => variable.isRequired && !isSecret(variable);
  const required = variables.filter(({ isRequired }) => isRequired);
  const optional = variables.filter(({ isRequired }) => !isRequired);
  return [
    `# Copy this file to terraform.tfvars, which Git ignores, and ${required.some(isMadeUp) ? "replace the placeholder values" : "change what does not suit you"}.`,
    "# Keep secrets out of files: Terraform reads them from environment variables.",
    ...part("Required", required, isSecret),
    ...part("Optional, with their defaults", optional, isSecret),
    "",
  ].join("\n");
}

function part(title: string, variables: readonly Variable[], isSecret: (variable: Variable) => boolean): string[] {
  const entries = variables.flatMap((variable) => ["", ...entry(variable, isSecret(variable))]);
  return variables.length === 0 ? [] : ["", `# ${title}`, ...entries];
}

function entry(variable: Variable, isSecret: boolean): string[] {
  const { name, type, isRequired, description, validations } = variable;
  const about = [description, `Type: ${type}`, ...validations.map(({ message }) => message)];
  const comments = about.filter((line) => line !== "").map(comment);
  if (isSecret) {
    return [...comments, comment(`Secret: export TF_VAR_${name}=…`)];
  }
  if (isRequired) {
    return [...comments, ...assignment(name, sampleOf(variable))];
  }
  return [...comments, ...assignment(name, variable.default ?? null).map((line) => `# ${line}`)];
}

function assignment(name: string, value: Json): string[] {
  const [first, ...others] = literalLines(value);
  return [`${name} = ${first}`, ...others];
}

/** Text of the input as a comment: a line break in it would end the comment and begin an argument. */
function comment(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\p{Cf}/gu, "");
  return `# ${line.trim()}`;
}

/** A type of Terraform, as `variable.type` has it. */
type Type =
  | { readonly name: "string" | "number" | "bool" | "any" }
  | { readonly name: "list" | "set" | "map"; readonly element: Type }
  | { readonly name: "tuple"; readonly elements: readonly Type[] }
  | { readonly name: "object"; readonly attributes: readonly Attribute[] };

interface Attribute {
  readonly name: string;
  readonly type: Type;
  readonly isOptional: boolean;
}

const ANY: Type = { name: "any" };

/** `any` for what cannot be read. */
function parseType(text: string): Type {
  return typeIn(readExpression(text));
}

function typeIn([first, ...rest]: readonly Token[]): Type {
  const name = wordOf(first);
  const [own = []] = membersIn(rest) ?? [];
  switch (name) {
    case "list":
    case "set":
    case "map":
      return own.length === 0 ? ANY : { name, element: typeIn(own) };
    case "tuple":
    case "object": {
      const members = membersIn(own);
      if (members === undefined) {
        return ANY;
      }
      return name === "tuple"
        ? { name, elements: members.map(typeIn) }
        : { name, attributes: members.map(attributeOf) };
    }
    case "string":
    case "number":
    case "bool":
      return { name };
    default:
      return ANY;
  }
}

function attributeOf([first, _sign, ...type]: readonly Token[]): Attribute {
  const name = first.kind === "string" ? (stringOf(first.template) ?? "") : wordOf(first);
  // The second member is the default.
  const [own = []] = (wordOf(type[0]) === "optional" && membersIn(type.slice(1))) || [type];
  return { name, type: typeIn(own), isOptional: own !== type };
}

/** What commas or line breaks separate in the bracket that tokens begin with; undefined where they begin with none. */
function membersIn(tokens: readonly Token[]): Token[][] | undefined {
  const end = tokens.length > 0 && bracketChange(tokens[0]) > 0 ? closingBracket(tokens, 0) : undefined;
  if (end === undefined) {
    return undefined;
  }
  const members = splitAt(tokens.slice(1, end), (token) => token.kind === "newline" || isSymbol(token, ","));
  return members.filter(({ length }) => length > 0);
}
