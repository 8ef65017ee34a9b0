import { withVisibleLetters } from "../../stack/json";
import { type Finding, findingsOf } from "../content/findings";
import { RULES, type RuleId, rulesFor } from "../content/rules";
import type { ReviewedStack } from "../reviewed-stack";
import { Locations } from "./locations";

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
