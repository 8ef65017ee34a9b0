import type { Picture } from "../../catalogue/block-type";
import { isOfType, isPullGrant, pictureOf } from "../../catalogue/questions";
import { isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import { providerNameOf } from "../../terraform/provider";
import { referencesOf, variablesIn } from "../../terraform/reference";
import { type Block, blocksOf, bodies } from "../../terraform/stack";
import { label } from "./markdown";

/** The brackets that draw a shape in Mermaid. */
const BRACKETS: Readonly<Record<Picture["shape"], readonly [open: string, close: string]>> = {
  box: ["[", "]"],
  cylinder: ["[(", ")]"],
  hexagon: ["{{", "}}"],
  parallelogram: ["[/", "/]"],
  process: ["[[", "]]"],
  rounded: ["([", "])"],
};

/** More than this is no picture any more; Mermaid itself draws 500 arrows at most. */
const MAXIMUM_NODES = 80;

interface Node {
  readonly id: string;
  readonly block: Block;
  readonly picture: Picture;
}

/** Registries, identities, grants, secrets and service accounts, each with arrows to those that use it. */
export function diagramOf(module: JsonObject): string {
  const blocks = blocksOf(module);
  const known = blocks.flatMap((block) => {
    const picture = pictureOf(block.sort);
    return picture === undefined ? [] : [{ block, picture }];
  });
  if (known.length === 0) {
    return "There is no registry, identity, grant, secret or service account in this module.";
  }
  const nodes = known.slice(0, MAXIMUM_NODES).map((one, index): Node => ({ id: `n${index + 1}`, ...one }));
  const drawn = nodes.map(({ block }) => block);
  const idOf = new Map(nodes.map(({ id, block }) => [block.address, id]));
  const inputs = new Map<string, string>();
  const arrows = nodes.flatMap(({ id, block, picture }) => [
    ...referencesOf(used(block), drawn)
      .filter(({ address }) => address !== block.address)
      .map((other) => arrow(idOf.get(other.address) as string, id, block, other)),
    ...(picture.showsInputs ? variablesIn(credentials(block)) : []).map((name) => {
      const input = inputs.get(name) ?? `v${inputs.size + 1}`;
      inputs.set(name, input);
      return `  ${input} --> ${id}`;
    }),
    ...(/^kubernetes_/.test(block.sort) ? clustersOf(module, block, drawn) : []).map(
      ({ address }) => `  ${idOf.get(address)} -. holds .-> ${id}`,
    ),
  ]);
  const rest = known.length - nodes.length;
  return [
    "```mermaid",
    "flowchart LR",
    ...nodes.map((node) => `  ${node.id}${draw(node)}`),
    ...[...inputs].map(([name, id]) => `  ${id}>"input: ${label(name)}"]`),
    ...[...new Set(arrows)],
    "```",
    ...(rest > 0 ? ["", `${rest} more are in the table of resources below.`] : []),
  ].join("\n");
}

function draw({ block, picture: { title, shape } }: Node): string {
  const { kind, name, body, repeated } = block;
  const [open, close] = BRACKETS[shape];
  const role = isOfType(block, "azurerm_role_assignment") ? roleOf(body.role_definition_name ?? null) : "";
  const what = role || (kind === "data" ? `existing ${title}` : title);
  return `${open}"${label(what)}<br>${label(name)}${repeated ? "<br>(several)" : ""}"${close}`;
}

function roleOf(role: Json): string {
  return typeof role === "string" && !role.includes("${") ? role : "";
}

/** Conditions say what must hold, not what is used. */
function used({ body }: Block): Json {
  const { lifecycle: _lifecycle, ...others } = body;
  return others;
}

/** Of a secret and a grant: what makes them, without the namespaces they are in. */
function credentials({ body }: Block): Json {
  const { lifecycle: _lifecycle, metadata: _metadata, for_each, ...others } = body;
  return "principal_id" in body ? { ...others, for_each: for_each ?? null } : others;
}

/** The clusters that the configuration of a block's provider is read from. */
function clustersOf(module: JsonObject, block: Block, blocks: readonly Block[]): Block[] {
  const [name, alias] = (typeof block.body.provider === "string" ? block.body.provider : providerNameOf(block)).split(".");
  const configurations = bodies(module.provider)
    .filter(([provider]) => provider === name)
    .flatMap(([, body]) => listOf(body))
    .filter((body) => isObject(body) && body.alias === alias);
  return referencesOf(configurations, blocks).filter(({ sort }) => /azurerm_kubernetes_cluster$/.test(sort));
}

/** A grant stands between the one who may and what it may: the arrow to the registry goes out of it. */
function arrow(from: string, to: string, block: Block, other: Block): string {
  const isScope = isOfType(block, "azurerm_role_assignment") && referencesOf(block.body.scope ?? null, [other]).length > 0;
  return isScope ? `  ${to} -->|${isPullGrant(block) ? "pull" : "on"}| ${from}` : `  ${from} --> ${to}`;
}
