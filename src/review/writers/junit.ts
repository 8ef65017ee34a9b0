import { findingsOf } from "../content/findings";
import { RULE_IDS, RULES } from "../content/rules";
import type { ReviewedStack } from "../reviewed-stack";

/** A report as JUnit XML: a suite for each stack, a test for each rule, which fails by what an error or warning finds. */
export function junit(stacks: readonly ReviewedStack[]): string {
  return [`<?xml version="1.0" encoding="UTF-8"?>`, "<testsuites>", ...stacks.map(suite), "</testsuites>", ""].join(
    "\n",
  );
}

function suite(reviewed: ReviewedStack): string {
  const findings = findingsOf(reviewed);
  const cases = RULE_IDS.map((rule) => ({ rule, found: findings.filter((finding) => finding.rule === rule) }));
  const failures = cases.filter(({ rule, found }) => found.length > 0 && RULES[rule].level !== "note");
  const elements = cases.map(({ rule, found }) => {
    const head = `<testcase name="${escaped(RULES[rule].name)}" classname="${escaped(`${reviewed.name}.${rule}`)}" time="0"`;
    if (found.length === 0) {
      return `    ${head}/>`;
    }
    const text = escaped(found.map(({ address, message }) => `${address}: ${message}`).join("\n"));
    const element =
      RULES[rule].level === "note"
        ? `<system-out>${text}</system-out>`
        : `<failure message="${escaped(RULES[rule].help)}" type="${rule}">${text}</failure>`;
    return `    ${head}>${element}</testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${failures.length}" errors="0" skipped="0" time="0"`;
  return [`  <testsuite name="${escaped(reviewed.name)}" ${counts}>`, ...elements, "  </testsuite>"].join("\n");
}

/** XML 1.0 knows no control characters but tab and line breaks, not even as entities. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
