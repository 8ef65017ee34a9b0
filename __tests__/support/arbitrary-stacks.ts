import fc from "fast-check";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

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
  ...[
    "var.a",
    "local.a",
    "null_resource.a.id",
    "module.a.b",
    "data.x.y",
    "each.key",
    "f(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "?",
    ":",
  ],
  ...[
    "=",
    "=>",
    "...",
    "for a in b : a",
    "if",
    "*",
    "[*]",
    ".0",
    "==",
    "-",
    "!",
    "1",
    "1.5e9",
    '"',
    "<<A\n",
    "A\n",
    "#",
    "/*",
    "*/",
    "//",
    "\n",
    "~",
    ",",
  ],
];

const expression = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, word), { maxLength: 12 });

const text = fc.oneof(
  word,
  expression.map((pieces) => `\${${pieces.join(" ")}}`),
  fc
    .array(fc.oneof(word, fc.constantFrom("${var.a}", "%{ if true }", "%{ endif }", "${~ 1 ~}")), { maxLength: 4 })
    .map((parts) => parts.join("")),
  fc.constantFrom("${var.a}", "${local.a}", "${null_resource.a.id}", "${random_pet.a.id}"),
);

/** An object with any names, `__proto__` too. */
function objectOf(value: fc.Arbitrary<Json>, maxLength = 4): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(word, value), { maxLength }).map((members) => Object.fromEntries(members));
}

const scalar: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  objectOf(scalar, 3),
  objectOf(fc.oneof(fc.array(scalar, { maxLength: 2 }), objectOf(scalar, 2)), 2),
);

/** A body in which some members have the names that Terraform looks for. */
function bodyOf(...names: readonly string[]): fc.Arbitrary<Json> {
  const known = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 });
  const body = fc.tuple(known, objectOf(value, 2)).map(([members, others]) => ({ ...others, ...Object.fromEntries(members) }));
  return fc.oneof({ weight: 6, arbitrary: body }, fc.array(body, { maxLength: 2 }), scalar);
}

const types = fc.oneof(
  fc.constantFrom("null_resource", "random_pet", "azurerm_role_assignment", "kubernetes_secret_v1", "terraform_data"),
  word,
);

function typed(body: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.array(fc.tuple(types, objectOf(body, 2)), { maxLength: 2 }).map((members) => Object.fromEntries(members));
}

const META = ["for_each", "count", "depends_on", "provider", "lifecycle", "provisioner", "connection", "dynamic"];

const sections: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  "//": fc.record({ metadata: objectOf(value, 2) }),
  terraform: bodyOf("required_version", "required_providers", "backend", "cloud", "provider_meta", "experiments"),
  provider: objectOf(bodyOf("alias", "features", "region")),
  variable: objectOf(bodyOf("type", "default", "description", "sensitive", "ephemeral", "nullable", "validation")),
  locals: objectOf(value),
  resource: typed(
    bodyOf("triggers", "scope", "principal_id", "role_definition_name", "condition", "data", "metadata", "type", ...META),
  ),
  data: typed(bodyOf("config", "backend", ...META)),
  ephemeral: typed(bodyOf("length", ...META)),
  module: objectOf(bodyOf("source", "version", "providers", ...META)),
  output: objectOf(bodyOf("value", "description", "sensitive", "depends_on", "precondition")),
  check: objectOf(bodyOf("assert", "data")),
  moved: fc.array(bodyOf("from", "to"), { maxLength: 2 }),
  removed: fc.array(bodyOf("from", "lifecycle", "provisioner"), { maxLength: 2 }),
  import: fc.array(bodyOf("to", "id", "for_each", "provider"), { maxLength: 2 }),
};

/** Stacks of which some are valid, some nearly so, and some are not even JSON. */
export const arbitraryStack: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: fc.record(sections, { requiredKeys: [] }).map((stack) => JSON.stringify(stack)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

/** Stacks that only Terraform's own provider is needed for, so that they can be planned without a download. */
export const arbitraryPlannableStack: fc.Arbitrary<JsonObject> = fc.record({
  variable: fc.constant({ a: { type: "string", default: "x" } }),
  locals: objectOf(value),
  resource: objectOf(bodyOf("input", "triggers_replace", ...META), 2).map((named) => ({ terraform_data: named })),
  output: objectOf(bodyOf("value", "description", "sensitive"), 2),
});
