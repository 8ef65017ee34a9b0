import { PlanError } from "../../shared/refusal";
import { referencesIn } from "../../stack/expression/reference";
import type { Json } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import type { Stack } from "../../stack/stack";

/** In letters: more than any state holds. The engine would write it out, and take the memory of the machine. */
const LONGEST = 2 ** 30;

/** @throws PlanError for a local value that names others so often that it grows without end */
export function checkExpansion({ locals }: Stack, name: string): void {
  for (const [local, length] of lengthsOf(locals)) {
    if (length > LONGEST) {
      throw new PlanError(
        `${name}: local value ${quoted(local)} would be longer than ${LONGEST} letters, since it names local values that name others again and again; write it without them`,
      );
    }
  }
}

/** How long each is with all that it names in place of the names. One that leads back to itself, the engine refuses. */
function lengthsOf(locals: ReadonlyMap<string, Json>): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  const named = new Map([...locals].map(([local, value]) => [local, localsIn(value)]));
  const open = [...locals.keys()];
  const begun = new Set<string>();
  for (let local = open.at(-1); local !== undefined; local = open.at(-1)) {
    const names = named.get(local) ?? [];
    if (!begun.has(local)) {
      begun.add(local);
      open.push(...new Set(names.filter((one) => !begun.has(one))));
      continue;
    }
    open.pop();
    if (!lengths.has(local)) {
      const own = JSON.stringify(locals.get(local) ?? null).length;
      lengths.set(
        local,
        names.reduce((sum, one) => sum + (lengths.get(one) ?? 0), own),
      );
    }
  }
  return lengths;
}

/** As often as they are named. */
function localsIn(value: Json): string[] {
  return referencesIn(value).flatMap(({ root, steps: [first] }) =>
    root === "local" && first?.kind === "attribute" ? [first.name] : [],
  );
}
