import type { Json } from "../../terraform/json";
import { parseType, type Type } from "../../terraform/type-expression";
import type { Variable } from "../../terraform/variable";

const ZERO = "00000000-0000-0000-0000-000000000000";
const GROUP = `/subscriptions/${ZERO}/resourceGroups/example`;

/** Made-up values of the shapes that Azure and Kubernetes have. The first one that a validation takes is used. */
export const SHAPES = {
  guid: ZERO,
  subscription: `/subscriptions/${ZERO}`,
  resourceGroup: GROUP,
  registry: `${GROUP}/providers/Microsoft.ContainerRegistry/registries/example`,
  cluster: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/example`,
  identity: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/example`,
  keyVault: `${GROUP}/providers/Microsoft.KeyVault/vaults/example`,
  virtualNetwork: `${GROUP}/providers/Microsoft.Network/virtualNetworks/example`,
  subnet: `${GROUP}/providers/Microsoft.Network/virtualNetworks/example/subnets/example`,
  workspace: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/example`,
  roleAssignment: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${ZERO}`,
  loginServer: "example.azurecr.io",
  image: "team/app:1",
  imageWithHost: "example.azurecr.io/team/app:1",
  location: "westeurope",
  url: "https://example.org",
  address: "10.0.0.1",
  range: "10.0.0.0/16",
  time: "2030-01-01T00:00:00Z",
  day: "2030-01-01",
  email: "team@example.org",
  version: "1.30.0",
  path: "./example",
} as const;

/** What a name suggests, where the type is a text and no validation says more. */
const BY_NAME: readonly [RegExp, string][] = [
  [/login_?server$/, SHAPES.loginServer],
  [/(subscription|tenant|client|object|principal)_?id$/, SHAPES.guid],
  [/registry\w*id$/, SHAPES.registry],
  [/cluster_id$/, SHAPES.cluster],
  [/key_vault_id$/, SHAPES.keyVault],
  [/subnet_id$/, SHAPES.subnet],
  [/workspace_id$/, SHAPES.workspace],
  [/identity_id$/, SHAPES.identity],
  [/location$|region$/, SHAPES.location],
  [/image$/, SHAPES.image],
];

/** A text for what is only known by its name. */
export function suggestedText(name: string): string {
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? EXAMPLE;
}

/** For a text of which nothing is known. */
export const EXAMPLE = "example";

/** Conditions that every value made here holds. */
const HARMLESS = /^\$\{(length\(var\.[\w-]+\) > 0|var\.[\w-]+ != (""|null)|length\(distinct\(.*\)\) == length\(var\.[\w-]+\))\}$/;

/** Patterns and lists of words that a text must satisfy, by the member it stands in; the variable itself has the name "". */
interface Demand {
  readonly member: string;
  readonly accepts: (text: string) => boolean;
  readonly words: readonly string[];
}

/** A value that the type allows and, as far as it can be seen, each validation takes. */
export function sampleOf(variable: Variable): { readonly value: Json; readonly isCertain: boolean } {
  const demands = variable.validations.flatMap(({ condition }) => demandsOf(condition));
  let isCertain = variable.validations.every(({ condition }) => HARMLESS.test(condition) || demandsOf(condition).length > 0);
  const text = (member: string, name: string): string => {
    const own = demands.filter((demand) => demand.member === member);
    const suggested = BY_NAME.filter(([pattern]) => pattern.test(name)).map(([, shape]) => shape);
    const candidates = [...own.flatMap(({ words }) => words), ...suggested, "example", ...Object.values(SHAPES), "1", "a", "A1"];
    const found = candidates.find((candidate) => own.every(({ accepts }) => accepts(candidate)));
    isCertain = isCertain && found !== undefined;
    return found ?? "example";
  };
  return { value: exampleOf(parseType(variable.type), "", variable.name, text), isCertain };
}

function exampleOf(type: Type, member: string, name: string, text: (member: string, name: string) => string): Json {
  switch (type.name) {
    case "number":
      return 1;
    case "bool":
      return true;
    case "list":
    case "set":
      return [exampleOf(type.element, member, name.replace(/s$/, ""), text)];
    case "map":
      return { example: exampleOf(type.element, member, name, text) };
    case "tuple":
      return type.elements.map((element) => exampleOf(element, member, name, text));
    case "object":
      return Object.fromEntries(
        type.attributes
          .filter(({ isOptional }) => !isOptional)
          .map((attribute) => [attribute.name, exampleOf(attribute.type, attribute.name, attribute.name, text)]),
      );
    default:
      return text(member, name);
  }
}

/** Reads `regex("…", subject)` and `contains([…], subject)`; `grant.object_id` is the member `object_id` of each `grant`. */
function demandsOf(condition: string): Demand[] {
  const found: Demand[] = [];
  for (const [, quoted, subject] of condition.matchAll(/regex\("((?:[^"\\]|\\.)*)",\s*([\w.]+)\)/g)) {
    const pattern = compile(quoted);
    if (pattern) {
      found.push({ member: memberOf(subject), accepts: (text) => pattern.test(text), words: [] });
    }
  }
  for (const [, list, subject] of condition.matchAll(/contains\(\[([^\]]*)\],\s*([\w.]+)\)/g)) {
    const words = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word);
    found.push({ member: memberOf(subject), accepts: (text) => words.includes(text), words });
  }
  return found;
}

function memberOf(subject: string): string {
  const [head, ...rest] = subject.split(".");
  const members = head === "var" ? rest.slice(1) : rest;
  return members[members.length - 1] ?? "";
}

/** RE2 and JavaScript agree on what is common. A pattern of the input that could run long is not run: the candidates are short. */
function compile(quoted: string): RegExp | undefined {
  try {
    return new RegExp(JSON.parse(`"${quoted}"`), "u");
  } catch {
    return undefined;
  }
}
