/**
 * Loads a provider binding when it is first used. Memoized: Node resolves a path anew on every `require`, which shows in stacks
 * with a thousand grants.
 */
export function lazy<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
