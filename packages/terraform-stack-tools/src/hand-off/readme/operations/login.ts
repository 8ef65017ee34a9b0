import { asksService, loginOf } from "../../../knowledge/catalogue/block-types";
import { code } from "../../../shared/markdown";
import type { Stack } from "../../../stack/stack";

/** How the providers of a module log in, as a list; nothing where none has to. */
export function logins({ requiredProviders, providers }: Stack): string[] {
  const steps = requiredProviders
    .filter(({ name }) => asksService(name))
    .flatMap(({ name }) => {
      const configurations = providers.filter((provider) => provider.name === name);
      const bodies = configurations.length === 0 ? [{}] : configurations.map(({ body }) => body);
      const ways = new Set(bodies.map((body) => loginOf({ name, body }) ?? UNKNOWN));
      return [...ways].map((way) => `- ${code(name)}: ${way}.`);
    });
  return steps.length === 0 ? [] : ["Log in first, as the identity with the permissions above:", steps.join("\n")];
}

const UNKNOWN = "see the documentation of the provider";
