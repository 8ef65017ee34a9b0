import { EXAMPLE } from "../../catalogue/made-up";
import { textFor, textsFor } from "../../catalogue/name-rules";
import { idOf } from "../../catalogue/questions";
import type { Json } from "../../terraform/json";
import { parseType, type Type } from "../../terraform/type-expression";
import type { Variable } from "../../terraform/variable";

/** Made-up values of the forms that Azure and Kubernetes use. The first one that passes the validations of an input is taken. */
export const SHAPES = {
  guid: EXAMPLE.guid,
  subscription: idOf("azurerm_subscription", EXAMPLE),
  resourceGroup: idOf("azurerm_resource_group", EXAMPLE),
  registry: idOf("azurerm_container_registry", EXAMPLE),
  cluster: idOf("azurerm_kubernetes_cluster", EXAMPLE),
  identity: idOf("azurerm_user_assigned_identity", EXAMPLE),
  keyVault: idOf("azurerm_key_vault", EXAMPLE),
  virtualNetwork: idOf("azurerm_virtual_network", EXAMPLE),
  subnet: idOf("azurerm_subnet", EXAMPLE),
  workspace: idOf("azurerm_log_analytics_workspace", EXAMPLE),
  roleAssignment: idOf("azurerm_role_assignment", EXAMPLE),
  loginServer: "example.azurecr.io",
  image: "team/app:1",
  imageWithHost: "example.azurecr.io/team/app:1",
  location: "westeurope",
  url: "https://example.org",
  address: "10.0.0.1",
  range: "10.0.0.0/16",
  time: EXAMPLE.time,
  day: "2030-01-01",
  email: "team@example.org",
  version: "1.30.0",
  path: "./example",
} as const;

/** A text for what is only known by its name; `EXAMPLE.name` where the name suggests nothing. */
export function suggestedText(name: string): string {
  return textFor({ name }, EXAMPLE) ?? EXAMPLE.name;
}

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
    const suggested = textsFor({ name }, EXAMPLE);
    const candidates = [
      ...own.flatMap(({ words }) => words),
      ...suggested,
      EXAMPLE.name,
      ...Object.values(SHAPES),
      "1",
      "a",
      "A1",
    ];
    const found = candidates.find((candidate) => own.every(({ accepts }) => accepts(candidate)));
    isCertain = isCertain && found !== undefined;
    return found ?? EXAMPLE.name;
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
