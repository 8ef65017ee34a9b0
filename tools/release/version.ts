/** Whether semantic versioning allows the later version to break what the earlier one promised. */
export function mayBreak(earlier: string, later: string): boolean {
  const [major, minor] = earlier.split(".");
  const [laterMajor, laterMinor] = later.split(".");
  return major !== laterMajor || (major === "0" && minor !== laterMinor);
}
