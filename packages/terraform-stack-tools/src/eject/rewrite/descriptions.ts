import { PARAMETERS } from "../../knowledge/catalogue/arguments";
import { addressIn, blockAddress, parseAddress, printAddress } from "../../stack/address";
import { blockOf, entries, type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { wholeReference } from "../../stack/reference";
import type { Stack } from "../../stack/stack";
import { unwrapped } from "../../stack/template";
import { type Draft, moved } from "./draft";
import { mapValues } from "./values/places";

/** What a provider says of an argument or attribute. @param names those of blocks around it, then its own */
export type Describe = (
  block: { readonly blockType: string; readonly provider: string },
  names: readonly string[],
) => string | undefined;

/** The draft with descriptions of variables and outputs that nobody has described: those of their providers. */
export function withDescriptions(draft: Draft, describe: Describe): Draft {
  const { stack } = draft;
  const { sections } = stack;
  const outputs = described(sections.output, (body) => outputText(body.value, stack, describe));
  const places = placesOf(sections);
  const variables = described(sections.variable, (_body, name) =>
    variableText(name, places.get(name), stack, describe),
  );
  return moved(
    draft,
    {
      ...objectOf(sections),
      ...(sections.output !== undefined && { output: outputs }),
      ...(sections.variable !== undefined && { variable: variables }),
    },
    new Map(),
  );
}

function described(
  section: Json | undefined,
  textOf: (body: JsonObject, name: string) => string | undefined,
): JsonObject {
  return Object.fromEntries(
    entries(section).map(([name, bodies]): [string, Json] => {
      const body = blockOf(bodies);
      const isBare = body.description === undefined || body.description === "";
      const text = isBare ? textOf(body, name) : undefined;
      return [name, text === undefined ? bodies : { ...body, description: text }];
    }),
  );
}

function outputText(value: Json | undefined, stack: Stack, describe: Describe): string | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression);
  const found = reference && addressIn(reference);
  const last = found?.path[found.path.length - 1];
  if (found === undefined || last?.kind !== "attribute") {
    return undefined;
  }
  const block = stack.blockByAddress.get(blockAddress(found.address));
  const names = found.path.flatMap((step) => (step.kind === "attribute" ? [step.name] : []));
  const own = block && describe({ blockType: block.blockType, provider: block.provider.name }, names);
  return own ?? `${last.name} of ${printAddress(found.address)}`;
}

/** The places whose whole value is a variable, by its name: names of the section, the block, and then of arguments. */
function placesOf(sections: JsonObject): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  mapValues(sections, (value, path) => {
    const [, name] = (typeof value === "string" && /^\$\{\s*var\.([\w-]+)\s*\}$/.exec(value)) || [];
    if (name !== undefined && !places.has(name)) {
      places.set(name, path);
    }
    return undefined;
  });
  return places;
}

function variableText(
  name: string,
  place: readonly string[] | undefined,
  stack: Stack,
  describe: Describe,
): string | undefined {
  const [section = "", ...steps] = place ?? [];
  const known = lookUp(PARAMETERS, name);
  if (place === undefined || known !== undefined) {
    return known;
  }
  const last = steps[steps.length - 1];
  if (section === "provider") {
    return (
      describe({ blockType: `provider.${steps[0]}`, provider: steps[0] }, steps.slice(1)) ?? lookUp(PARAMETERS, last)
    );
  }
  const address = parseAddress([...(section === "resource" ? [] : [section]), ...steps.slice(0, 2)].join("."));
  const block = address && stack.blockByAddress.get(blockAddress(address));
  if (last === "for_each" && block !== undefined) {
    return `The instances of \`${block.address}\``;
  }
  const own = block && describe({ blockType: block.blockType, provider: block.provider.name }, steps.slice(2));
  const of = section === "module" ? `module.${steps[0]}` : block?.address;
  return own ?? lookUp(PARAMETERS, last) ?? (of === undefined ? undefined : `\`${last}\` of \`${of}\``);
}
