import { Refusal } from "../../shared/refusal";
import { faultsIn } from "../../stack/expression/faults";
import { readTemplate } from "../../stack/expression/lexer";
import { isTemplate } from "../../stack/expression/template";
import { entries, isList, type Json, listOf, lookUp, texts } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import type { Stack } from "../../stack/stack";
import { type LanguageSchema, PLAIN, SECTIONS, withMetaArguments } from "./language-schema";

/** @throws Refusal that names every expression that Terraform could not read either, in whatever language it is */
export function checkExpressions({ sections, blocks, providers, checks }: Stack, source: string): void {
  const faults = [
    ...blocks
      .filter(({ kind }) => kind !== "module")
      .flatMap(({ address, body, kind }) => faultsInBody(address, body, withMetaArguments(PLAIN, kind))),
    ...providers.flatMap(({ name, body }) => faultsInBody(`provider.${name}`, body, PLAIN)),
    ...checks.flatMap(({ name, body }) => faultsInBody(`check.${name}`, body, PLAIN)),
    ...LISTS.flatMap((section) =>
      listOf(sections[section]).flatMap((body) => faultsInBody(section, body, SECTIONS[section])),
    ),
    ...NAMED.flatMap((section) =>
      entries(sections[section]).flatMap(([name, bodies]) =>
        listOf(bodies).flatMap((body) => faultsInBody(`${section}.${name}`, body, SECTIONS[section])),
      ),
    ),
  ];
  if (faults.length > 0) {
    throw new Refusal(
      `${quoted(source)} has expressions that Terraform cannot read; correct them in the app:\n${faults.join("\n")}`,
    );
  }
}

const LISTS = ["locals", "import", "moved", "removed"] as const;
const NAMED = ["module", "variable", "output"] as const;

function faultsInBody(place: string, body: Json, schema: LanguageSchema): string[] {
  return entries(body).flatMap(([name, value]) => {
    const own = `${place}.${name}`;
    const block = schema.blockOf(name);
    if (block !== undefined) {
      return bodiesIn(value, own).flatMap(([where, nested]) => faultsInBody(where, nested, block));
    }
    // Terraform evaluates nothing where the language has a syntax of its own.
    return lookUp(schema.syntax ?? {}, name) === undefined ? faultsInValue(own, value) : [];
  });
}

function bodiesIn(value: Json, place: string): [place: string, body: Json][] {
  return isList(value) ? value.map((body, index) => [`${place}[${index}]`, body]) : [[place, value]];
}

function faultsInValue(place: string, value: Json): string[] {
  return texts(value, place).flatMap((found) => {
    const [fault] = isTemplate(found.text) ? faultsIn(readTemplate(found.text)) : [];
    return fault === undefined ? [] : [`  ${quoted(found.place)}: ${fault}`];
  });
}
