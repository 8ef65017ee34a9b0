import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { codeQuality, junit, sarif } from "../../../report/exchange-formats";
import { writeHtml } from "../../../report/html";
import { type Dialect, writeMarkdown } from "../../../report/markdown";
import { report } from "../../../report/report";
import type { Provenance, ReviewedStack } from "../../../report/reviewed-stack";
import type { Scanner } from "../../../report/scanners";
import { createFolder } from "../../../shared/folders";
import { ownVersion } from "../../../shared/own-package";
import { onDisk } from "../../../shared/refusal";
import { uninterrupted } from "../../../shared/supervisor";
import type { PlannedPair } from "../compared-plans";
import type { ReportFormat } from "../options";
import { agreementFile } from "./agreed";
import { planJson } from "./plan-json";
import { textReport } from "./text-report";

/**
 * The report on a plan in one format.
 * @param provenance what the header of a report for people tells
 */
export function reportText(
  planned: readonly PlannedPair[],
  format: ReportFormat,
  dialect: Dialect,
  provenance?: Provenance,
  scanners: readonly Scanner[] = [],
): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  switch (format) {
    case "text":
      return textReport(planned, scanners);
    case "json":
      return planJson(planned, scanners);
    case "markdown":
      return writeMarkdown(report(stacks, provenance, scanners), dialect);
    case "html":
      return writeHtml(titleOf(stacks), report(stacks, provenance, scanners));
    case "junit":
      return junit(stacks);
    case "sarif":
      return sarif(stacks, ownVersion());
    case "code-quality":
      return codeQuality(stacks);
    case "access":
      return agreementFile(planned);
  }
}

function titleOf(stacks: readonly ReviewedStack[]): string {
  return `Plan of ${stacks.length === 1 ? stacks[0].name : `${stacks.length} stacks`}`;
}

/** Writes a file, and the folder that it is in. @throws Refusal where that cannot be done */
export function writeReport(file: string, text: string): void {
  onDisk(file, () => {
    createFolder(dirname(resolve(file)));
    uninterrupted(() => writeFileSync(file, text));
  });
}
