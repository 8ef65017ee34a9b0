import type { Picture } from "../../catalogue/block-type";
import { isOfType, isPullGrant, pictureOf } from "../../catalogue/questions";
import { isLiteral } from "../../terraform/expression/template";
import type { Json } from "../../terraform/json";
import { blocksReferredTo, variablesIn } from "../../terraform/references";
import type { Block, Stack } from "../../terraform/stack";
import { label } from "./markdown";

/** More than this is too much for one picture. Mermaid itself draws at most 500 edges. */
const MAXIMUM_NODES = 80;

/** The brackets that Mermaid draws a shape for. */
const BRACKETS: Readonly<Record<Picture["shape"], readonly [opening: string, closing: string]>> = {
  box: ["[", "]"],
  cylinder: ["[(", ")]"],
  hexagon: ["{{", "}}"],
  parallelogram: ["[/", "/]"],
  process: ["[[", "]]"],
  rounded: ["([", "])"],
};

interface Node {
  readonly id: string;
  readonly block: Block;
  readonly picture: Picture;
}

interface Edge {
  readonly from: string;
  readonly arrow: "-->" | "-->|on|" | "-->|pull|" | "-. holds .->";
  readonly to: string;
}

/** A Mermaid flowchart of what lets pods pull: registries, identities, role assignments, secrets, service accounts. */
export function diagram(stack: Stack): string {
  const drawable = nodesIn(stack);
  if (drawable.length === 0) {
    return "This module contains no registry, identity, role assignment, secret or service account.";
  }
  const nodes = drawable.slice(0, MAXIMUM_NODES);
  const inputs = inputIds(nodes);
  const chart = [
    "```mermaid",
    "flowchart LR",
    ...nodes.map((node) => `  ${node.id}${drawn(node)}`),
    ...[...inputs].map(([name, id]) => `  ${id}>"input: ${label(name)}"]`),
    ...edgesIn(stack, nodes, inputs).map(({ from, arrow, to }) => `  ${from} ${arrow} ${to}`),
    "```",
  ].join("\n");
  const others = drawable.length - nodes.length;
  return others === 0 ? chart : `${chart}\n\n${omitted(others)}`;
}

function omitted(count: number): string {
  return count === 1
    ? "One more is listed in the table of resources below."
    : `${count} more are listed in the table of resources below.`;
}

function nodesIn({ blocks }: Stack): Node[] {
  return blocks
    .flatMap((block) => {
      const picture = pictureOf(block.blockType);
      return picture === undefined ? [] : [{ block, picture }];
    })
    .map((node, index) => ({ id: `n${index + 1}`, ...node }));
}

/** Ids of the inputs that are drawn, by name. */
function inputIds(nodes: readonly Node[]): ReadonlyMap<string, string> {
  const names = [...new Set(nodes.flatMap(inputsOf))];
  return new Map(names.map((name, index) => [name, `v${index + 1}`]));
}

function edgesIn(stack: Stack, nodes: readonly Node[], inputs: ReadonlyMap<string, string>): Edge[] {
  return nodes.flatMap((node) => [
    ...nodesReadBy(withoutLifecycle(node.block), nodes)
      .filter(({ id }) => id !== node.id)
      .map((other) => edgeBetween(other, node)),
    ...inputsOf(node).map((name): Edge => ({ from: inputs.get(name) ?? "", arrow: "-->", to: node.id })),
    ...clustersOf(node, stack, nodes).map(({ id }): Edge => ({ from: id, arrow: "-. holds .->", to: node.id })),
  ]);
}

/** From what is used to what uses it, but from a role assignment to its scope. */
function edgeBetween(used: Node, user: Node): Edge {
  const isScope =
    isOfType(user.block, "azurerm_role_assignment") && nodesReadBy(user.block.body.scope, [used]).length > 0;
  if (isScope) {
    return { from: user.id, arrow: isPullGrant(user.block) ? "-->|pull|" : "-->|on|", to: used.id };
  }
  return { from: used.id, arrow: "-->", to: user.id };
}

function nodesReadBy(value: Json | undefined, nodes: readonly Node[]): Node[] {
  const read = new Set(
    blocksReferredTo(
      value,
      nodes.map(({ block }) => block),
    ),
  );
  return nodes.filter(({ block }) => read.has(block));
}

/** Conditions say what must be true, not what is used. */
function withoutLifecycle({ body }: Block): Json {
  const { lifecycle: _lifecycle, ...others } = body;
  return others;
}

/** The inputs that its credentials or its principals come from, without the namespaces that it is in. */
function inputsOf({ block, picture }: Node): string[] {
  if (picture.showsInputs !== true) {
    return [];
  }
  const { lifecycle: _lifecycle, metadata: _metadata, for_each: instances, ...others } = block.body;
  return variablesIn("principal_id" in others ? [others, instances ?? null] : others);
}

/** The clusters that the provider of a block gets its configuration from. */
function clustersOf({ block: { provider } }: Node, { providers }: Stack, nodes: readonly Node[]): Node[] {
  const configurations = providers.filter(({ name, alias }) => name === provider.name && alias === provider.alias);
  const sources = nodesReadBy(
    configurations.map(({ body }) => body),
    nodes,
  );
  return sources.filter(
    ({ block }) => isOfType(block, "azurerm_kubernetes_cluster") || isOfType(block, "data.azurerm_kubernetes_cluster"),
  );
}

function drawn({ block, picture }: Node): string {
  const [opening, closing] = BRACKETS[picture.shape];
  const lines = [label(titleOf(block, picture)), label(block.name), ...(block.isRepeated ? ["(several)"] : [])];
  return `${opening}"${lines.join("<br>")}"${closing}`;
}

/** A role assignment is titled by its role. */
function titleOf({ kind, body }: Block, { title }: Picture): string {
  if (isLiteral(body.role_definition_name)) {
    return body.role_definition_name;
  }
  return kind === "data" ? `existing ${title}` : title;
}
