import { printAddress } from "../stack/address";
import { readExpression } from "../stack/expression/lexer";
import { stringOf } from "../stack/expression/quoted-string";
import { type Reference, wholeReference } from "../stack/expression/reference";
import { unwrapped } from "../stack/expression/template";
import { isSymbol } from "../stack/expression/token";
import { isList, type Json, lookUp } from "../stack/json";
import type { Plannable } from "./prepare/versions";

/** The addresses that the `import` blocks of a stack name: of a whole block where only Terraform can evaluate the keys. */
export function importedAddresses(version: Plannable): ReadonlySet<string> {
  const addresses = version.source.imports.flatMap(({ to, forEach }) => {
    const keys = to.key === undefined ? membersOf(forEach, version) : undefined;
    return keys === undefined ? [printAddress(to)] : keys.map((key) => printAddress({ ...to, key }));
  });
  return new Set(addresses);
}

const TOSET = "toset(";

/** The members of a set, which are its keys, where it is made of a list of strings or of a variable. */
function membersOf(forEach: Json | undefined, version: Plannable): string[] | undefined {
  const expression = typeof forEach === "string" ? unwrapped(forEach) : undefined;
  if (!expression?.startsWith(TOSET) || !expression.endsWith(")")) {
    return undefined;
  }
  const argument = expression.slice(TOSET.length, -1);
  const reference = wholeReference(argument);
  return reference === undefined ? listedStrings(argument) : variableStrings(reference, version);
}

/** The strings of a list such as `["apps", "jobs"]`; undefined where it has anything else. */
function listedStrings(list: string): string[] | undefined {
  const members = readExpression(list).filter((token) => !["[", "]", ","].some((symbol) => isSymbol(token, symbol)));
  const values = members.map((token) => (token.kind === "string" ? stringOf(token.template) : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function variableStrings(reference: Reference, { source, variables }: Plannable): string[] | undefined {
  const [step, ...others] = reference.root === "var" ? reference.steps : [];
  if (step?.kind !== "attribute" || others.length > 0) {
    return undefined;
  }
  const declared = source.variables.find(({ name }) => name === step.name);
  const value = lookUp(variables, step.name) ?? declared?.default;
  return isList(value) ? value.filter((member) => typeof member === "string") : undefined;
}
