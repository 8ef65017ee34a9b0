import { fits } from "../../../providers/schemas/bindings";

/** The version that the pages and the app starter use too. */
const USUAL = "1.11.4";

/** A version that a constraint such as `>= 1.7.0` allows, always the same one. */
export function terraformVersion(required: string): string {
  const conditions = required.split(",").map(conditionOf);
  const isNarrow = ({ operator }: Condition) => ["", "=", "~>"].includes(operator);
  const narrow = conditions.filter(isNarrow);
  const wide = conditions.filter((condition) => !isNarrow(condition));
  const candidates = [...narrow.map(({ version }) => version), USUAL, ...wide.map(({ version }) => version)];
  return candidates.find((version) => version !== "" && fits(version, required)) ?? USUAL;
}

interface Condition {
  readonly operator: string;
  /** With three parts; empty where there is none. */
  readonly version: string;
}

function conditionOf(text: string): Condition {
  const [, operator = "", version] = /^(\D*?)\s*v?(\d+(?:\.\d+)*(?:-[\w.]+)?)$/.exec(text.trim()) ?? [];
  return { operator, version: version === undefined ? "" : withThreeParts(version) };
}

function withThreeParts(version: string): string {
  const [major, minor = "0", ...patch] = version.split(".");
  return [major, minor, patch.length === 0 ? "0" : patch.join(".")].join(".");
}
