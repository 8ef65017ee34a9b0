import { code } from "../../shared/markdown";
import { isList, listOf, objectOf, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { isOfType } from "../catalogue/block-types";

/** What clusters rest on whose nodes have no way out; nothing where there is none. */
export function isolation({ blocks }: Stack): string[] {
  return blocks.filter(isIsolated).flatMap((cluster) => restsOn(cluster, blocks));
}

/** Azure, "Create a network isolated Azure Kubernetes Service (AKS) cluster", read on 2026-11-28. */
function isIsolated(block: Block): boolean {
  const { bootstrap_profile: given = null } = block.body;
  const [profile] = isList(given) ? given : [given];
  return isOfType(block, "azurerm_kubernetes_cluster") && objectOf(profile).artifact_source === "Cache";
}

function restsOn(cluster: Block, blocks: readonly Block[]): string[] {
  const { address } = cluster;
  const own = awaitedBy(cluster);
  // The link of a zone waits for the endpoint.
  const theirs = blocks.filter((one) => own.includes(one.address)).flatMap(awaitedBy);
  const needed = [...new Set([...theirs, ...own])];
  return [
    `The nodes of ${code(address)} reach the registry and nothing else. What AKS runs in them comes through a cache ` +
      "rule of that registry; images from anywhere else have to be pushed to it, or cached by a rule of their own. The " +
      "API server has a private address: use a machine in its network, or `az aks command invoke`.",
    ...(needed.length === 0 ? [] : [NEEDED, needed.map((one) => `- ${code(one)}`).join("\n")]),
  ];
}

function awaitedBy({ body }: Block): string[] {
  return listOf(body.depends_on).map(textOf);
}

const NEEDED =
  "These exist before the cluster, with what they refer to. Without one of them, or once somebody changes it, no new node starts: creation, " +
  "upgrades and scaling fail, while nodes that run keep running.";
