import { withVisibleLetters } from "../../stack/json";
import { type Finding, findingsOf } from "../content/findings";
import { RULES, type RuleId, rulesFor } from "../content/rules";
import type { ReviewedStack } from "../reviewed-stack";

/**
 * A report as JUnit XML: a suite for each stack, a test for each rule, which fails by what an error or a warning finds.
 * What is only worth a note is in the output of the suite. The schema of Apache Ant demands a time and a host, which are
 * constant, so that the same plan gives the same bytes; that of Jenkins demands a property.
 */
export function junit(stacks: readonly ReviewedStack[]): string {
  return [`<?xml version="1.0" encoding="UTF-8"?>`, "<testsuites>", ...stacks.map(suite), "</testsuites>", ""].join(
    "\n",
  );
}

function suite(reviewed: ReviewedStack, index: number): string {
  const findings = findingsOf(reviewed);
  const cases = rulesFor([reviewed]).map((rule) => ({
    rule,
    found: findings.filter((finding) => finding.rule === rule),
  }));
  const failures = cases.filter(({ rule, found }) => found.length > 0 && RULES[rule].level !== "note");
  const notes = findings.filter(({ rule }) => RULES[rule].level === "note");
  const place = `package="terraform-stack-tools" id="${index}" timestamp="1970-01-01T00:00:00" hostname="localhost"`;
  const counts = `tests="${cases.length}" failures="${failures.length}" errors="0" time="0"`;
  return [
    `  <testsuite name="${escaped(reviewed.name)}" ${place} ${counts}>`,
    `    <properties><property name="file" value="${escaped(reviewed.file)}"/></properties>`,
    ...cases.map(({ rule, found }) => testCase(reviewed.name, rule, RULES[rule].level === "note" ? [] : found)),
    `    <system-out>${escaped(texts(notes))}</system-out>`,
    "    <system-err/>",
    "  </testsuite>",
  ].join("\n");
}

function testCase(stack: string, rule: RuleId, failures: readonly Finding[]): string {
  const head = `<testcase name="${escaped(RULES[rule].name)}" classname="${escaped(`${stack}.${rule}`)}" time="0"`;
  if (failures.length === 0) {
    return `    ${head}/>`;
  }
  const help = escaped(RULES[rule].help);
  return `    ${head}><failure message="${help}" type="${rule}">${escaped(texts(failures))}</failure></testcase>`;
}

function texts(findings: readonly Finding[]): string {
  return findings.map(({ address, message }) => `${address}: ${message}`).join("\n");
}

/** XML 1.0 knows no control characters but tab and line breaks, not even as entities. */
function escaped(text: string): string {
  return withVisibleLetters(text)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
