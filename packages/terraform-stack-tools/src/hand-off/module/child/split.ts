import { type Json, type JsonObject, listOf, lookUp, objectOf, texts } from "../../../stack/json";
import { closure, isLocal, type Names, namesIn, readsOf } from "../../../stack/references";
import type { Stack } from "../../../stack/stack";

/**
 * What of a stack belongs to the caller of its module: providers are configured and objects are imported there, and
 * what only that needs is read there.
 */
export interface Split {
  /** Data sources, ephemeral resources and locals that the caller has. The module may need the same locals. */
  readonly moved: Names;
  /** Variables and locals that only the caller needs. */
  readonly callerOnly: Names;
  /** Whether a text of the caller reads what only the module has, so that it must become one of its outputs. */
  readonly isOutput: (text: string) => boolean;
}

export function splitOf(stack: Stack): Split {
  const leaves = callerTexts(stack).map(namesIn);
  const reads = readsOf(stack);
  const readBy = (name: string): Names => reads.get(name) ?? new Set();
  const isMixed = (names: Names, moved: Names): boolean =>
    [...names].some((name) => reads.has(name) && !moved.has(name));
  const neededWith = (moved: Names): Names => {
    const own = [...reads].filter(([name]) => !moved.has(name)).flatMap(([, names]) => [...names]);
    const outputs = leaves.filter((names) => isMixed(names, moved)).flatMap((names) => [...names]);
    const others = namesIn([stack.sections.output ?? null, stack.sections.check ?? null]);
    return closure([...own, ...outputs, ...others], (name) => [
      ...(isLocal(name) ? readBy(name) : []),
      ...validationReads(stack, name),
    ]);
  };
  const read = closure(
    leaves.flatMap((names) => [...names]),
    (name) => (isResource(name) ? [] : readBy(name)),
  );
  let moved: Names = new Set([...read].filter((name) => reads.has(name) && !isResource(name)));
  for (;;) {
    const needed = neededWith(moved);
    const kept = [...moved].filter((name) => !isMixed(readBy(name), moved) && (isLocal(name) || !needed.has(name)));
    if (kept.length === moved.size) {
      return {
        moved,
        callerOnly: new Set([...read].filter((name) => (isVariable(name) || moved.has(name)) && !needed.has(name))),
        isOutput: (text) => isMixed(namesIn(text), moved),
      };
    }
    moved = new Set(kept);
  }
}

/** Every text of the provider configurations and imports that may read something. */
export function callerTexts({ sections }: Stack): string[] {
  const imports = listOf(sections.import).map((block): JsonObject => {
    const { to: _target, ...others } = objectOf(block);
    return others;
  });
  return texts([sections.provider ?? null, imports]).map(({ text }) => text);
}

function validationReads({ sections }: Stack, name: string): Iterable<string> {
  const validation = isVariable(name) ? validationOf(sections, name.slice("var.".length)) : undefined;
  return validation === undefined ? [] : namesIn(validation);
}

function validationOf({ variable }: JsonObject, name: string): Json | undefined {
  return objectOf(listOf(lookUp(objectOf(variable), name))[0]).validation;
}

function isVariable(name: string): boolean {
  return name.startsWith("var.");
}

/** Whether it is neither read nor computed: a managed resource, or the call of a module. */
function isResource(name: string): boolean {
  return !isVariable(name) && !isLocal(name) && !name.startsWith("data.") && !name.startsWith("ephemeral.");
}
