import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, type JsonObject, listOf, objectOf } from "../packages/terraform-stack-tools/src/stack/json";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

/** Versions that the packed package is tried with, in one project. */
export interface TestedVersions {
  readonly name: string;
  /** The major version of Node.js. */
  readonly node: string;
  /** By the name of the package. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The matrix of the job `versions`. */
export function testedVersions(): TestedVersions[] {
  return listOf(matrixOf("nightly", "versions").include).map((row) => {
    const { name, node, packages } = objectOf(row);
    const versions = String(packages).split(" ").map(nameAndVersion);
    return { name: String(name), node: String(node), packages: Object.fromEntries(versions) };
  });
}

/** The major versions of Node.js that the unit tests run on, for each change or every night. */
export function testedNodes(): number[] {
  const nodes = ["build", "nightly"].flatMap((workflow) => listOf(matrixOf(workflow, "unit").node));
  return nodes.map(Number).sort((one, other) => one - other);
}

function matrixOf(workflow: string, job: string): JsonObject {
  const text = readFileSync(join(__dirname, `../.github/workflows/${workflow}.yml`), "utf8");
  const { jobs } = objectOf(safeLoad(text));
  const { strategy } = objectOf(objectOf(jobs)[job]);
  return objectOf(objectOf(strategy).matrix);
}

function nameAndVersion(text: string): [name: string, version: string] {
  const at = text.lastIndexOf("@");
  return [text.slice(0, at), text.slice(at + 1)];
}
