import { existsSync, readFileSync } from "node:fs";
import { blockOfInstance, parseAddress } from "../../stack/address";
import { withVisibleLetters } from "../../stack/hidden-letters";
import { type Finding, findingsOf } from "../content/findings";
import { RULES, type RuleId, rulesFor } from "../content/rules";
import type { ReviewedStack } from "../reviewed-stack";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/** A report as SARIF 2.1.0, for code scanning. Locations are in the synthesized JSON. */
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
          const lines = new LineIndex(reviewed.file);
          return findingsOf(reviewed).map((finding) => resultOf(finding, reviewed, lines, rules));
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

function resultOf(
  { rule, address, message }: Finding,
  { name, file }: ReviewedStack,
  lines: LineIndex,
  rules: readonly RuleId[],
) {
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: RULES[rule].level,
    message: { text: `${address}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
          region: { startLine: lines.of(address) },
        },
        logicalLocations: [{ fullyQualifiedName: `${name}/${address}`, kind: "resource" }],
      },
    ],
    // What stays the same when the file changes elsewhere.
    partialFingerprints: { "address/v1": `${name}/${rule}/${address}` },
  };
}

/** Where blocks begin in a file of synthesized JSON, as cdktf indents it. */
class LineIndex {
  private readonly lines: ReadonlyMap<string, number>;

  constructor(file: string) {
    this.lines = linesByAddress(file);
  }

  /** The line that names a block, or the call of the module that it is in; the first one where the file has neither. */
  public of(address: string): number {
    const [call = address] = parseAddress(address)?.modules ?? [];
    return this.lines.get(blockOfInstance(address)) ?? this.lines.get(blockOfInstance(call)) ?? 1;
  }
}

function linesByAddress(file: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (!existsSync(file)) {
    return found;
  }
  const names: string[] = [];
  readFileSync(file, "utf8")
    .split("\n")
    .forEach((line, index) => {
      const [, spaces, name] = /^( {2}| {4}| {6})"([^"]+)": [[{]/.exec(line) ?? [];
      if (name !== undefined) {
        names.splice(spaces.length / 2 - 1, names.length, name);
        const [section, type] = names;
        if (section === "module" && spaces.length === 4) {
          found.set(`module.${name}`, index + 1);
        } else if (spaces.length === 6) {
          found.set(section === "resource" ? `${type}.${name}` : `${section}.${type}.${name}`, index + 1);
        }
      }
    });
  return found;
}
