import type { Diagnostic } from "../planned/plan-json";
import { PlanError } from "../shared/refusal";
import { wholeReference } from "../stack/expression/reference";
import type { Stack } from "../stack/stack";
import { refusedPath } from "./prepare/path-guard";
import { LEFT_OUT, mayQuote } from "./sensitive-words";

/**
 * The errors in Terraform's own words, each with the path of its construct, without secrets.
 * @param name what the message calls the stack
 * @param secrets texts to hide, the longest first
 */
export function planError(
  name: string,
  diagnostics: readonly Diagnostic[],
  source: Stack,
  secrets: readonly string[],
): PlanError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  // Where a plan could not be printed, a warning may be all there is.
  const shown = errors.length > 0 ? errors : diagnostics;
  const texts = shown.map((diagnostic) => described(diagnostic, source));
  const text = [`${name} cannot be planned`, ...new Set(texts), ...remoteStateHint(source)].join("\n\n");
  const refused = shown.map((diagnostic) => ({
    address: instanceOf(diagnostic, source),
    words: secrets.reduce(masked, wordsOf(diagnostic, source).join(": ")),
  }));
  return new PlanError(secrets.reduce(masked, text), undefined, refused);
}

/** Terraform names the instance in its sentence, and the block beside it. */
function instanceOf(diagnostic: Diagnostic, source: Stack): string {
  const { detail = "" } = diagnostic;
  const [, named = ""] = /^Resource (?:instance )?(\S+) has/.exec(detail.trim()) ?? [];
  return named || subjectOf(diagnostic, source).replace(/^resource\./, "");
}

function wordsOf(diagnostic: Diagnostic, source: Stack): string[] {
  const { summary, detail } = mayQuote(diagnostic, source)
    ? { summary: safeSummary(diagnostic), detail: LEFT_OUT }
    : { summary: diagnostic.summary, detail: diagnostic.detail ?? "" };
  return [summary, detail.trim()].filter((part) => part !== "");
}

/** Shorter texts are parts of common words. They are masked where they are quoted as a whole. */
const SHORTEST_MASKED = 4;

function masked(text: string, secret: string): string {
  const places = secret.length < SHORTEST_MASKED ? ['"', "'", "`"].map((mark) => mark + secret + mark) : [secret];
  return places.reduce((rest, place) => rest.split(place).join("(sensitive value)"), text);
}

function described(diagnostic: Diagnostic, source: Stack): string {
  const isHidden = mayQuote(diagnostic, source);
  const { summary, detail = "" } = isHidden ? { summary: safeSummary(diagnostic), detail: LEFT_OUT } : diagnostic;
  const refused = refusedPath(detail);
  if (refused !== undefined) {
    return (
      `${constructOf(subjectOf(diagnostic, source), source)}a function reads ${refused}, which is outside of the stack ` +
      "and of the module, or renders a configuration as a template; a plan does neither, so pass the content as a variable, or put the file into the module"
    );
  }
  const details = detail === "" ? "" : `\n  ${detail.trim().replace(/\n/g, "\n  ")}`;
  return `${constructOf(subjectOf(diagnostic, source), source)}${summary}${details}`;
}

/** Terraform's own summaries name no value. Those of providers may, and have the address of the block. */
function safeSummary({ summary, address }: Diagnostic): string {
  return address === undefined ? summary : "The provider refuses it";
}

function remoteStateHint({ blocks }: Stack): string[] {
  const states = blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const mocks = states.map(({ address }) => `"${address}": { outputs: { … } }`).join(", ");
  return states.length > 0 ? [`Outputs of other stacks are made up; set them with mocks: { ${mocks} }`] : [];
}

/** The address that a diagnostic is about; empty where it tells none. */
function subjectOf({ summary, detail, address, snippet }: Diagnostic, source: Stack): string {
  return address ?? resourceIn(detail, source) ?? variableIn(summary, snippet) ?? snippet?.context ?? "";
}

/** The first resource of the stack that a sentence names. */
function resourceIn(detail = "", { blocks }: Stack): string | undefined {
  const resources = new Set(blocks.filter(({ kind }) => kind === "resource").map(({ address }) => address));
  const words = detail.split(/[^\w.-]+/).map((word) => word.split(".").slice(0, 2).join("."));
  return words.find((word) => resources.has(word));
}

/** The variable whose value is rejected. Only the values beside the configuration's line tell its name. */
function variableIn(summary: string, snippet: Diagnostic["snippet"]): string | undefined {
  const names = snippet?.values?.map(({ traversal }) => traversal) ?? [];
  return summary.startsWith("Invalid value for variable")
    ? names.find((name) => wholeReference(name)?.root === "var")
    : undefined;
}

/** `[path of the construct] address: ` */
function constructOf(subject: string, { constructPaths }: Stack): string {
  const reference = wholeReference(subject);
  if (reference === undefined) {
    return "";
  }
  const attributes = reference.steps.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));
  const names = [reference.root, ...attributes].filter((name, index) => index > 0 || name !== "resource");
  const address = names.slice(0, names[0] === "data" || names[0] === "ephemeral" ? 3 : 2).join(".");
  const path = constructPaths.get(address);
  return `${path === undefined ? "" : `[${path}] `}${address}: `;
}
