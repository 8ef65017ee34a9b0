import type { RealWorkspace } from "./providers";

/** Runs a plan of this package with the real providers. @param cache of its own, because the doubles have the same versions */
export function offline<T>({ pluginDir }: RealWorkspace, cache: string, body: () => T): T {
  const { XDG_CACHE_HOME, TF_CLI_ARGS_init } = process.env;
  Object.assign(process.env, { XDG_CACHE_HOME: cache, TF_CLI_ARGS_init: pluginDir });
  try {
    return body();
  } finally {
    restore({ XDG_CACHE_HOME, TF_CLI_ARGS_init });
  }
}

function restore(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
}
