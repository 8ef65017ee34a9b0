import { isList, type JsonObject, textOf } from "../../../stack/json";
import { blocksReferredTo } from "../../../stack/references";
import type { KnownBlockType } from "../../catalogue/block-types";
import { argumentOf, blocksAt, type Item, itemsOf, nameOf, type Stacks, textAt } from "../items";
import { type Lead, leadIn, leadOf } from "../leads";
import { isSame, thingById, thingOf } from "../things";
import { type Direction, type Target, type Verdict, verdictOf } from "./security-rules";
import { isSameSubnet, type Subnet, subnetAt } from "./subnets";

const GROUPS: readonly KnownBlockType[] = ["azurerm_network_security_group", "data.azurerm_network_security_group"];

/** What the security groups of a subnet say, with the words for it. */
export interface GroupVerdict extends Verdict {
  readonly group: string;
}

/** What lets the least through. */
export function groupVerdict(
  subnet: Subnet,
  target: Target,
  direction: Direction,
  stacks: Stacks,
): GroupVerdict | undefined {
  const all = groupsOf(subnet, stacks).map(({ group, isCertain }) => {
    const verdict = verdictOn(group, target, direction, stacks);
    return isCertain || verdict.is === "allowed" ? verdict : { ...verdict, is: "unknown" as const };
  });
  return all.find(({ is }) => is === "denied") ?? all.find(({ is }) => is === "unknown");
}

interface Associated {
  readonly group: Lead;
  /** Whether it is known to be of the subnet. */
  readonly isCertain: boolean;
}

function groupsOf(subnet: Subnet, stacks: Stacks): Associated[] {
  const associated = itemsOf(["azurerm_subnet_network_security_group_association"], stacks).flatMap(
    (item): Associated[] => {
      const other = subnetAt(item, "subnet_id");
      const isIt = typeof other === "object" && isSameSubnet(other, subnet);
      return other === "unknown" || isIt
        ? [{ group: leadOf(item, GROUPS, "network_security_group_id"), isCertain: isIt }]
        : [];
    },
  );
  return [...associated, ...inlineGroups(subnet, stacks)];
}

/** Those of subnets that are written in their network. */
function inlineGroups({ item: own, path }: Subnet, stacks: Stacks): Associated[] {
  return itemsOf(["azurerm_virtual_network"], stacks).flatMap((network) => {
    const { value, written } = argumentOf(network, "subnet");
    const subnets = blocksAt(value);
    return blocksAt(written).flatMap((one, index): Associated[] => {
      const name = textOf(subnets[index]?.name ?? one.name);
      const full = [textAt(network, "resource_group_name"), textAt(network, "name"), name].join("/").toLowerCase();
      const group = leadIn(subnets[index]?.security_group, one.security_group ?? undefined, network, GROUPS);
      const isOther = own !== undefined || (path !== undefined && path !== full);
      return group.kind === "nothing" || isOther ? [] : [{ group, isCertain: path === full }];
    });
  });
}

function verdictOn(lead: Lead, target: Target, direction: Direction, stacks: Stacks): GroupVerdict {
  const item = itemOf(lead, stacks);
  if (item === undefined) {
    const name = lead.kind === "id" ? textOf(lead.id.split("/").pop()) : "that is not known";
    return { is: "unknown", group: name };
  }
  const rules = rulesOf(item, stacks);
  const group = nameOf(item);
  return rules === undefined ? { is: "unknown", group } : { ...verdictOf(rules, target, direction), group };
}

/** The resource, where the stacks manage it. */
function itemOf(lead: Lead, stacks: Stacks): Item | undefined {
  const groups = itemsOf(["azurerm_network_security_group"], stacks);
  if (lead.kind === "item") {
    return groups.find((one) => isSame(thingOf(one), thingOf(lead.item)));
  }
  const thing = lead.kind === "id" ? thingById(lead.id, "networkSecurityGroups") : undefined;
  return thing && groups.find((one) => isSame(thingOf(one), thing));
}

/** Undefined where they are not known. */
function rulesOf(group: Item, stacks: Stacks): JsonObject[] | undefined {
  const { value, written } = argumentOf(group, "security_rule");
  const isKnown = isList(value) || written === undefined || (isList(written) && written.length === 0);
  const others = itemsOf(["azurerm_network_security_rule"], stacks).filter((rule) => isOf(rule, group));
  return isKnown
    ? [...(value === undefined ? [] : blocksAt(value)), ...others.map(({ instance }) => instance.values)]
    : undefined;
}

function isOf(rule: Item, group: Item): boolean {
  const { written } = argumentOf(rule, "network_security_group_name");
  const id = argumentOf(rule, "network_security_group_id").written;
  const [name, there] = [textAt(rule, "network_security_group_name"), textAt(rule, "resource_group_name")];
  return (
    blocksReferredTo([written ?? null, id ?? null], [group.instance.block]).length > 0 ||
    (name !== undefined && name === textAt(group, "name") && there === textAt(group, "resource_group_name"))
  );
}
