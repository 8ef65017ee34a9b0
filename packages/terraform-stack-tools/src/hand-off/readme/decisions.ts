import { saysDecision } from "../../knowledge/catalogue/arguments";
import { findingsOf, unsetArguments } from "../../knowledge/catalogue/block-types";
import { plainSecrets } from "../../knowledge/secrets/secret-scan";
import { code, table } from "../../shared/markdown";
import { entries, isList, isObject, type Json, objectOf, textOf } from "../../stack/json";
import { type Block, META_ARGUMENTS, type Stack } from "../../stack/stack";
import { isLiteral } from "../../stack/template";

/** What the code decides and no input changes; nothing where it decides nothing that a reviewer would look for. */
export function decisions({ blocks }: Stack): string[] {
  const rows = blocks.filter(({ kind }) => kind === "resource").flatMap(decisionsIn);
  if (rows.length === 0) {
    return [];
  }
  const isAnyIgnored = rows.some(([, value]) => value.endsWith(AT_CREATION));
  // A phone shows the first two columns, and an address is often as wide as that.
  return [INTRODUCTION, table(["Argument", "Value", "Resource"], rows), ...(isAnyIgnored ? [IGNORED] : [])];
}

/** What a scanner will report, and why it is so. */
export function scannerFindings({ blocks }: Stack): string[] {
  const rows = blocks.flatMap((block) =>
    findingsOf(block).map(({ id, about, reason }) => [code(id), about, reason, code(block.address)]),
  );
  return rows.length === 0 ? [] : [FINDINGS, table(["Checkov", "Looks for", "Why it is so", "Resource"], rows)];
}

const INTRODUCTION = "No input changes these. Ask the team that maintains the source for other values.";
const AT_CREATION = ", at creation";
const IGNORED = "*At creation*: what others change later stays as they left it (`ignore_changes`).";
const FINDINGS = "A scanner such as Checkov reports these, for known reasons:";

/** A value that is written in the code. */
interface Setting {
  /** The names that lead to it, such as `default_node_pool.vm_size`. */
  readonly path: string;
  readonly value: Json;
}

function decisionsIn(block: Block): string[][] {
  const { address, body } = block;
  const ignored = ignoredPaths(body.lifecycle);
  const settings = settingsIn(withoutMetaArguments(block), []).map(({ path, value }) => [
    code(path),
    `${code(textOf(value) || JSON.stringify(value))}${ignored.has(path) ? AT_CREATION : ""}`,
  ]);
  const unset = unsetArguments(block).map(([argument, meaning]) => [code(argument), `not set: ${meaning}`]);
  const isProtected = objectOf(body.lifecycle).prevent_destroy === true;
  const protection = isProtected ? [[code("prevent_destroy"), `${code("true")}: Terraform refuses to delete it`]] : [];
  return [...settings, ...unset, ...protection].map((cells) => [...cells, code(address)]);
}

function withoutMetaArguments({ body }: Block): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !META_ARGUMENTS.includes(name)));
}

/** Later changes of these are left alone. */
function ignoredPaths(lifecycle: Json | undefined): ReadonlySet<string> {
  const { ignore_changes: ignored } = objectOf(lifecycle);
  return new Set(isList(ignored) ? ignored.map((path) => textOf(path).replace(/\[\d+\]/g, "")) : []);
}

function settingsIn(value: Json, names: readonly string[]): Setting[] {
  return entries(value).flatMap(([name, child]) => {
    const path = [...names, name];
    if (saysDecision(name) && isShown(name, child)) {
      return [{ path: path.join("."), value: child }];
    }
    const bodies = isList(child) ? child : [child];
    return bodies.filter(isObject).flatMap((body) => settingsIn(body, path));
  });
}

/** Whether a value has no expression in it, and no secret. */
function isShown(name: string, value: Json): boolean {
  return isConstant(value) && plainSecrets({ [name]: value }, "").length === 0;
}

function isConstant(value: Json): boolean {
  switch (typeof value) {
    case "string":
      return isLiteral(value);
    case "number":
    case "boolean":
      return true;
    default:
      return isList(value) ? value.every(isConstant) : isObject(value) && Object.values(value).every(isConstant);
  }
}
