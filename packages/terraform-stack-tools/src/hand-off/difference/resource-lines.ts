import { isSecretArgument } from "../../knowledge/catalogue/block-types";
import { sensitiveArgumentsOf } from "../../knowledge/catalogue/schemas";
import { saysSecret } from "../../knowledge/catalogue/secret-names";
import { code } from "../../shared/words";
import { blockAddress, blockOfInstance } from "../../stack/address";
import { type Json, lookUp } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { changedMembers, forgottenAddresses, isManaged, pairsOf, type Renamed } from "./versions";

/** What becomes of a block that has an address, in Markdown. */
interface ResourceChange {
  readonly address: string;
  readonly text: string;
  /** Whether only a plan tells if a resource is replaced. */
  readonly isOpen: boolean;
}

/**
 * One line for each block that changes.
 * @param before under the names of the stack after
 * @param planned what Terraform plans, by the address of the instance; undefined where it was not asked
 */
export function resourceLines(
  { stack: before, origins }: Renamed,
  after: Stack,
  planned?: Readonly<Record<string, string>>,
): string[] {
  const changes = resourceChanges(before, after, origins);
  if (planned === undefined) {
    return changes.map(({ address, text, isOpen }) => line(address, isOpen ? `${text}; ${OPEN}` : text));
  }
  const told = new Set(Object.keys(planned).map(blockOfInstance));
  const others = changes.filter(({ address }) => !told.has(address));
  return [
    ...Object.entries(planned).map(([address, text]) => line(address, text)),
    ...others.map(({ address, text, isOpen }) =>
      line(address, isOpen ? `${text}; the plan with example values changes nothing` : text),
    ),
  ];
}

const OPEN = "Terraform decides at plan whether it is replaced";

function line(address: string, text: string): string {
  return `${code(address)}: ${text}`;
}

function resourceChanges(before: Stack, after: Stack, origins: ReadonlyMap<string, string>): ResourceChange[] {
  const moves = new Map(after.moves.map(({ from, to }) => [blockAddress(from), blockAddress(to)]));
  const sources = new Map([...moves].map(([from, to]) => [to, from]));
  const forgotten = forgottenAddresses(after);
  return pairsOf(before.blockByAddress, after.blockByAddress).flatMap(({ name, before: old, after: block }) => {
    if (block === undefined) {
      const isMoved = after.blockByAddress.has(moves.get(name) ?? "");
      return old === undefined || isMoved ? [] : [gone(old, forgotten.has(name))];
    }
    const previous = old ?? before.blockByAddress.get(sources.get(name) ?? "");
    return previous === undefined ? [created(block)] : changed(previous, block, origins.get(name) ?? previous.address);
  });
}

function created(block: Block): ResourceChange {
  return { address: block.address, text: isManaged(block) ? "created" : "read", isOpen: false };
}

function gone(block: Block, isForgotten: boolean): ResourceChange {
  const { address } = block;
  if (!isManaged(block)) {
    return { address, text: "no longer read", isOpen: false };
  }
  return { address, text: isForgotten ? "kept, but no longer managed" : "**deleted**", isOpen: false };
}

function changed(before: Block, after: Block, origin: string): ResourceChange[] {
  const { address, kind } = after;
  const names = changedMembers(before.body, after.body);
  const verb = isManaged(after) ? "moved" : "renamed";
  const isOther = before.type !== after.type;
  const moved = origin === address ? [] : [`${verb} from ${code(origin)}${isOther ? ", of another type" : ""}`];
  const details = names.map((name) => argumentChange(name, before, after)).join(", ");
  const parts = [...moved, ...(names.length === 0 ? [] : [`changed: ${details}`])];
  return parts.length === 0
    ? []
    : [{ address, text: parts.join("; "), isOpen: kind === "resource" && (names.length > 0 || isOther) }];
}

function argumentChange(name: string, before: Block, after: Block): string {
  const [old, fresh] = [lookUp(before.body, name), lookUp(after.body, name)];
  if (old === undefined || fresh === undefined) {
    return `${code(name)} ${old === undefined ? "added" : "removed"}`;
  }
  return isShown(name, old, after) && isShown(name, fresh, after)
    ? `${code(name)} from ${shown(old)} to ${shown(fresh)}`
    : code(name);
}

/** Longer values are named only. */
const MAXIMUM_LENGTH = 80;

/** Only where the provider's own schema says that the argument is not sensitive, and its name says so too. */
function isShown(name: string, value: Json, { blockType }: Block): boolean {
  const sensitive = sensitiveArgumentsOf(blockType);
  const isPublic = sensitive?.includes(name) === false && !isSecretArgument(blockType, name) && !saysSecret(name);
  const isScalar = value === null || typeof value !== "object";
  return isPublic && isScalar && String(value).length <= MAXIMUM_LENGTH;
}

function shown(value: Json): string {
  return code(JSON.stringify(value));
}
