import type { Inline, Part } from "../../shared/document";
import { counted } from "../../shared/words";
import { SCANNER_LEVELS, type Scanner, type ScannerFinding } from "../scanner-findings";

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
