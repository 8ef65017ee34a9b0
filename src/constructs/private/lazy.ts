/**
 * Loads a provider binding on first use. Memoized, since Node.js resolves the path again on every `require`, which is
 * measurable in stacks with a thousand grants.
 */
export function lazy<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
