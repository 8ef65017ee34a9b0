import { quote } from "../../../stack/expression/quoted-string";
import { isObject, type JsonObject, listOf, objectOf } from "../../../stack/json";
import type { RootModule } from "../../module/root-module";
import type { AllowedProvider } from "../../module/version-constraints";
import { assertion } from "./assertions";

/**
 * Asserts what no value shows, in the text of the module's files: versions, what must not be destroyed, and the number of
 * conditions. The patterns match HCL and JSON.
 */
export function fileAssertions({ stack, providers, requiredVersion }: RootModule): JsonObject[] {
  const { sections } = stack;
  const protectedBlocks = stack.blocks.filter(({ body }) => lifecyclesOf(body).some(isProtected)).length;
  const conditions = [
    ...stack.blocks.flatMap(({ body }) => lifecyclesOf(body).flatMap(conditionsOf)),
    ...stack.checks.flatMap(({ body }) => listOf(body.assert)),
  ].length;
  return [
    ...(sections.terraform === undefined
      ? []
      : [assertion("the version of Terraform", versionMatches(requiredVersion))]),
    ...providers.map((provider) => assertion(`the provider ${provider.name}`, providerMatches(provider))),
    ...counted("the number of prevent_destroy", `prevent_destroy${IS}true`, protectedBlocks),
    ...counted("the number of conditions", `error_message${IS}`, conditions),
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

function conditionsOf(lifecycle: JsonObject): JsonObject[] {
  return [...listOf(lifecycle.precondition), ...listOf(lifecycle.postcondition)].map(objectOf);
}
