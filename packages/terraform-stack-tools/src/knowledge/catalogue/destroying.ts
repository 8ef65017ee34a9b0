import { blockOfInstance, Moves, Origins, parseAddress, printAddress } from "../../stack/address";
import { definitionsOf } from "../../stack/definitions";
import { entries, isList, isObject, type Json, type JsonObject, lookUp } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import data from "./data/destroying.json";

/** A setting by which more is destroyed than without it, or perhaps. */
export interface DestroyingSwitch {
  /** Such as `provider.azurerm.features.resource_group.prevent_deletion_if_contains_resources`. */
  readonly place: string;
  /** Of which block, as findings name it. */
  readonly address: string;
  /** What it does, or that nobody can tell, as a clause. */
  readonly words: string;
}

interface Row {
  /** The value by which more is destroyed. */
  readonly destroys: boolean;
  /** What counts where none is stated; null where that differs by type. */
  readonly standard: boolean | null;
  /** What happens by it. */
  readonly words: string;
}

/** Of a provider's configuration, by path. Terraform azurerm, "Azure Resource Manager: The Features Block", undated. */
const OF_PROVIDERS: Readonly<Record<string, Readonly<Record<string, Row>>>> = data.providers;

/**
 * Arguments of resources, by name, whatever the provider. Terraform AWS, "Resource: aws_s3_bucket", "Resource: aws_ecr_repository",
 * "Resource: aws_db_instance", "Resource: aws_lb" and "Resource: aws_dynamodb_table"; Terraform azurerm, "Azure Resource Manager:
 * azurerm_virtual_machine"; Terraform Google, "google_bigquery_dataset"; all undated.
 */
const OF_RESOURCES: Readonly<Record<string, Row>> = data.resources;

/** Settings of a provider that destroy nothing, though a word is in the name. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = data.harmless;

/** Of whatever has such a word and is in no list, nobody here can tell. */
const WORDS = /(?:^|_)(?:delet|destr|forc|permanent|preserv|prevent|protect|purg|recover|retain|skip)/;

interface Setting {
  readonly value: Json;
  /** Undefined where nothing is known of it. */
  readonly row?: Row;
  /** What decides the value. */
  readonly decisive: string;
}

/** What has settings, by path: a configuration of a provider, a resource, or the call of a module. */
interface Holder {
  readonly address: string;
  readonly settings: ReadonlyMap<string, Setting>;
}

/**
 * The switches that destroy more than before, or those that are stated where there was nothing before.
 * @param before the stack before, where there is one
 */
export function destroyingIn(after: Stack, before?: Stack): DestroyingSwitch[] {
  const found = pairsOf(after, before).flatMap(([present, former]) => turnedIn(present, former));
  return [...new Map(found.map((one) => [one.place, one])).values()];
}

/** What is there, with what was there before. */
function pairsOf(after: Stack, before?: Stack): (readonly [present: Holder, former?: Holder])[] {
  const configured = providersIn(after);
  const present = [...configured.values(), ...after.blocks.flatMap((block) => holderOf(block, after))];
  if (before === undefined) {
    return present.map((one) => [one]);
  }
  const [formerlyConfigured, formerOf] = [providersIn(before), formerIn(after, before)];
  const held = (own: ReadonlyMap<string, Holder>, address: string) =>
    own.get(address) ?? { address, settings: new Map() };
  // A resource that gets another configuration of its provider is destroyed by its settings.
  const others = after.blocks.flatMap((block): (readonly [Holder, Holder])[] => {
    const former = block.kind === "resource" ? formerOf(block.address) : undefined;
    const [now, then] = [nameOf(block.provider), nameOf((former ?? block).provider)];
    const isSame = now === then && (configured.has(now) || !formerlyConfigured.has(now));
    return former === undefined || isSame ? [] : [[held(configured, now), held(formerlyConfigured, then)]];
  });
  const same = present.map((one): readonly [Holder, Holder?] => {
    const former = formerOf(one.address);
    return [one, former === undefined ? formerlyConfigured.get(one.address) : holderOf(former, before)[0]];
  });
  return [...same, ...others];
}

/** The block before, also under an earlier address. */
function formerIn(after: Stack, before: Stack): (address: string) => Block | undefined {
  const [moves, origins] = [new Moves(after.moves), new Origins(after.moves)];
  const presentOf = (address: string) => {
    const parsed = parseAddress(address);
    const moved = parsed === undefined ? address : printAddress(moves.from(parsed));
    return after.blockByAddress.has(moved) ? moved : blockOfInstance(moved);
  };
  const former = new Map(before.blocks.map((block) => [presentOf(block.address), block]));
  return (address) => former.get(address) ?? before.blockByAddress.get(origins.of(address));
}

function turnedIn({ address, settings }: Holder, former?: Holder): DestroyingSwitch[] {
  const paths = new Set([...settings.keys(), ...(former?.settings.keys() ?? [])]);
  return [...paths].flatMap((path): DestroyingSwitch[] => {
    const [own, old] = [settings.get(path), former?.settings.get(path)];
    const row = own?.row ?? old?.row;
    const effect = effectOf(own?.value, row);
    const isSame = effect === "open" ? own?.decisive === old?.decisive : effect === effectOf(old?.value, row);
    if (effect === "keeps" || (former !== undefined && isSame)) {
      return [];
    }
    const words = effect === "destroys" ? row?.words : undefined;
    return [{ place: `${address}.${path}`, address, words: words ?? "whether more is destroyed is unknown" }];
  });
}

function effectOf(stated: Json | undefined, row: Row | undefined): "destroys" | "keeps" | "open" {
  const value = stated === undefined ? row?.standard : (lookUp(LITERALS, String(stated)) ?? stated);
  if (row === undefined || typeof value !== "boolean") {
    return "open";
  }
  return value === row.destroys ? "destroys" : "keeps";
}

/** As texts that Terraform takes for them. */
const LITERALS: Readonly<Record<string, boolean>> = {
  ...{ true: true, "1": true, "${true}": true },
  ...{ false: false, "0": false, "${false}": false },
};

/** By name and alias. */
function providersIn(stack: Stack): ReadonlyMap<string, Holder> {
  return new Map(
    stack.providers.map((provider) => {
      const { name, body } = provider;
      const rows = lookUp(OF_PROVIDERS, name) ?? {};
      const settings = settingsIn(body, stack, (path, value) => {
        const isUnknown = !lookUp(HARMLESS, name)?.includes(path) && isSwitch(path, value);
        return lookUp(rows, path) ?? (isUnknown ? "unknown" : undefined);
      });
      return [nameOf(provider), { address: nameOf(provider), settings }];
    }),
  );
}

function holderOf({ kind, address, body }: Block, stack: Stack): Holder[] {
  if (kind !== "resource" && kind !== "module") {
    return [];
  }
  const settings = settingsIn(body, stack, (path) => {
    const row = lookUp(OF_RESOURCES, path.slice(path.lastIndexOf(".") + 1));
    // A module has defaults of its own.
    return row && kind === "module" ? { ...row, standard: null } : row;
  });
  return [{ address, settings }];
}

/** @param rowOf undefined for what is no switch */
function settingsIn(
  body: JsonObject,
  stack: Stack,
  rowOf: (path: string, value: Json) => Row | "unknown" | undefined,
): ReadonlyMap<string, Setting> {
  return new Map(
    leavesOf(body).flatMap(([path, value]): [string, Setting][] => {
      const row = rowOf(path, value);
      if (row === undefined) {
        return [];
      }
      const each = typeof value === "string" && value.includes("each.") ? (body.for_each ?? null) : null;
      const decisive = JSON.stringify(definitionsOf([value, each], stack));
      return [[path, { value, decisive, ...(row === "unknown" ? {} : { row }) }]];
    }),
  );
}

function isSwitch(path: string, value: Json): boolean {
  const isBoolean =
    typeof value === "boolean" ||
    (typeof value === "string" && (isTemplate(value) || lookUp(LITERALS, value) !== undefined));
  return isBoolean && WORDS.test(path.slice(path.lastIndexOf(".") + 1));
}

function nameOf({ name, alias }: Pick<Stack["providers"][number], "name" | "alias">): string {
  return ["provider", name, ...(alias === undefined ? [] : [alias])].join(".");
}

/** Single values that are stated, by their path. Of several blocks, each has its number. */
function leavesOf(body: JsonObject, path = ""): [path: string, value: Json][] {
  return entries(body).flatMap(([name, value]): [string, Json][] => {
    const parts = isList(value) ? value.filter(isObject) : [value];
    return parts.flatMap((part, index): [string, Json][] => {
      const own = `${path}${name}${parts.length > 1 ? `[${index}]` : ""}`;
      if (part === null) {
        return [];
      }
      return isObject(part) ? leavesOf(part, `${own}.`) : [[own, part]];
    });
  });
}
