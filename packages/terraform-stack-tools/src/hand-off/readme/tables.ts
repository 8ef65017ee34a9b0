import { saysDecision } from "../../knowledge/catalogue/arguments";
import { blockTitle, findingsOf, isComputed, remainsOf, unsetArguments } from "../../knowledge/catalogue/block-types";
import { hasTokenInSource } from "../../knowledge/catalogue/secret-names";
import { isSecretInput, plainSecrets } from "../../knowledge/secrets/secret-scan";
import { code, codeList, described, prose, table } from "../../shared/words";
import type { Kind } from "../../stack/address";
import { entries, grouped, isList, isObject, type Json, listOf, objectOf, textOf } from "../../stack/json";
import { type Block, META_ARGUMENTS, type Output, type Stack, type Variable } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import type { RootModule } from "../module/root-module";

/** @param hidden the inputs that are secret, such as `var.a` */
export function inputTable(variables: readonly Variable[], hidden: ReadonlySet<string>): string[] {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    described(variable.description),
    defaultOf(variable, hidden),
    rulesOf(variable, hidden),
  ]);
  return tableOf(["Name", "Type", "Description", "Default", "Rules"], rows);
}

function defaultOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const { name, isRequired, default: value = null } = variable;
  if (isRequired) {
    return "required";
  }
  return hidden.has(`var.${name}`) ? "has a default, not shown" : code(JSON.stringify(value));
}

function rulesOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const rules = variable.validations.map(({ message }) => described(message)).filter((rule) => rule !== "");
  return [...rules, ...secrecy(variable, hidden)].join("<br>");
}

function secrecy(variable: Variable, hidden: ReadonlySet<string>): string[] {
  if (variable.isSecret || !hidden.has(`var.${variable.name}`)) {
    return variable.isSecret ? ["**secret**"] : [];
  }
  return [`**secret by its ${isSecretInput(variable) ? "name" : "use"}, but not marked \`sensitive\`**`];
}

export function outputTable(outputs: readonly Output[]): string[] {
  const rows = outputs.map(({ name, description, isSecret }) => [
    code(name),
    described(description),
    isSecret ? "**yes**" : "no",
  ]);
  return tableOf(["Name", "Description", "Secret"], rows);
}

const TREATMENT: Readonly<Record<Kind, string>> = {
  resource: "manages",
  data: "reads",
  ephemeral: "reads on every run, never stores",
  module: "runs",
};

export function resourceTable(blocks: readonly Block[]): string[] {
  const rows = blocks.map((block) => [
    titleOf(block),
    code(block.address),
    block.isRepeated ? `${TREATMENT[block.kind]}, in several instances` : TREATMENT[block.kind],
  ]);
  return tableOf(["What", "Address", "Terraform"], rows);
}

/** What a reader calls it. */
function titleOf(block: Block): string {
  const { kind, body } = block;
  if (kind === "module") {
    const source = textOf(body.source);
    return hasTokenInSource(source)
      ? "child module from an address with a secret"
      : `child module ${code(source)}`.trim();
  }
  const isLookedUp = kind === "data" && !isComputed(block.blockType);
  return prose(`${isLookedUp ? "existing " : ""}${blockTitle(block)}`);
}

export function versionTable(providers: RootModule["providers"]): string[] {
  const rows = providers.map(({ name, source, version, range, isImplied }) => [
    code(name),
    code(source),
    isImplied ? "not required by the source; its types imply it" : code(version) || "any",
    code(range) || "any",
  ]);
  return tableOf(["Provider", "Source", "Generated for", "Allowed"], rows);
}

/** Nothing where there are no rows. */
function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [table(heads, rows)];
}

/** What the code decides and no input changes; nothing where it decides nothing that a reviewer would look for. */
export function decisions({ blocks }: Stack): string[] {
  const rows = blocks.filter(({ kind }) => kind === "resource").flatMap(decisionsIn);
  const isAnyIgnored = rows.some(([, value]) => value.endsWith(AT_CREATION));
  // A phone shows the first two columns, and an address is often as wide as that.
  const found = tableOf(["Argument", "Value", "Resource"], rows);
  return found.length === 0 ? [] : [FIXED, ...found, ...(isAnyIgnored ? [IGNORED] : [])];
}

const FIXED = "No input changes these. Ask the team that maintains the source for other values.";
const AT_CREATION = ", at creation";
const IGNORED = "*At creation*: what others change later stays as they left it (`ignore_changes`).";

function decisionsIn(block: Block): string[][] {
  const { address, body } = block;
  const { ignore_changes: ignored, prevent_destroy: guard } = objectOf(body.lifecycle);
  const left = isList(ignored) ? ignored.map((path) => textOf(path).replace(/\[\d+\]/g, "")) : [];
  const arguments_ = Object.fromEntries(entries(body).filter(([name]) => !META_ARGUMENTS.includes(name)));
  return [
    ...settingsIn(arguments_, []).map(([path, value]) => {
      return [code(path), `${code(textOf(value) || JSON.stringify(value))}${left.includes(path) ? AT_CREATION : ""}`];
    }),
    ...unsetArguments(block).map(([argument, meaning]) => [code(argument), `not set: ${meaning}`]),
    ...(guard === true ? [[code("prevent_destroy"), `${code("true")}: Terraform refuses to delete it`]] : []),
  ].map((cells) => [...cells, code(address)]);
}

/** Values that are written in the code, by the names that lead to them, such as `default_node_pool.vm_size`. */
function settingsIn(value: Json, names: readonly string[]): [path: string, value: Json][] {
  return entries(value).flatMap(([name, child]): [path: string, value: Json][] => {
    const path = [...names, name];
    const isShown = saysDecision(name) && isConstant(child) && plainSecrets({ [name]: child }, "").length === 0;
    return isShown
      ? [[path.join("."), child]]
      : listOf(child)
          .filter(isObject)
          .flatMap((body) => settingsIn(body, path));
  });
}

function isConstant(value: Json): boolean {
  if (isList(value) || isObject(value)) {
    return Object.values(value).every(isConstant);
  }
  return typeof value === "string" ? isLiteral(value) : value !== null;
}

/** What a scanner will report, and why it is so. */
export function scannerFindings({ blocks }: Stack): string[] {
  const rows = blocks.flatMap((block) =>
    findingsOf(block).map(({ id, about, reason }) => [code(id), about, reason, code(block.address)]),
  );
  return rows.length === 0 ? [] : [FINDINGS, table(["Checkov", "Looks for", "Why it is so", "Resource"], rows)];
}

const FINDINGS = "A scanner such as Checkov reports these, for known reasons:";

/** Which secrets end up in the state, which do not, and for which blocks that is unknown. */
export function stateSecrets({ blocks, variables, outputs }: Stack): string[] {
  const found = blocks.map((block) => ({ address: block.address, remains: remainsOf(block) }));
  const results = outputs.filter(({ isSecret }) => isSecret).map(({ name }) => `output.${name}`);
  const secret = [
    ...found.flatMap(({ address, remains }) => ("secret" in remains ? [{ address, words: remains.secret }] : [])),
    ...results.map((address) => ({ address, words: "the value of this output" })),
  ];
  const nothing = found.flatMap(({ address, remains }) =>
    "nothing" in remains ? [{ address, words: remains.nothing }] : [],
  );
  const unknown = found.filter(({ remains }) => "unknown" in remains).map(({ address }) => address);
  const inputs = (words: string, isIn: (variable: Variable) => boolean) => {
    const names = variables.filter(isIn).map(({ name }) => name);
    return names.length === 0 ? [] : [`${words}: ${codeList(names)}.`];
  };
  return [
    verdict(secret.length > 0, unknown),
    ...tableOf(["Block", "Secret"], byWords(secret)),
    ...(nothing.length > 0 ? [NOT_STORED, table(["Block", "Why"], byWords(nothing))] : []),
    ...inputs(IN_PLANS, ({ isSecret, isEphemeral }) => isSecret && !isEphemeral),
    ...inputs("Ephemeral inputs, neither in the state nor in a plan", ({ isEphemeral }) => isEphemeral),
    PLANS,
  ];
}

/** What is known and what is not, in one line. It calls a state free of secrets only where every block is known. */
function verdict(hasSecrets: boolean, unknown: readonly string[]): string {
  const gap = unknown.length === 0 ? "" : ` Unknown for ${codeList(unknown)}, so treat the state as secret.`;
  if (hasSecrets) {
    return `**Secrets are in the state, readable by everyone with access to it.**${gap}`;
  }
  return gap === "" ? "**No secret is in the state.**" : `**Secrets may be in the state.**${gap}`;
}

const IN_PLANS = "Secret inputs, in every saved plan, and in the state if a block above stores them";
const NOT_STORED = "Nothing secret is stored for these:";
const PLANS =
  "A saved plan (`terraform plan -out`) contains what the state contains. " +
  "Keep both encrypted and locked, and restrict who can read them.";

/** One row for all blocks of one reason. */
function byWords(reasons: readonly { readonly address: string; readonly words: string }[]): string[][] {
  const groups = grouped(reasons, ({ words }) => words);
  return [...groups].map(([words, alike]) => [alike.map(({ address }) => code(address)).join("<br>"), words]);
}
