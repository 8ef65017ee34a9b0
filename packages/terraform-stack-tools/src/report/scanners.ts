import type { Inline, Part } from "../shared/document";
import { jsonOf } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { counted, visible } from "../shared/words";
import { compare, isList, type JsonObject, listOf, objectOf, quoted, textOf } from "../stack/json";

/** What one scanner of Terraform has found, in all files that it wrote. */
export interface Scanner {
  readonly tool: string;
  /** Of everything that is not suppressed. */
  readonly counts: Readonly<Record<ScannerLevel, number>>;
  readonly suppressed: number;
  /** Whether it has failed, or tells no results: then nothing found is no answer. */
  readonly isIncomplete: boolean;
  /** The gravest ones, as many as are read. */
  readonly findings: readonly ScannerFinding[];
}

export interface ScannerFinding {
  readonly level: ScannerLevel;
  readonly rule: string;
  readonly message: string;
  /** A file, or what else the scanner names. */
  readonly path?: string;
  readonly line?: number;
}

/** The gravest first. */
const SCANNER_LEVELS = ["error", "warning", "note", "none"] as const;

type ScannerLevel = (typeof SCANNER_LEVELS)[number];

const MEGABYTES = 20;
const MOST_SCANNERS = 20;
const MOST_FINDINGS = 100;
const LONGEST_MESSAGE = 300;
const LONGEST_NAME = 100;

const HOW = "give the SARIF 2.1.0 of a scanner, such as `trivy config --format sarif --output trivy.sarif .` writes";

/**
 * Reads what scanners have found. Every text of it is cut, and has no letter that nobody sees.
 * @param masked a text without what a plan marks as sensitive
 * @throws Refusal that quotes nothing of the file
 */
export function scannersIn(files: readonly string[], masked: (text: string) => string): Scanner[] {
  const runs = files.flatMap(runsIn);
  const tools = [...new Set(runs.map(({ tool }) => tool))];
  if (tools.length > MOST_SCANNERS) {
    throw new Refusal(
      `--findings has ${tools.length} scanners, and a report has room for ${MOST_SCANNERS}; give fewer files.`,
    );
  }
  const shown: Shown = (text, most) => shortened(masked(visible(masked(text))), most);
  return tools.map((tool) =>
    scannerOf(
      runs.filter((run) => run.tool === tool),
      shown,
    ),
  );
}

/** What is cut is masked before: a half of something sensitive is no longer found. */
function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

type Shown = (text: string, most: number) => string;

/** @param runs those of one scanner, at least one */
function scannerOf(runs: readonly Scanned[], shown: Shown): Scanner {
  const found = runs.flatMap(({ findings }) => findings).sort(byGravity);
  const counts = { error: 0, warning: 0, note: 0, none: 0 };
  for (const { level } of found) {
    counts[level]++;
  }
  return {
    tool: shown(runs[0].tool, LONGEST_NAME) || "a scanner without a name",
    counts,
    suppressed: runs.reduce((sum, { suppressed }) => sum + suppressed, 0),
    isIncomplete: runs.some(({ isIncomplete }) => isIncomplete),
    findings: found.slice(0, MOST_FINDINGS).map(({ level, rule, message, path, line }) => ({
      level,
      rule: shown(rule, LONGEST_NAME),
      message: shown(message, LONGEST_MESSAGE),
      ...(path === undefined ? {} : { path: shown(path, LONGEST_NAME) }),
      ...(line === undefined ? {} : { line }),
    })),
  };
}

function byGravity(one: ScannerFinding, other: ScannerFinding): number {
  return (
    SCANNER_LEVELS.indexOf(one.level) - SCANNER_LEVELS.indexOf(other.level) ||
    compare(one.rule, other.rule) ||
    compare(one.path ?? "", other.path ?? "") ||
    (one.line ?? 0) - (other.line ?? 0) ||
    compare(one.message, other.message)
  );
}

/** What a run tells, as it is written. */
type Scanned = Omit<Scanner, "counts">;

function runsIn(file: string): Scanned[] {
  const { version, runs } = objectOf(jsonOf(file, MEGABYTES, HOW));
  if (version !== "2.1.0" || !isList(runs)) {
    throw new Refusal(`${quoted(file)} has no \`version\` 2.1.0 with a list of \`runs\`; ${HOW}.`);
  }
  return runs.map((run) => runOf(objectOf(run)));
}

/** Anybody may have written it: what is no list tells nothing, and a result of another form is one without words. */
function runOf({ tool, results, invocations }: JsonObject): Scanned {
  const { name, rules } = objectOf(objectOf(tool).driver);
  const all = listOf(rules).map(objectOf);
  const byId = new Map(all.map((rule) => [textOf(rule.id), rule]));
  const problems = listOf(results).map(objectOf).filter(isProblem);
  const open = problems.filter((result) => !isSuppressed(result));
  const hasFailed = listOf(invocations).some((one) => objectOf(one).executionSuccessful === false);
  return {
    tool: textOf(name),
    suppressed: problems.length - open.length,
    isIncomplete: hasFailed || !isList(results),
    findings: open.map((result) => {
      const id = textOf(result.ruleId) || textOf(objectOf(result.rule).id);
      return findingOf(result, id, byId.get(id) ?? all[Number(result.ruleIndex ?? -1)] ?? {});
    }),
  };
}

/** SARIF 2.1.0, "kind property" and "baselineState property". Whatever else they say may be a problem. */
function isProblem({ kind, baselineState }: JsonObject): boolean {
  return !["pass", "notApplicable", "informational"].includes(textOf(kind)) && baselineState !== "absent";
}

/** SARIF 2.1.0, "suppressions property": what is under review or rejected is not suppressed. */
function isSuppressed({ suppressions }: JsonObject): boolean {
  const all = listOf(suppressions).map((one) => objectOf(one).status ?? "accepted");
  return all.length > 0 && all.every((status) => status === "accepted");
}

function findingOf(result: JsonObject, id: string, rule: JsonObject): ScannerFinding {
  return {
    level: levelOf(result, rule),
    rule: id || textOf(rule.id) || "no rule",
    message: messageOf(result, rule),
    ...placeOf(result),
  };
}

/** SARIF 2.1.0, "level property": a warning, where nobody says more. */
function levelOf({ level, kind }: JsonObject, rule: JsonObject): ScannerLevel {
  if (level === undefined && ["open", "review"].includes(textOf(kind))) {
    return "none";
  }
  const given = level ?? objectOf(rule.defaultConfiguration).level;
  return SCANNER_LEVELS.find((one) => one === given) ?? "warning";
}

/** Some scanners write a page as a message, and say in one line of the rule what it is about. */
function messageOf({ message }: JsonObject, { shortDescription, fullDescription }: JsonObject): string {
  const own = textOf(objectOf(message).text).trim();
  const title = textOf(objectOf(shortDescription).text) || textOf(objectOf(fullDescription).text);
  return own === "" || (own.includes("\n") && title !== "") ? title || "no message" : own;
}

/** Some scanners write 0 for a line that they do not know. */
function placeOf({ locations }: JsonObject): Pick<ScannerFinding, "path" | "line"> {
  const { physicalLocation, logicalLocations } = objectOf(listOf(locations)[0]);
  const { artifactLocation, region } = objectOf(physicalLocation);
  const path =
    textOf(objectOf(artifactLocation).uri) || textOf(objectOf(listOf(logicalLocations)[0]).fullyQualifiedName);
  const line = Number(objectOf(region).startLine);
  return path === "" ? {} : { path, ...(Number.isSafeInteger(line) && line > 0 ? { line } : {}) };
}

/** A closed row for each scanner: what it has found is not what the report is about, and decides nothing in it. */
export function scannerParts(scanners: readonly Scanner[]): Part[] {
  return scanners.map((scanner): Part => {
    const summary = `Findings of ${scannerWords(scanner)}`;
    if (scanner.findings.length === 0) {
      return { kind: "sentence", text: `${summary}.` };
    }
    const rows = scanner.findings.map(({ level, rule, message, ...place }): Inline[] => [
      level === "error" ? { strong: level } : level,
      { code: rule },
      message,
      place.path === undefined ? "" : { code: placeWords(place) },
    ]);
    const left = leftOut(scanner);
    const table: Part = { kind: "table", heads: ["Level", "Rule", "Message", "Where"], rows };
    return { kind: "collapsed", summary, parts: left === "" ? [table] : [table, { kind: "sentence", text: left }] };
  });
}

/** The same for a terminal. */
export function scannerLines(scanners: readonly Scanner[]): string[] {
  return scanners.flatMap((scanner) => [
    scannerWords(scanner),
    ...scanner.findings.map(({ level, rule, message, ...place }) => {
      const where = placeWords(place);
      return `! ${level} ${rule}: ${message}${where === "" ? "" : ` (${where})`}`;
    }),
    ...[leftOut(scanner)].filter((line) => line !== ""),
  ]);
}

/** Such as `Trivy: 2 errors, 1 note; 3 suppressed`. */
function scannerWords({ tool, counts, suppressed, isIncomplete }: Scanner): string {
  const levels = SCANNER_LEVELS.filter((level) => counts[level] > 0).map((level) =>
    level === "none" ? `${counts[level]} without a level` : counted(counts[level], level),
  );
  const more = [
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(isIncomplete ? ["it did not finish, or has no results"] : []),
  ];
  return `${tool}: ${[levels.join(", ") || "nothing", ...more].join("; ")}`;
}

function leftOut({ counts, findings }: Scanner): string {
  const left = SCANNER_LEVELS.reduce((sum, level) => sum + counts[level], 0) - findings.length;
  return left === 0 ? "" : `${left} more ${left === 1 ? "is" : "are"} in the file of the scanner.`;
}

function placeWords({ path = "", line }: Pick<ScannerFinding, "path" | "line">): string {
  return line === undefined ? path : `${path}:${line}`;
}
