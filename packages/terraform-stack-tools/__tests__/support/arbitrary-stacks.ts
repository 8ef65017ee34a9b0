import fc from "fast-check";
import type { Json, JsonObject } from "../../src/stack/json";
import { escapedText, quote } from "../../src/stack/template";

/** Names of `Object.prototype`, of files, of shells and of Terraform, letters that nobody sees, and what ends things. */
const HOSTILE = [
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "//", "", ".", "..", "../../x", "/etc/passwd"],
  ...["con", "aux.txt", "-rf", "$(id)", "`id`", "${", "%{", "$${", "}", '"', "\\", "\n", "\r", "\0", "\u202e", "\u2028"],
  ...["\ufeff", "\ud800", "é", "👨‍👩‍👧", "]](javascript:x)", "<script>", "|", "::error::", "@all", "EOT", "for", "null", "true"],
  ...["terraform", "data", "module", "each", "count", "self", "var", "local", "path", "provider", "dynamic", "lifecycle"],
  ...["azurerm", "kubernetes", "terraform_remote_state", "password", "token", "x".repeat(300), "1e999", "-0"],
];

const word = fc.oneof(
  fc.constantFrom("a", "b", "c", "name", "id"),
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** Parts of expressions in any order: most are faults, some are valid. */
const PIECES = [
  ...["var.a", "local.a", "null_resource.a.id", "module.a.b", "data.x.y", "each.key", "f(", "(", ")", "[", "]", "{", "}"],
  ...["?", ":", "=", "=>", "...", "for a in b : a", "if", "*", "[*]", ".0", "==", "-", "!", "1", "1.5e9", '"', "<<A\n"],
  ...["A\n", "#", "/*", "*/", "//", "\n", "~", ","],
];

const wildText = fc.oneof(
  word,
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, word), { maxLength: 12 })
    .map((pieces) => `\${${pieces.join(" ")}}`),
  fc
    .array(fc.oneof(word, fc.constantFrom("${var.a}", "%{ if true }", "%{ endif }", "${~ 1 ~}")), { maxLength: 4 })
    .map((parts) => parts.join("")),
);

/** Text that Terraform can read, whatever letters are in it. */
const calmText = fc.oneof(
  word.map(escapedText),
  word.map((text) => `\${upper(${quote(text)})} ${escapedText(text)}`),
  word.map((text) => `\${{ (${quote(text)}) = [var.a, 1], b = true ? ${quote(text)} : local.a }}`),
  word.map((text) => `\${<<A\n${escapedText(text).replace(/\r/g, "")}\nA\n}`),
  fc.constantFrom("${var.a}", "${local.a}", "${null_resource.a.id}", "%{ if var.a == 1 }x%{ endif }", "${~ var.a ~}"),
);

/** An object with any names, `__proto__` too. */
function objectOf(value: fc.Arbitrary<Json>, maxLength = 4, name = word): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(name, value), { maxLength }).map((members) => Object.fromEntries(members));
}

function anyValue(text: fc.Arbitrary<string>, key = text): fc.Arbitrary<Json> {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const scalar: fc.Arbitrary<Json> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), number);
  const list = fc.array(scalar, { maxLength: 3 });
  const object = objectOf(scalar, 3, key);
  return fc.oneof({ weight: 3, arbitrary: scalar }, list, object, objectOf(fc.oneof(list, object), 2, key));
}

const META = ["for_each", "count", "depends_on", "provider", "lifecycle", "provisioner", "connection", "dynamic"];
const TYPES = ["null_resource", "random_pet", "azurerm_role_assignment", "kubernetes_secret_v1", "terraform_data"];

/** Bodies in which some members have the names that Terraform looks for, and others any name. */
function wildBody(...names: readonly string[]): fc.Arbitrary<Json> {
  const value = anyValue(wildText);
  const known = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 });
  const body = fc.tuple(known, objectOf(value, 2)).map(([members, others]) => ({ ...others, ...Object.fromEntries(members) }));
  return fc.oneof({ weight: 6, arbitrary: body }, fc.array(body, { maxLength: 2 }), value);
}

function typed(body: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const types = fc.oneof(fc.constantFrom(...TYPES), word);
  return fc.array(fc.tuple(types, objectOf(body, 2)), { maxLength: 2 }).map((members) => Object.fromEntries(members));
}

const wildStack = fc.record(
  {
    "//": fc.record({ metadata: objectOf(anyValue(wildText), 2) }),
    terraform: wildBody("required_version", "required_providers", "backend", "cloud", "provider_meta", "experiments"),
    provider: objectOf(wildBody("alias", "features", "region")),
    variable: objectOf(wildBody("type", "default", "description", "sensitive", "ephemeral", "nullable", "validation")),
    locals: objectOf(anyValue(wildText)),
    resource: typed(
      wildBody("triggers", "scope", "principal_id", "role_definition_name", "condition", "data", "metadata", ...META),
    ),
    data: typed(wildBody("config", "backend", ...META)),
    ephemeral: typed(wildBody("length", ...META)),
    module: objectOf(wildBody("source", "version", "providers", ...META)),
    output: objectOf(wildBody("value", "description", "sensitive", "depends_on", "precondition")),
    check: objectOf(wildBody("assert", "data")),
    moved: fc.array(wildBody("from", "to"), { maxLength: 2 }),
    removed: fc.array(wildBody("from", "lifecycle", "provisioner"), { maxLength: 2 }),
    import: fc.array(wildBody("to", "id", "for_each", "provider"), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** A name that Terraform accepts, of which some are hostile. */
const identifier = fc.constantFrom(
  "a",
  "b",
  "constructor",
  "toString",
  "hasOwnProperty",
  "password",
  "é",
  "null",
  "for",
  "x-y",
  "A_1A2B3C4D",
);

function calmBody(members: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  const some = fc.record(members, { requiredKeys: [] });
  return some.map((body) =>
    Object.fromEntries(Object.entries(body).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]]))),
  );
}

const calmValue = anyValue(calmText);
const triggers = objectOf(calmText, 3, calmText);

const calmStack = fc.record(
  {
    locals: objectOf(calmValue, 4, identifier),
    variable: objectOf(calmBody({ description: word, default: calmValue, sensitive: fc.boolean() }), 3, identifier),
    output: objectOf(calmBody({ value: calmValue, description: word }), 3, identifier),
    resource: fc.record(
      {
        null_resource: objectOf(calmBody({ triggers }), 3, identifier),
        azurerm_role_assignment: objectOf(
          calmBody({ scope: calmText, principal_id: calmText, role_definition_name: calmText, condition: calmText }),
          2,
          identifier,
        ),
        terraform_data: objectOf(calmBody({ input: calmValue, triggers_replace: calmValue }), 2, identifier),
      },
      { requiredKeys: [] },
    ),
    module: objectOf(calmBody({ source: word, input: calmValue }), 2, identifier),
  },
  { requiredKeys: ["locals"] },
);

/** Stacks of which some are valid, some nearly so, and some are not even JSON. */
export const arbitraryStack: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: wildStack.map((stack) => JSON.stringify(stack)) },
  { weight: 10, arbitrary: calmStack.map((stack) => JSON.stringify(stack)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

const literal = word.map(escapedText);
const plannableText = fc.oneof(
  literal,
  word.map((text) => `\${upper(${quote(text)})} ${escapedText(text)}`),
  fc.constantFrom("${var.a}", "${local.a}"),
);
const plannableValue = anyValue(plannableText, literal);

/** Stacks that only Terraform's own provider is needed for, so that they can be planned without a download. */
export const arbitraryPlannableStack: fc.Arbitrary<string> = fc
  .record({
    locals: objectOf(plannableValue, 4, identifier),
    resources: objectOf(calmBody({ input: plannableValue, triggers_replace: plannableValue }), 3, identifier),
    outputs: objectOf(fc.record({ value: plannableValue, description: word }), 3, identifier),
  })
  .map(({ locals, resources, outputs }) =>
    // Terraform takes no section without a block.
    JSON.stringify({
      variable: { a: { type: "string", default: "x" } },
      locals: { ...locals, a: 1 },
      resource: { terraform_data: { ...resources, first: {} } },
      output: { ...outputs, first: { value: 1 } },
    }),
  );
