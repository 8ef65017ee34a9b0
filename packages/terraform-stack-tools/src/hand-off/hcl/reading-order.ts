import { type Names, namesIn, readsOf } from "../../stack/references";
import type { Block, ProviderReference, Stack } from "../../stack/stack";

/** A block, a local value or the configuration of a provider, with what it is used by. */
interface Node {
  /** Its place in the order of addresses. */
  readonly index: number;
  readonly block?: Block;
  readonly dependencies: Node[];
  readonly dependents: Node[];
  /** How many dependencies are not in the order yet. */
  pending: number;
  isVisited: boolean;
}

/**
 * The blocks of a stack in an order to read them in: each after what it depends on, which is as near as possible, and
 * before what is only waiting for it. So a cluster has its identities above it and its grants beside it. What nothing
 * else decides is in the order of addresses.
 */
export function inReadingOrder(stack: Stack): Block[] {
  const ordered: Block[] = [];
  const nodes = nodesOf(stack);
  settleConstants(nodes);
  // A stack of calls would overflow in a chain of thousands of blocks.
  const open: Step[] = nodes.filter(isBlock).map(enter).reverse();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { node, isEntered } = step;
    if (!isEntered) {
      if (!node.isVisited) {
        node.isVisited = true;
        open.push({ node, isEntered: true }, ...node.dependencies.map(enter).reverse());
      }
      continue;
    }
    if (node.block !== undefined) {
      ordered.push(node.block);
    }
    open.push(...readyAfter(node).map(enter).reverse());
  }
  return ordered;
}

/** Nobody waits for local values and configurations that depend on no block. */
function settleConstants(nodes: readonly Node[]): void {
  const constant = nodes.filter((node) => !isBlock(node) && node.pending === 0);
  for (let node = constant.pop(); node !== undefined; node = constant.pop()) {
    node.isVisited = true;
    constant.push(...readyAfter(node).filter((ready) => !isBlock(ready)));
  }
}

function isBlock({ block }: Node): boolean {
  return block !== undefined;
}

interface Step {
  readonly node: Node;
  /** Whether its dependencies are in the order, so that it is next itself. */
  readonly isEntered: boolean;
}

function enter(node: Node): Step {
  return { node, isEntered: false };
}

/** The dependents that waited for nothing else. */
function readyAfter({ dependents }: Node): Node[] {
  return dependents.filter((dependent) => {
    dependent.pending--;
    return dependent.pending === 0;
  });
}

function nodesOf(stack: Stack): Node[] {
  const configured = stack.providers.map(({ body, ...provider }) => [providerKey(provider), namesIn(body)] as const);
  const reads = new Map<string, Names>([...configured, ...readsOf(stack)]);
  const nodes = new Map<string, Node>();
  for (const key of reads.keys()) {
    const block = stack.blockByAddress.get(key);
    nodes.set(key, { index: nodes.size, block, dependencies: [], dependents: [], pending: 0, isVisited: false });
  }
  for (const [key, node] of nodes) {
    const provider = node.block && node.block.kind !== "module" ? [providerKey(node.block.provider)] : [];
    for (const name of new Set([...provider, ...(reads.get(key) ?? [])])) {
      const dependency = nodes.get(name);
      if (dependency !== undefined && dependency !== node) {
        node.dependencies.push(dependency);
        node.pending++;
        dependency.dependents.push(node);
      }
    }
    node.dependencies.sort((left, right) => left.index - right.index);
  }
  return [...nodes.values()];
}

function providerKey({ name, alias }: ProviderReference): string {
  return alias === undefined ? `provider.${name}` : `provider.${name}.${alias}`;
}
