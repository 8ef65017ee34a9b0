import { fail } from "./fail";

/**
 * Loads a provider binding on first use. Memoized, since Node.js resolves the path again on every `require`, which is
 * measurable in stacks with a thousand grants.
 *
 * @throws if the package of the binding is not installed: an app needs only those of the providers that it uses
 */
export function lazy<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= installed(load);
    return loaded;
  };
}

function installed<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    const [, name] = /^Error: Cannot find module '(@[^/']+\/[^/']+)/.exec(String(error)) ?? [];
    if (name === undefined) {
      throw error;
    }
    return fail(name, {
      property: "the package",
      must: "be installed in an app that uses this provider",
      repair: `install ${name}`,
      see: "missing-provider",
    });
  }
}
