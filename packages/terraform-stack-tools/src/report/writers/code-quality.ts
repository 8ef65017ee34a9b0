import { createHash } from "node:crypto";
import { posix } from "node:path";
import { withVisibleLetters } from "../../stack/json";
import { type Finding, findingsOf } from "../content/findings";
import { RULES } from "../content/rules";
import type { ReviewedStack } from "../reviewed-stack";
import { Locations } from "./locations";

/** GitLab counts these from info to blocker. A plan alone has never blocked anybody. */
const SEVERITIES = { error: "critical", warning: "major", note: "info" } as const;

/** A report for the Code Quality of GitLab (GitLab, "Code Quality", read on 2026-11-28). */
export function codeQuality(stacks: readonly ReviewedStack[]): string {
  const violations = stacks.flatMap((reviewed) => {
    const locations = new Locations(reviewed.file);
    return findingsOf(reviewed).map((finding) => violationOf(finding, reviewed.name, locations));
  });
  return `${withVisibleLetters(JSON.stringify(violations, null, 2))}\n`;
}

function violationOf({ rule, address, message }: Finding, stack: string, locations: Locations) {
  const { path, line } = locations.of(address);
  return {
    description: `${address}: ${message}`,
    check_name: rule,
    // GitLab shows violations with one fingerprint as one, and compares by it. The line is not in it, since lines move.
    fingerprint: createHash("sha256")
      .update(JSON.stringify([stack, rule, address, message]))
      .digest("hex"),
    severity: SEVERITIES[RULES[rule].level],
    location: { path: posix.normalize(path), lines: { begin: line } },
  };
}
