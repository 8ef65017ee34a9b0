import type { Inline, Part } from "../shared/document";
import { jsonOf } from "../shared/files";
import { visible } from "../shared/markdown";
import { Refusal } from "../shared/refusal";
import { counted } from "../shared/words";
import { compare, isList, isObject, type Json, quoted } from "../stack/json";

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
 * @throws Refusal that names a place in the file, and quotes nothing of it
 */
export function scannersIn(files: readonly string[], masked: (text: string) => string): Scanner[] {
  const runs = files.flatMap(runsIn);
  const tools = [...new Set(runs.map(({ tool }) => tool))];
  if (tools.length > MOST_SCANNERS) {
    throw new Refusal(
      `--findings is of ${tools.length} scanners, of which a report has room for ${MOST_SCANNERS}; give fewer files.`,
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
  const log = new Placed(file, "", jsonOf(file, MEGABYTES, HOW));
  if (log.at("version").text() !== "2.1.0" || log.at("runs").isMissing) {
    throw new Refusal(`${quoted(file)} has no \`version\` 2.1.0 with \`runs\`; ${HOW}.`);
  }
  return log.at("runs").list().map(runOf);
}

function runOf(run: Placed): Scanned {
  const driver = run.at("tool").at("driver");
  const invocations = run.at("invocations").list();
  const rules = rulesIn(driver.at("rules").list());
  const results = run.at("results");
  const problems = results.list().filter(isProblem);
  const open = problems.filter((result) => !isSuppressed(result));
  return {
    tool: driver.at("name").text(),
    suppressed: problems.length - open.length,
    isIncomplete: results.isMissing || invocations.some((one) => one.at("executionSuccessful").value === false),
    findings: open.map((result) => findingOf(result, rules)),
  };
}

type Rules = ReadonlyMap<string | number, Placed>;

/** By id and by index. */
function rulesIn(all: readonly Placed[]): Rules {
  return new Map<string | number, Placed>(
    all.flatMap((rule, index) => [[rule.at("id").text() || index, rule] as const, [index, rule] as const]),
  );
}

/** SARIF 2.1.0, "kind property" and "baselineState property", read on 2026-11-29. Whatever else they say may be a problem. */
function isProblem(result: Placed): boolean {
  const isHarmless = ["pass", "notApplicable", "informational"].includes(result.at("kind").text());
  return !isHarmless && result.at("baselineState").text() !== "absent";
}

/** SARIF 2.1.0, "suppressions property", read on 2026-11-29: what is under review or rejected is not suppressed. */
function isSuppressed(result: Placed): boolean {
  const all = result.at("suppressions").list();
  return all.length > 0 && all.every((one) => ["", "accepted"].includes(one.at("status").text()));
}

function findingOf(result: Placed, rules: Rules): ScannerFinding {
  const id = result.at("ruleId").text() || result.at("rule").at("id").text();
  const rule = rules.get(id) ?? rules.get(result.at("ruleIndex").number() ?? -1);
  return {
    level: levelOf(result, rule),
    rule: id || rule?.at("id").text() || "no rule",
    message: messageOf(result, rule),
    ...placeOf(result),
  };
}

/** SARIF 2.1.0, "level property", read on 2026-11-29. */
function levelOf(result: Placed, rule: Placed | undefined): ScannerLevel {
  const own = result.at("level");
  if (own.isMissing && ["open", "review"].includes(result.at("kind").text())) {
    return "none";
  }
  const given = own.isMissing && rule !== undefined ? rule.at("defaultConfiguration").at("level") : own;
  const level = given.text() || "warning";
  return SCANNER_LEVELS.find((one) => one === level) ?? given.refuse(`one of ${SCANNER_LEVELS.join(", ")}`);
}

/** Some scanners write a page as a message, and say in one line of the rule what it is about. */
function messageOf(result: Placed, rule: Placed | undefined): string {
  const own = result.at("message").at("text").text().trim();
  const title = rule?.at("shortDescription").at("text").text() || rule?.at("fullDescription").at("text").text() || "";
  return own === "" || (own.includes("\n") && title !== "") ? title || "no message" : own;
}

/** Some scanners write 0 for a line that they do not know. */
function placeOf(result: Placed): Pick<ScannerFinding, "path" | "line"> {
  const [location] = result.at("locations").list();
  const file = location?.at("physicalLocation");
  const [object] = location?.at("logicalLocations").list() ?? [];
  const path = file?.at("artifactLocation").at("uri").text() || object?.at("fullyQualifiedName").text();
  const line = file?.at("region").at("startLine").number() ?? 0;
  return path ? { path, ...(line > 0 ? { line } : {}) } : {};
}

/** A value of a file, which anybody may have written, with its place for those who are told that it is wrong. */
class Placed {
  constructor(
    private readonly file: string,
    private readonly place: string,
    public readonly value: Json | undefined,
  ) {}

  public get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  public at(name: string): Placed {
    const place = this.place === "" ? name : `${this.place}.${name}`;
    return new Placed(this.file, place, this.as(isObject, "an object")?.[name]);
  }

  public list(): readonly Placed[] {
    const values = this.as(isList, "a list") ?? [];
    return values.map((one, index) => new Placed(this.file, `${this.place}[${index}]`, one));
  }

  /** Empty where it is missing. */
  public text(): string {
    return this.as((value) => typeof value === "string", "a text") ?? "";
  }

  public number(): number | undefined {
    return this.as((value): value is number => Number.isSafeInteger(value), "a whole number");
  }

  public refuse(expected: string): never {
    const place = this.place === "" ? "its content" : `\`${this.place}\``;
    throw new Refusal(`${quoted(this.file)}: ${place} must be ${expected}; ${HOW}.`);
  }

  private as<T extends Json>(isMeant: (value: Json) => value is T, expected: string): T | undefined {
    const { value = null } = this;
    if (value === null) {
      return undefined;
    }
    return isMeant(value) ? value : this.refuse(expected);
  }
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
    ...(isIncomplete ? ["it did not finish, or tells no results"] : []),
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
