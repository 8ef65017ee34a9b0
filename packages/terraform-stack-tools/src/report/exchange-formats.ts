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
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "terraform-stack-tools", semanticVersion: version, rules: rules.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: stacks.flatMap((reviewed) => {
          const locations = new Locations(reviewed.file);
          return findingsOf(reviewed).map((finding) => resultOf(finding, reviewed.name, locations, rules));
        }),
      },
    ],
  };
  return `${withVisibleLetters(JSON.stringify(log, null, 2))}\n`;
}

function ruleOf(id: RuleId) {
  const { name, level, help } = RULES[id];
  return {
    id,
    shortDescription: { text: `${name}.` },
    help: { text: help },
    defaultConfiguration: { level },
  };
}

function resultOf({ rule, address, message }: Finding, stack: string, locations: Locations, rules: readonly RuleId[]) {
  const { path, line } = locations.of(address);
  return {
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
  };
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

/** A line of a file, as a reader would find it. */
interface Location {
  readonly path: string;
  readonly line: number;
}

type Lines = ReadonlyMap<string, Location>;

/**
 * Where the blocks of a stack are written. The JSON of a plan says nothing of files, so the configuration beside it is
 * looked through: the lines that open a block, which is what an annotation needs.
 */
class Locations {
  private readonly lines: Lines;

  /** @param file the synthesized JSON of a stack, or the JSON of a plan */
  constructor(private readonly file: string) {
    const files = file.endsWith(".tf.json") ? [file] : configurationBeside(file);
    // The first one wins, as a second one would be an error to Terraform.
    this.lines = new Map(files.flatMap((one) => [...linesIn(one)]).reverse());
  }

  /** The line that names a block, or the call of the module that it is in; the first one of the file where there is neither. */
  public of(address: string): Location {
    const [call = address] = parseAddress(address)?.modules ?? [];
    return (
      this.lines.get(blockOfInstance(address)) ?? this.lines.get(blockOfInstance(call)) ?? { path: this.file, line: 1 }
    );
  }
}

function configurationBeside(file: string): string[] {
  const folder = posix.dirname(file);
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tf|tofu|tf\.json)$/.test(entry.name))
    .map(({ name }) => posix.join(folder, name))
    .sort();
}

function linesIn(file: string): Lines {
  if (!existsSync(file)) {
    return new Map();
  }
  const lines = readFileSync(file, "utf8").split("\n");
  return new Map(
    (file.endsWith(".json") ? blocksOfJson(lines) : blocksOfHcl(lines)).map(([address, index]) => [
      address,
      { path: file, line: index + 1 },
    ]),
  );
}

/** In JSON as cdktf indents it. */
function blocksOfJson(lines: readonly string[]): [string, number][] {
  const names: string[] = [];
  return lines.flatMap((line, index): [string, number][] => {
    const [, spaces, name] = /^( {2}| {4}| {6})"([^"]+)": [[{]/.exec(line) ?? [];
    if (name === undefined) {
      return [];
    }
    names.splice(spaces.length / 2 - 1, names.length, name);
    const [section, type] = names;
    if (section === "module" && spaces.length === 4) {
      return [[`module.${name}`, index]];
    }
    return spaces.length === 6 ? [[addressOf(section, type, name), index]] : [];
  });
}

function blocksOfHcl(lines: readonly string[]): [string, number][] {
  return lines.flatMap((line, index): [string, number][] => {
    const [, section, type, name] = /^\s*(resource|data|module)\s+"([^"]+)"(?:\s+"([^"]+)")?\s*\{/.exec(line) ?? [];
    if (section === "module") {
      return [[`module.${type}`, index]];
    }
    return name === undefined ? [] : [[addressOf(section, type, name), index]];
  });
}

function addressOf(section: string, type: string, name: string): string {
  return section === "resource" ? `${type}.${name}` : `${section}.${type}.${name}`;
}
