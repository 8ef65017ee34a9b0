import { compareVersions } from "../../stack/version";

/**
 * Whether the schemas of a version of a provider serve for a constraint such as `4.50.0` or `>= 3.0, < 5.0`. An exact
 * version and `~>` mean every version that should be compatible with it: of the same major version, or below 1.0.0 of
 * the same minor one.
 */
export function fits(version: string, constraint: string): boolean {
  return constraint.split(",").every((condition) => allows(condition.trim(), version));
}

function allows(condition: string, version: string): boolean {
  const [, operator, named] = /^(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)/.exec(condition) ?? [];
  if (named === undefined) {
    return condition === "";
  }
  const order = compareVersions(version, named);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "<":
      return order < 0;
    case "!=":
      return order !== 0;
    default:
      return compatibleLine(named) === compatibleLine(version);
  }
}

/** `4` of `4.55.0`, `0.13` of `0.13.1`. */
function compatibleLine(version: string): string {
  const [major, minor] = version.split(".");
  return major === "0" ? `0.${minor}` : major;
}
