import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { blockOfInstance, parseAddress } from "../stack/address";
import { withVisibleLetters } from "../stack/json";
import { type Finding, findingsOf, RULES, type RuleId, rulesFor } from "./findings";
import type { ReviewedStack } from "./reviewed-stack";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/** A report as SARIF 2.1.0, for code scanning. Locations are in the synthesized JSON, or in the configuration beside a plan. */
export function sarif(stacks: readonly ReviewedStack[], version: string): string {
  const rules = rulesFor(stacks);
  const driver = { name: "terraform-stack-tools", semanticVersion: version, rules: rules.map(ruleOf) };
  const results = located(stacks).map(({ stack, rule, address, message, path, line }) => ({
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: RULES[rule].level,
    message: { text: `${address}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/") },
          region: { startLine: line },
        },
        logicalLocations: [{ fullyQualifiedName: `${stack}/${address}`, kind: "resource" }],
      },
    ],
    // What stays the same when the file changes elsewhere.
    partialFingerprints: { "address/v1": `${stack}/${rule}/${address}` },
  }));
  return json({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  });
}

function ruleOf(id: RuleId) {
  const { name, level, help } = RULES[id];
  return { id, shortDescription: { text: `${name}.` }, help: { text: help }, defaultConfiguration: { level } };
}

function json(document: object): string {
  return `${withVisibleLetters(JSON.stringify(document, null, 2))}\n`;
}

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

/** GitLab counts these from info to blocker. A plan alone has never blocked anybody. */
const SEVERITIES = { error: "critical", warning: "major", note: "info" } as const;

/** A report for the Code Quality of GitLab (GitLab, "Code Quality", undated). */
export function codeQuality(stacks: readonly ReviewedStack[]): string {
  const violations = located(stacks).map(({ stack, rule, address, message, path, line }) => ({
    description: `${address}: ${message}`,
    check_name: rule,
    // GitLab shows violations with one fingerprint as one, and compares by it. The line is not in it, since lines move.
    fingerprint: createHash("sha256")
      .update(JSON.stringify([stack, rule, address, message]))
      .digest("hex"),
    severity: SEVERITIES[RULES[rule].level],
    location: { path: posix.normalize(path), lines: { begin: line } },
  }));
  return json(violations);
}

/** A line of a file, as a reader would find it. */
interface Location {
  readonly path: string;
  readonly line: number;
}

/**
 * All findings, where their blocks are written: at the line that names a block, or the call of the module that it is in, and
 * else at the beginning. The JSON of a plan says nothing of files, so the configuration beside it is looked through.
 */
function located(stacks: readonly ReviewedStack[]): (Finding & Location & { readonly stack: string })[] {
  return stacks.flatMap((reviewed) => {
    const { name, file } = reviewed;
    const files = file.endsWith(".tf.json") ? [file] : configurationBeside(file);
    // The first one wins, as a second one would be an error to Terraform.
    const lines = new Map(files.flatMap(linesIn).reverse());
    return findingsOf(reviewed).map((finding) => {
      const [call = finding.address] = parseAddress(finding.address)?.modules ?? [];
      const found = lines.get(blockOfInstance(finding.address)) ?? lines.get(blockOfInstance(call));
      return { ...finding, stack: name, ...(found ?? { path: file, line: 1 }) };
    });
  });
}

function configurationBeside(file: string): string[] {
  const folder = posix.dirname(file);
  return (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [])
    .filter((entry) => entry.isFile() && /\.(tf|tofu|tf\.json)$/.test(entry.name))
    .map(({ name }) => posix.join(folder, name))
    .sort();
}

function linesIn(path: string): [address: string, Location][] {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const addresses = path.endsWith(".json") ? addressesOfJson(lines) : lines.map(addressOfHcl);
  return addresses.flatMap((address, index) => (address === undefined ? [] : [[address, { path, line: index + 1 }]]));
}

/** By line, in JSON as cdktf indents it. */
function addressesOfJson(lines: readonly string[]): (string | undefined)[] {
  const names: string[] = [];
  return lines.map((line) => {
    const [, spaces, name] = /^( {2}| {4}| {6})"([^"]+)": [[{]/.exec(line) ?? [];
    if (name === undefined) {
      return undefined;
    }
    names.splice(spaces.length / 2 - 1, names.length, name);
    const isWhole = names.length === (names[0] === "module" ? 2 : 3);
    return isWhole ? names.join(".").replace(/^resource\./, "") : undefined;
  });
}

function addressOfHcl(line: string): string | undefined {
  const [, section, type, name] = /^\s*(resource|data|module)\s+"([^"]+)"(?:\s+"([^"]+)")?\s*\{/.exec(line) ?? [];
  if (section === "module") {
    return `module.${type}`;
  }
  return name === undefined ? undefined : `${section}.${type}.${name}`.replace(/^resource\./, "");
}
