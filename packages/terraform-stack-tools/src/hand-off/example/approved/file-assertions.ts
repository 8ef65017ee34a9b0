import { quote } from "../../../stack/expression/quoted-string";
import { withVisibleLetters } from "../../../stack/hidden-letters";
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import type { RootModule } from "../../module/root-module";
import type { AllowedProvider } from "../../module/version-constraints";
import { assertion } from "./assertions";
import { writtenText } from "./test-writer";

/**
 * Asserts what no value shows, in the text of the module's files: versions, what must not be destroyed, and conditions.
 * The patterns match HCL and JSON.
 */
export function fileAssertions({ stack, providers, requiredVersion }: RootModule): JsonObject[] {
  const { sections } = stack;
  const protectedBlocks = stack.blocks.filter(({ body }) => lifecyclesOf(body).some(isProtected)).length;
  const conditions = conditionsIn(stack);
  const inMain = conditions.filter(({ place }) => !place.startsWith("var."));
  return [
    ...(sections.terraform === undefined
      ? []
      : [assertion("the version of Terraform", versionMatches(requiredVersion))]),
    ...providers.map((provider) => assertion(`the provider ${provider.name}`, providerMatches(provider))),
    ...counted("the number of prevent_destroy", `prevent_destroy${IS}true`, protectedBlocks),
    ...counted("the number of conditions", `error_message${IS}`, inMain.length),
    ...textAssertions(conditions),
  ];
}

/** What is between a name and its value. */
const IS = '"?\\s*[=:]\\s*';

function versionMatches(version: string): string {
  return matches("versions", `required_version${IS}"${literal(version)}"`);
}

function providerMatches({ name, source, range }: AllowedProvider): string {
  const inBlock = (argument: string, value: string): string =>
    matches("versions", `\\b${literal(name)}${IS}\\{[^}]*\\b${argument}${IS}"${literal(value)}"`);
  return [inBlock("source", source), ...(range === "" ? [] : [inBlock("version", range)])].join(" && ");
}

function matches(file: string, pattern: string): string {
  return `length(regexall(${quote(pattern)}, ${contentOf(file)})) == 1`;
}

function counted(subject: string, pattern: string, count: number): JsonObject[] {
  return count === 0
    ? []
    : [assertion(subject, `length(regexall(${quote(pattern)}, ${contentOf("main")})) == ${count}`)];
}

function contentOf(file: string): string {
  return `join("", [for name in fileset(path.module, "${file}.{tf,tf.json}") : file("\${path.module}/\${name}")])`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function lifecyclesOf({ lifecycle }: JsonObject): JsonObject[] {
  return listOf(lifecycle).filter(isObject);
}

function isProtected({ prevent_destroy }: JsonObject): boolean {
  return prevent_destroy === true;
}

interface Condition {
  /** What has it, such as `var.name`. */
  readonly place: string;
  readonly text: string;
}

function conditionsIn({ blocks, checks, variables }: Stack): Condition[] {
  const conditionIn = (place: string, body: Json): Condition => ({ place, text: textOf(objectOf(body).condition) });
  return [
    ...blocks.flatMap(({ address, body }) =>
      lifecyclesOf(body).flatMap(({ precondition, postcondition }) =>
        [...listOf(precondition), ...listOf(postcondition)].map((one) => conditionIn(address, one)),
      ),
    ),
    ...checks.flatMap(({ name, body }) => listOf(body.assert).map((one) => conditionIn(`check.${name}`, one))),
    ...variables.flatMap(({ name, validations }) =>
      validations.map(({ condition }) => ({ place: `var.${name}`, text: condition })),
    ),
  ];
}

/** Each condition has its text, without the characters that differ between HCL and JSON. */
function textAssertions(conditions: readonly Condition[]): JsonObject[] {
  const places = new Map<string, string[]>();
  for (const { place, text } of conditions) {
    const pattern = patternOf(text);
    if (pattern !== undefined) {
      places.set(pattern, [...(places.get(pattern) ?? []), place]);
    }
  }
  const files = `replace(${contentOf("{main,variables}")}, ${quote(`/${IGNORED}/`)}, "")`;
  return [...places].map(([pattern, all]) =>
    assertion(
      `${[...new Set(all)].join(", ")}: condition`,
      `length(regexall(${quote(pattern)}, ${files})) == ${all.length}`,
    ),
  );
}

const IGNORED = '[ \\t\\r\\n",\\\\]';

/** Undefined where HCL says it with other words than JSON, such as with another sign after the key of an object. */
function patternOf(text: string): string | undefined {
  const written = writtenText(text);
  const [inHcl, inJson] = [written ?? "", withVisibleLetters(JSON.stringify(text))].map((one) =>
    one.replace(new RegExp(IGNORED, "g"), ""),
  );
  return written !== undefined && [inHcl, `\${${inHcl}}`].includes(inJson)
    ? `condition[:=](\\$\\{)?${literal(inHcl)}\\}?error_message`
    : undefined;
}
