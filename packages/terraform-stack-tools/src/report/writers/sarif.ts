import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { blockOfInstance, parseAddress } from "../../stack/address";
import { withVisibleLetters } from "../../stack/json";
import type { Finding, ReviewedStack } from "../model";
import { findingsOf, RULES, rulesFor } from "../sections";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/** A report as SARIF 2.1.0, for code scanning. Locations are in the synthesized JSON, or in the configuration beside a plan. */
export function writeSarif(stacks: readonly ReviewedStack[], version: string): string {
  const rules = rulesFor(stacks);
  const driver = { name: "terraform-stack-tools", semanticVersion: version, rules: rules.map(written) };
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
  const runs = [{ tool: { driver }, columnKind: "utf16CodeUnits", results }];
  return `${withVisibleLetters(JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs }, null, 2))}\n`;
}

function written(id: string) {
  const { name, level, help } = RULES[id];
  return { id, shortDescription: { text: `${name}.` }, help: { text: help }, defaultConfiguration: { level } };
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
