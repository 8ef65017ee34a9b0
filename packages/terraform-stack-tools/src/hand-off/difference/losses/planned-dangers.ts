import type { Danger } from "./danger";

/** What Terraform deletes by its own plan, and the configurations do not tell, such as what a module contains. */
export function plannedDangers(deleted: readonly string[], known: readonly Danger[]): Danger[] {
  const subjects = new Set(known.map(({ subject }) => subject));
  const isKnown = (address: string) =>
    subjects.has(address) || subjects.has(address.replace(/\[[^\]]*\]$/, "")) || isNamed(address, known);
  return deleted
    .filter((address) => !isKnown(address))
    .map((subject) => ({
      subject,
      reason: "Terraform plans to destroy it",
      text: "**destroyed**, as Terraform plans it; keep it, or say by a `moved` block where it is now",
      consent: "delete" as const,
    }));
}

/** Whether the line of another instance names it too. */
function isNamed(address: string, known: readonly Danger[]): boolean {
  return known.some(({ text }) => text.includes(`\`${address}\``));
}
