import { isDeepStrictEqual } from "node:util";
import type { Source } from "../../shared/files";
import { ownPage, Refusal } from "../../shared/refusal";
import { faultInExpression, faultInTemplate, GrammarError, readHcl } from "../../stack/grammar";
import { entries, isList, type Json, listOf, lookUp, print, quoted, texts } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { readExpression, readTemplate } from "../../stack/lexer";
import { type Stack, StackError } from "../../stack/stack";
import { bare, isTemplate } from "../../stack/template";
import {
  type ArgumentSyntax,
  INVALID_NAME,
  isName,
  type LanguageSchema,
  PLAIN,
  SECTIONS,
  terraformSchema,
  withAlias,
  withMetaArguments,
} from "./body";

/** @throws Refusal that names everything in a stack that Terraform could not read either, in whatever language it is */
export function checkExpressions(sources: readonly Pick<Source, "stack" | "file">[]): void {
  for (const { stack, file } of sources) {
    const faults = faultsIn(stack);
    if (faults.length > 0) {
      throw new Refusal(
        `${quoted(file)} has names or expressions that Terraform cannot read; correct them in the app, and escape literal text as '$\${' and ` +
          `'%%{':\n${faults.join("\n")}`,
      );
    }
  }
}

/** What nobody can parse in a stack, with its place and the construct that it is of. */
export function faultsIn(stack: Stack): string[] {
  return bodiesOf(stack).flatMap(([address, names, body, schema]) => {
    const path = stack.constructPaths.get(address);
    const construct = path === undefined ? "" : ` of the construct ${quoted(path)}`;
    const invalid: PlacedFault[] = names.every(isName) ? [] : [[address, INVALID_NAME]];
    return [...invalid, ...faultsInBody(address, body, schema)].map(
      ([place, fault]) => `  ${quoted(place)}${construct}: ${fault}`,
    );
  });
}

type PlacedBody = readonly [address: string, names: readonly string[], body: Json, schema: LanguageSchema];

function bodiesOf({ sections, settings, locals, blocks, providers, checks }: Stack): PlacedBody[] {
  const typed = blocks.filter(({ kind }) => kind !== "module");
  return [
    ...typed.map(({ address, kind, type, name, body }): PlacedBody => {
      return [address, [type, name], body, withMetaArguments(PLAIN, kind, type)];
    }),
    ...providers.map(({ name, body }): PlacedBody => [`provider.${name}`, [name], body, withAlias(PLAIN)]),
    ...checks.map(({ name, body }): PlacedBody => [`check.${name}`, [name], body, SECTIONS.check]),
    ["terraform", [], { provider_meta: settings.provider_meta ?? null }, terraformSchema([])],
    ["locals", [...locals.keys()], sections.locals ?? null, SECTIONS.locals],
    ...LISTS.flatMap((section) =>
      listOf(sections[section]).map((body): PlacedBody => [section, [], body, SECTIONS[section]]),
    ),
    ...NAMED.flatMap((section) =>
      entries(sections[section]).flatMap(([name, bodies]) =>
        listOf(bodies).map((body): PlacedBody => [`${section}.${name}`, [name], body, SECTIONS[section]]),
      ),
    ),
  ];
}

const LISTS = ["import", "moved", "removed"] as const;
const NAMED = ["module", "variable", "output"] as const;

type PlacedFault = readonly [place: string, fault: string];

function faultsInBody(place: string, body: Json, schema: LanguageSchema): PlacedFault[] {
  return entries(body).flatMap(([name, value]) => {
    const own = `${place}.${name}`;
    const block = schema.blockOf(name);
    if (block !== undefined) {
      return bodiesIn(value, own, block).flatMap(([where, nested]) => faultsInBody(where, nested, block));
    }
    const syntax = lookUp(schema.syntax ?? {}, name);
    return texts(value, own).flatMap(({ text, place: where }): PlacedFault[] => {
      const fault = faultInText(text, syntax);
      return fault === undefined ? [] : [[where, fault]];
    });
  });
}

function bodiesIn(value: Json, place: string, { isLabelled }: LanguageSchema): [place: string, body: Json][] {
  if (isLabelled) {
    return bodiesIn(value, place, PLAIN).flatMap(([where, labels]) =>
      entries(labels).flatMap(([label, body]) => bodiesIn(body, `${where}.${label}`, PLAIN)),
    );
  }
  return isList(value) ? value.map((body, index) => [`${place}[${index}]`, body]) : [[place, value]];
}

/** `ignore_changes` takes a star for `all`. */
const EVERYTHING = "*";

function faultInText(text: string, syntax: ArgumentSyntax | undefined): string | undefined {
  switch (syntax) {
    case undefined:
      return isTemplate(text) ? faultInTemplate(readTemplate(text)) : undefined;
    case "address":
    case "type":
      return text === EVERYTHING ? undefined : faultInExpression(readExpression(bare(text)));
    default:
      // Terraform evaluates nothing there.
      return undefined;
  }
}

type File = readonly [path: string, text: string];

/** A file of JSON that says what is meant when it is read again. @throws Refusal where it does not */
export function jsonFile(path: string, meant: Json, source: string): File {
  const text = print(meant);
  try {
    if (isDeepStrictEqual(parseJson(Buffer.from(text).toString()), meant)) {
      return [path, text];
    }
  } catch (error) {
    if (!(error instanceof StackError)) {
      throw error;
    }
  }
  throw ownFault(`${quoted(path)}: it says something else`, source);
}

/** What is written in HCL: modules and their values. */
const HCL = /\.(tf|tfvars\.example)$/;

/** Reads the files of HCL among those that were written for a stack. @throws Refusal where one cannot be read */
export function checkHcl(files: Iterable<File>, source: string): void {
  for (const [path, text] of files) {
    try {
      if (HCL.test(path)) {
        readHcl(text);
      }
    } catch (error) {
      throw error instanceof GrammarError ? ownFault(`${quoted(path)}, ${error.message}`, source) : error;
    }
  }
}

/** What is not the fault of whoever wrote the stack. */
export function ownFault(fault: string, source: string): Refusal {
  return new Refusal(
    `what would be written for ${quoted(source)} cannot be read back, which is a bug in terraform-stack-tools:\n` +
      `  ${fault}\nNothing was written. Report it with this part of the stack: ${ownPage(".github/SUPPORT.md")}`,
  );
}
