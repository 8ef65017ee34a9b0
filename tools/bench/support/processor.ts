import { readFileSync } from "node:fs";

/** Of this process and the programs that it has waited for: the clock ticks in proc(5). */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const [childrenUser, childrenSystem] = [fields[13], fields[14]].map(Number);
  return (user + system) / 1e6 + (childrenUser + childrenSystem) / 100;
}
