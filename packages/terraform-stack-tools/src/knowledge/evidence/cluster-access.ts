import { blockName, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { isList, isObject, type Json } from "../../stack/json";
import { blocksReadBy } from "../../stack/references";
import { type Access, granted } from "../access/access";
import { isUnclear } from "../access/changes";
import { granteeOf } from "../access/principals";
import { isCluster } from "../catalogue/block-types";
import type { Answer, Basis } from "./answer";

export function clustersIn({ stacks, access }: Basis): string[] {
  const managed = stacks.flatMap((planned) =>
    planned.stack.blocks.filter(isCluster).map((block) => blockName(block, planned)),
  );
  const named = access.flatMap(({ grantees }) =>
    grantees.flatMap((one) => {
      switch (one.kind) {
        case "nodes":
        case "control plane":
          return [one.cluster];
        default:
          return "cluster" in one && one.cluster !== undefined ? [one.cluster.name] : [];
      }
    }),
  );
  return [...new Set([...managed, ...named])].sort();
}

/** Who a cluster is, besides its kubelet: by object ids, and by names where these are not known. */
interface Identities {
  readonly ids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Of the control plane, and of add-ons, whose identities the nodes have, so that every pod gets their tokens. */
function identitiesOf(name: string, stacks: readonly PlannedStack[]): Identities {
  const found = stacks.flatMap((planned) =>
    planned.stack.blocks
      .filter((block) => isCluster(block) && blockName(block, planned) === name)
      .flatMap((cluster) => [
        cluster,
        ...blocksReadBy(
          IDENTITIES.map((one) => cluster.body[one] ?? null),
          planned.stack,
        ),
      ])
      .map((block) => ({
        ids: objectIdsIn(instanceOf(block, planned)?.values ?? {}),
        who: granted([granteeOf(block, null, planned)]).who,
      })),
  );
  return {
    ids: new Set(found.flatMap(({ ids }) => ids.map((id) => id.toLowerCase()))),
    names: new Set(found.flatMap(({ ids, who }) => (ids.length === 0 ? [who] : []))),
  };
}

const IDENTITIES = ["identity", "service_principal"];

function objectIdsIn(value: Json): string[] {
  if (isList(value)) {
    return value.flatMap(objectIdsIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, one]) =>
        (name === "object_id" || name === "principal_id") && typeof one === "string" ? [one] : objectIdsIn(one),
      )
    : [];
}

/** Whether a row is about a cluster: its nodes, its control plane, its add-ons, and the pods that run in it. */
function isOf(
  name: string,
  { grantees, principal, who }: Access,
  stacks: readonly PlannedStack[],
  { ids, names }: Identities,
): boolean {
  if (principal === undefined ? names.has(who) : ids.has(principal.toLowerCase())) {
    return true;
  }
  return grantees.some((one) => {
    switch (one.kind) {
      case "nodes":
      case "control plane":
        return one.cluster === name;
      case "trusted pods":
        return one.clusters.some((address) =>
          stacks.some((planned) => {
            const block = planned.stack.blockByAddress.get(address);
            return block !== undefined && blockName(block, planned) === name;
          }),
        );
      default:
        return "cluster" in one && one.cluster?.name === name;
    }
  });
}

/** Whether a row is about pods of which nobody knows in which cluster they run. */
function isOfSomeCluster({ grantees }: Access): boolean {
  return grantees.some((one) =>
    one.kind === "trusted pods" ? one.clusters.length === 0 : "namespaces" in one && one.cluster === undefined,
  );
}

export function clusterAccess(name: string, { stacks, access }: Basis): Omit<Answer, "subject"> {
  const identities = identitiesOf(name, stacks);
  const own = access.filter((line) => isOf(name, line, stacks, identities));
  const beyond = own.filter(({ rights }) => rights.some((right) => right !== "pull"));
  // What somebody may have who is not known, the cluster may have.
  const unclear = access.filter(
    (line) =>
      isUnclear(line) ||
      (line.rights.length === 0 && own.includes(line)) ||
      (isOfSomeCluster(line) && line.rights.join() !== "pull"),
  );
  if (beyond.length > 0) {
    return { result: "not met", because: "it may do more than pull", rows: beyond };
  }
  if (unclear.length > 0) {
    return { result: "unknown", because: "it is unknown what these rows allow, or to whom", rows: unclear };
  }
  return own.length === 0
    ? { result: "unknown", because: "these plans give it no access, and do not tell what others give it", rows: [] }
    : { result: "met", because: "it may pull, and nothing else", rows: own };
}
