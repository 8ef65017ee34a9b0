import { isIPv4 } from "node:net";
import { listed } from "../../shared/markdown";
import type { Access } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { argumentOf } from "./items";
import { type Door, doorOf, type Registry } from "./registries";

/** A registry whose public address lets in more than before. */
export interface Opening {
  readonly registry: string;
  /** Of what manages it. */
  readonly address: string;
  /** Such as `registry contoso is open to every address, before it was closed`. */
  readonly message: string;
}

/** @param most more than these are counted. @returns empty where there is none */
export function openedHeadline(opened: readonly Opening[], most: number): string {
  if (opened.length <= most) {
    return opened.map(({ message }) => message).join(" and ");
  }
  return opened.length === 1
    ? "1 registry lets in more than before"
    : `${opened.length} registries let in more than before`;
}

/** Whom a registry serves without a login is decided by its network: whoever it lets in gains. */
export function withOpened(changes: AccessChanges, opened: readonly Opening[]): AccessChanges {
  const registries = new Set(opened.map(({ registry }) => registry));
  const isReached = ({ origin, registry }: Access) => origin.kind === "anonymous pull" && registries.has(registry);
  return {
    ...changes,
    gained: [...changes.gained, ...changes.kept.filter(isReached)],
    kept: changes.kept.filter((line) => !isReached(line)),
  };
}

/** @param before the same registries as they were; one that is new is opened by nobody */
export function openings(before: readonly Registry[], after: readonly Registry[]): Opening[] {
  const former = new Map(before.map((one) => [one.title.toLowerCase(), one]));
  return after.flatMap((registry): Opening[] => {
    const old = former.get(registry.title.toLowerCase());
    const [item] = registry.items;
    if (old === undefined || item === undefined) {
      return [];
    }
    const words = [openedDoor(doorOf(old), doorOf(registry)), openedBypass(old, registry)];
    return words.flatMap((one) =>
      one === undefined
        ? []
        : [
            {
              registry: registry.title,
              address: item.instance.address,
              message: `registry ${registry.title} ${one}`,
            },
          ],
    );
  });
}

function openedDoor(before: Door, after: Door): string | undefined {
  switch (after.kind) {
    case "open":
      return before.kind === "open" || isElsewhere(before)
        ? undefined
        : `is open to every address, ${formerly(before)}`;
    case "ranges":
      return openedRanges(before, after.ranges);
    case "unknown":
      return before.kind === "shut" && !isElsewhere(after)
        ? `may be open to more than before: ${after.because}`
        : undefined;
    case "shut":
      return undefined;
  }
}

function openedRanges(before: Door, ranges: readonly string[]): string | undefined {
  if (before.kind === "open" || isElsewhere(before)) {
    return undefined;
  }
  const known = before.kind === "ranges" ? before.ranges : [];
  const added = ranges.filter((range) => !known.includes(range) && !isWithin(range, known));
  return added.length === 0 ? undefined : `lets in ${listed(added)}, ${formerly(before)}`;
}

/** Whether each address of a range is in one of some others. */
function isWithin(range: string, others: readonly string[]): boolean {
  const own = addressesOf(range);
  if (own === undefined) {
    return false;
  }
  const known = others.flatMap((other) => addressesOf(other) ?? []).sort((left, right) => left.first - right.first);
  let next = own.first;
  for (const { first, last } of known) {
    next = first <= next ? Math.max(next, last + 1) : next;
  }
  return next > own.last;
}

/** Of an IPv4 address or of a range in CIDR notation, as numbers; undefined for anything else. */
function addressesOf(range: string): { readonly first: number; readonly last: number } | undefined {
  const [address, length = "32", ...rest] = range.split("/");
  if (!isIPv4(address) || !LENGTHS.includes(length) || rest.length > 0) {
    return undefined;
  }
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  const first = number - (number % size);
  return { first, last: first + size - 1 };
}

const LENGTHS: readonly string[] = Array.from({ length: 33 }, (_, length) => String(length));

function formerly(door: Door): string {
  switch (door.kind) {
    case "shut":
      return "before it was closed";
    case "ranges":
      return `before it let in ${listed(door.ranges)} only`;
    default:
      return "before that was not known";
  }
}

function isElsewhere(door: Door): boolean {
  return door.kind === "unknown" && door.isElsewhere === true;
}

/** Azure, "Allow trusted services to securely access a network-restricted container registry". */
function openedBypass(before: Registry, after: Registry): string | undefined {
  const [old, fresh] = [before, after].map(({ items }) =>
    items.map((item) => argumentOf(item, "network_rule_bypass_option").value).find((value) => value !== undefined),
  );
  return old === "None" && fresh === "AzureServices" ? "lets trusted Azure services in, before it did not" : undefined;
}
