import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, textOf } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import { isAzapi, isOfType } from "../catalogue/block-types";
import data from "../catalogue/data/translations.json";

/** How a general resource is written as one that is made for what it creates. */
interface Translation {
  readonly type: string;
  /** Of arguments as configured, or of values as planned: what is not known is left out. */
  readonly convert: (given: JsonObject) => JsonObject;
}

/** A type, and where its arguments are: a path, or what is made of the value at one, as in `group of parent`. */
interface Row {
  readonly type: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/**
 * The resources that decide who may pull, as azurerm has them. Azure, "Microsoft.Authorization roleAssignments",
 * "Microsoft.ContainerRegistry registries" and so on in the reference of ARM templates.
 */
const RESOURCES: Readonly<Record<string, Row>> = data.azapi;

/** The kinds of Kubernetes that say who pulls with what. */
const KINDS: Readonly<Record<string, Row>> = data.manifest;

function argumentsIn(source: JsonObject, row: Row): JsonObject {
  const members = Object.entries(row.arguments).map(([name, place]): [string, Json | undefined] => {
    const [path, way] = place.split(" of ").reverse();
    const value = path.split(".").reduce<Json | undefined>((inner, part) => lookUp(objectOf(inner), part), source);
    return [name, value === undefined || way === undefined ? value : WAYS[way](value)];
  });
  return known(Object.fromEntries(members));
}

/** What is made of a value. An expression stays as it is where it refers to what it is about. */
const WAYS: Readonly<Record<string, (value: Json) => Json | undefined>> = {
  /** The resource group in an id that is written out. */
  group: (id) => /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(textOf(id))?.[1],
  name: (id) => (typeof id === "string" && !isTemplate(id) ? id.split("/").pop() : id),
  access: (access) => (access === "Enabled" || access === "Disabled" ? access === "Enabled" : access),
  state: (status) => textOf(status).toLowerCase() !== "disabled",
  block: listOf,
  permissions: (all) => (isList(all) ? all.map(permission) : all),
  rules: ruleSet,
};

function permission(one: Json): Json {
  const { actions, notActions, dataActions, notDataActions } = objectOf(one);
  return known({ actions, not_actions: notActions, data_actions: dataActions, not_data_actions: notDataActions });
}

function ruleSet(rules: Json): Json {
  if (!isObject(rules)) {
    return rules;
  }
  const { defaultAction, ipRules, virtualNetworkRules } = rules;
  const ip_rule =
    ipRules === undefined ? undefined : listOf(ipRules).map((rule) => ({ ip_range: objectOf(rule).value ?? null }));
  // azurerm has no name for these, which only previews of the API take.
  const subnets = listOf(virtualNetworkRules);
  return [known({ default_action: defaultAction, ip_rule, virtual_network: subnets.length > 0 ? subnets : undefined })];
}

/** Without the members that nobody knows. */
function known(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function fromAzapi(blockType: string, body: JsonObject, values: JsonObject): Translation | undefined {
  const type = resourceType(body, values);
  const isCluster = blockType === "azapi_resource" && type === CLUSTERS;
  const row = isCluster || (isAzapi(blockType) && type !== CLUSTERS) ? lookUp(RESOURCES, type) : undefined;
  // A body that is an expression is only known as planned. What is sensitive in one is not in a plan, but its version is.
  const isReadable =
    [body, values].some(({ body: one }) => contentOf(one) !== undefined) &&
    [body.sensitive_body, body.sensitive_body_version].every((one) => one === undefined || one === null);
  // As whom its nodes pull, its attributes tell.
  return row !== undefined && (isReadable || isCluster)
    ? { type: row.type, convert: (given) => ({ ...meta(given), ...argumentsIn(resourceIn(given), row) }) }
    : undefined;
}

export const CLUSTERS = "microsoft.containerservice/managedclusters";

/**
 * Whether an attribute of a cluster of Azure's own API is about the identity of its nodes.
 * @param exported what the cluster answers: paths, or names for them
 */
export function isKubelet(attribute: string, exported: Json | undefined): boolean {
  const [, name = ""] = /\boutput[.](\w+)/.exec(attribute) ?? [];
  return /kubeletidentity/i.test(`${attribute} ${textOf(lookUp(objectOf(exported), name))}`);
}

/** In lower case, without the version of the API; empty where it is not known. */
export function resourceType(body: JsonObject, values: JsonObject): string {
  const text = textOf(values.type ?? body.type);
  return isTemplate(text) ? "" : text.split("@")[0].toLowerCase();
}

/** A resource of Azure's own API: its name, the id of its parent, and its properties. */
function resourceIn(given: JsonObject): JsonObject {
  // What the provider derives, nothing in a configuration tells.
  const [name, parent_id, resource_id, location] = ["name", "parent_id", "resource_id", "location"].map((argument) =>
    isList(given[argument]) ? undefined : given[argument],
  );
  const id = typeof resource_id === "string" && !isTemplate(resource_id) ? resource_id.split("/") : [];
  const content = objectOf(contentOf(given.body));
  return known({
    name: name ?? id.at(-1) ?? resource_id,
    parent: parent_id ?? (id.length > 2 ? id.slice(0, -2).join("/") : resource_id),
    location: location ?? content.location,
    properties: objectOf(content.properties),
    identity: given.identity,
    exports: given.response_export_values,
  });
}

/** An object, which older versions of the provider take as JSON; undefined for an expression. */
export function contentOf(body: Json | undefined): JsonObject | undefined {
  const read = typeof body === "string" && !isTemplate(body) ? jsonIn(body) : body;
  return isObject(read) ? read : undefined;
}

function meta({ for_each, count, provider, id }: JsonObject): JsonObject {
  return known({ for_each, count, provider, id });
}

/** An object that is given as a manifest; as it is where its kind is not known. */
function fromManifest(blockType: string, body: JsonObject, values: JsonObject): Translation | undefined {
  const kind = textOf(objectOf(values.manifest).kind ?? objectOf(body.manifest).kind);
  const row = isOfType({ blockType }, "kubernetes_manifest") ? lookUp(KINDS, kind) : undefined;
  return (
    row && {
      type: row.type,
      convert: ({ manifest, for_each, count, provider }) => ({
        ...meta({ for_each, count, provider }),
        ...(isObject(manifest) ? argumentsIn(manifest, row) : {}),
      }),
    }
  );
}

/** The stack with what general resources create, written as the resources that are made for it. */
export const translated = once((planned: PlannedStack): PlannedStack => {
  const { stack, instances } = planned;
  const first = new Map([...instances].reverse().map((instance) => [instance.block.address, instance]));
  const changed = new Map(
    stack.blocks.flatMap((block) => {
      const own = rewritten(block, first.get(block.address)?.values ?? {});
      return own === undefined ? [] : [[block, own.block] as const];
    }),
  );
  if (changed.size === 0) {
    return planned;
  }
  const blocks = stack.blocks.map((block) => changed.get(block) ?? block);
  const blockByAddress = new Map(blocks.map((block) => [block.address, block]));
  return {
    ...planned,
    stack: { ...stack, blocks, blockByAddress },
    instances: instances.map((instance): Instance => {
      const { block, values } = instance;
      const own = rewritten(block, values);
      const shared = stack.blockByAddress.get(block.address) === block ? changed.get(block) : undefined;
      return own === undefined
        ? instance
        : { ...instance, ...own, block: shared?.type === own.block.type ? shared : own.block };
    }),
  };
});

/** Undefined for what is not general. */
export function rewritten(block: Block, values: JsonObject): Pick<Instance, "block" | "values"> | undefined {
  const { blockType, body } = block;
  const found = fromAzapi(blockType, body, values) ?? fromManifest(blockType, body, values);
  return (
    found && {
      block: { ...block, type: found.type, blockType: found.type, body: found.convert(body) },
      values: found.convert(values),
    }
  );
}
