import { entries, isList, isObject, type Json, type JsonObject, lookUp } from "../../stack/json";
import type { Stack } from "../../stack/stack";
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
 * "Resource: aws_db_instance", "Resource: aws_lb" and "Resource: aws_dynamodb_table", all undated.
 */
const OF_RESOURCES: Readonly<Record<string, Row>> = data.resources;

/** Settings of a provider that destroy nothing, though a word is in the name. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = data.harmless;

/** Of whatever has such a word and is in no list, nobody here can tell. */
const WORDS = /(?:^|_)(?:delet|destr|forc|permanent|preserv|prevent|protect|purg|recover|retain|skip)/;

interface Setting {
  readonly address: string;
  readonly value: Json | undefined;
  /** Undefined where nothing is known of it. */
  readonly row?: Row;
}

/**
 * The switches that destroy more than before, or of a new stack those that are stated.
 * @param before the stack before, where there is one
 */
export function destroyingIn(after: Stack, before?: Stack): DestroyingSwitch[] {
  const [fresh, old] = [settingsIn(after), before === undefined ? undefined : settingsIn(before)];
  const present = new Set([...after.providers.map(nameOf), ...after.blockByAddress.keys()]);
  const gone = [...(old ?? [])].filter(([place, { address }]) => !fresh.has(place) && present.has(address));
  const all = [...fresh, ...gone.map(([place, one]) => [place, { ...one, value: undefined }] as const)];
  return all.flatMap(([place, { address, value, row }]): DestroyingSwitch[] => {
    const former = old?.get(place)?.value;
    const effect = effectOf(value, row);
    const isSame = effect === "open" ? value === former : effect === effectOf(former, row);
    if (effect === "keeps" || (old !== undefined && isSame)) {
      return [];
    }
    const words = effect === "destroys" ? row?.words : undefined;
    return [{ place, address, words: words ?? "whether more is destroyed cannot be told" }];
  });
}

function effectOf(stated: Json | undefined, row: Row | undefined): "destroys" | "keeps" | "open" {
  const value = stated === undefined || stated === null ? row?.standard : (lookUp(LITERALS, String(stated)) ?? stated);
  if (row === undefined || typeof value !== "boolean") {
    return "open";
  }
  return value === row.destroys ? "destroys" : "keeps";
}

/** As texts that Terraform takes for them. */
const LITERALS: Readonly<Record<string, boolean>> = { true: true, false: false, "${true}": true, "${false}": false };

/** By place. */
function settingsIn({ providers, blocks }: Stack): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const provider of providers) {
    const address = nameOf(provider);
    const rows = lookUp(OF_PROVIDERS, provider.name) ?? {};
    for (const [path, value] of leavesOf(provider.body)) {
      const row = lookUp(rows, path);
      const isUnknown = !lookUp(HARMLESS, provider.name)?.includes(path) && isSwitch(path, value);
      if (row !== undefined || isUnknown) {
        settings.set(`${address}.${path}`, { address, value, row });
      }
    }
  }
  for (const { kind, address, body } of blocks) {
    for (const [path, value] of kind === "resource" ? leavesOf(body) : []) {
      const row = lookUp(OF_RESOURCES, path.slice(path.lastIndexOf(".") + 1));
      if (row !== undefined) {
        settings.set(`${address}.${path}`, { address, value, row });
      }
    }
  }
  return settings;
}

function isSwitch(path: string, value: Json): boolean {
  const isBoolean = typeof value === "boolean" || (typeof value === "string" && value in LITERALS);
  return isBoolean && WORDS.test(path.slice(path.lastIndexOf(".") + 1));
}

function nameOf({ name, alias }: Stack["providers"][number]): string {
  return ["provider", name, ...(alias === undefined ? [] : [alias])].join(".");
}

/** Single values by their path. Of several blocks, each has its number. */
function leavesOf(body: JsonObject, path = ""): [path: string, value: Json][] {
  return entries(body).flatMap(([name, value]): [string, Json][] => {
    const parts = isList(value) ? value.filter(isObject) : [value];
    return parts.flatMap((part, index): [string, Json][] => {
      const own = `${path}${name}${parts.length > 1 ? `[${index}]` : ""}`;
      return isObject(part) ? leavesOf(part, `${own}.`) : [[own, part]];
    });
  });
}
