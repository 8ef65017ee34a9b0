import type { FindOwner, FindOwners, IdOwner } from "../../planned/instances";
import type { Instance } from "../../planned/planned-stack";
import { grouped } from "../../stack/grouped";
import { blockOf, type JsonObject, textOf } from "../../stack/json";
import { isCluster, isOfType } from "../catalogue/questions";
import { isRegistry } from "./registries";

type Named = Pick<Instance, "block" | "values">;

/** Whose ids are in a state or in a plan, so that a value is told by what has it. Azure compares ids without regard to case. */
export const ownersById: FindOwners = <T extends Named>(all: readonly T[]): FindOwner<T> => {
  const byId = new Map<string, IdOwner<T>>();
  const ranked = grouped(all, ({ block }) => rankOf(block));
  // What manages something comes first, or what reads it again would take its place.
  for (const rank of [0, 1, 2]) {
    for (const owner of ranked.get(rank) ?? []) {
      for (const [attribute, id] of idsOf(owner)) {
        const key = id.toLowerCase();
        if (id !== "" && !byId.has(key)) {
          byId.set(key, { owner, attribute });
        }
      }
    }
  }
  return (text, asking) =>
    idsIn(text)
      .map((id) => byId.get(id.toLowerCase()))
      .find((found) => found !== undefined && found.owner !== asking);
};

/** Whoever runs Terraform has an identity that a resource may be, too. */
function rankOf({ kind, type }: Named["block"]): number {
  if (type.endsWith("_client_config")) {
    return 2;
  }
  return kind === "resource" ? 0 : 1;
}

const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["azurerm_user_assigned_identity", ["id", "principal_id", "client_id"]],
  ["azuread_application", ["id", "client_id", "object_id"]],
  ["azuread_service_principal", ["id", "object_id", "client_id"]],
  ["azuread_group", ["id", "object_id"]],
  ["azurerm_role_definition", ["id", "role_definition_resource_id", "role_definition_id"]],
  ["azurerm_client_config", ["object_id"]],
  ["azuread_client_config", ["object_id"]],
]);

function idsOf({ block, values }: Named): [attribute: string, id: string][] {
  const names = ATTRIBUTES.get(block.type) ?? (/^az(urerm|api)_/.test(block.type) ? ["id"] : []);
  const own = names.map((name): [string, string] => [name, textOf(values[name])]);
  if (isCluster(block)) {
    return [
      ...own,
      ...nested(values, "kubelet_identity", ["object_id", "client_id"]),
      ...nested(values, "identity", ["principal_id"]),
      ["oidc_issuer_url", textOf(values.oidc_issuer_url)],
    ];
  }
  return isRegistry(block) || isOfType(block, "azurerm_container_registry") ? [...own, ...registryName(values)] : own;
}

function nested(values: JsonObject, name: string, attributes: readonly string[]): [string, string][] {
  const block = blockOf(values[name]);
  return attributes.map((attribute) => [`${name}[0].${attribute}`, textOf(block[attribute])]);
}

/** Of a registry that does not exist yet, others may know the id: its name is the only one of its kind in all of Azure. */
function registryName({ name }: JsonObject): [string, string][] {
  return typeof name === "string" ? [["id", `${REGISTRIES}${name}`]] : [];
}

const REGISTRIES = "/registries/";

/** The id by which a text is looked up, with the registry's name where it is the id of one. */
function idsIn(text: string): readonly string[] {
  if (text.length < SHORTEST || /[^\w./{}|:-]/.test(text)) {
    return [];
  }
  const name = /\/providers\/Microsoft\.ContainerRegistry\/registries\/([a-z0-9]+)$/i.exec(text)?.[1];
  return name === undefined ? [text] : [text, `${REGISTRIES}${name}`];
}

/** GUIDs have 36 letters, ids of Azure begin with a slash and have more. */
const SHORTEST = 24;
