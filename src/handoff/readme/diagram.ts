import type { Picture } from "../../catalogue/block-type";
import { clustersBehind, isOfType, isPullGrant, pictureOf } from "../../catalogue/questions";
import { label } from "../../shared/markdown";
import { isLiteral } from "../../terraform/expression/template";
import type { Json } from "../../terraform/json";
import { blocksReferredTo, variablesIn } from "../../terraform/references";
import type { Block, Stack } from "../../terraform/stack";

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

interface Input {
  readonly id: string;
  readonly name: string;
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
  const inputs = inputsIn(nodes);
  const chart = [
    "```mermaid",
    "flowchart LR",
    ...nodes.map((node) => `  ${node.id}${drawn(node)}`),
    ...inputs.map(({ id, name }) => `  ${id}>"input: ${label(name)}"]`),
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

function inputsIn(nodes: readonly Node[]): Input[] {
  const names = [...new Set(nodes.flatMap(inputNames))];
  return names.map((name, index) => ({ id: `v${index + 1}`, name }));
}

function edgesIn(stack: Stack, nodes: readonly Node[], inputs: readonly Input[]): Edge[] {
  const clustersOf = ({ block }: Node) => {
    const clusters = clustersBehind(block, stack);
    return nodes.filter((node) => clusters.includes(node.block));
  };
  return nodes.flatMap((node) => {
    const used = nodesReadBy(withoutLifecycle(node.block), nodes).filter(({ id }) => id !== node.id);
    const names = inputNames(node);
    return [
      ...used.map((other) => edgeBetween(other, node)),
      ...inputs.filter(({ name }) => names.includes(name)).map(({ id }) => edge(id, "-->", node.id)),
      ...clustersOf(node).map(({ id }) => edge(id, "-. holds .->", node.id)),
    ];
  });
}

function edge(from: string, arrow: Edge["arrow"], to: string): Edge {
  return { from, arrow, to };
}

/** From what is used to what uses it, but from a role assignment to its scope. */
function edgeBetween(used: Node, user: Node): Edge {
  const isAssignment = isOfType(user.block, "azurerm_role_assignment");
  if (isAssignment && nodesReadBy(user.block.body.scope, [used]).length > 0) {
    return edge(user.id, isPullGrant(user.block) ? "-->|pull|" : "-->|on|", used.id);
  }
  return edge(used.id, "-->", user.id);
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
function inputNames({ block, picture }: Node): string[] {
  if (picture.showsInputs !== true) {
    return [];
  }
  const { lifecycle: _lifecycle, metadata: _metadata, for_each: instances, ...others } = block.body;
  return variablesIn("principal_id" in others ? [others, instances ?? null] : others);
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
