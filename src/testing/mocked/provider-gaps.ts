import type { BlockSchema, Schemas } from "../../providers/schema";
import { wholeReference } from "../../terraform/expression/reference";
import { blockOf, dynamicContent, isList, type JsonObject } from "../../terraform/json";
import { attributesRead } from "../../terraform/references";
import { type Block, META_ARGUMENTS, mapResources, type Stack } from "../../terraform/stack";
import { isSetIn, type Path } from "../changes/path";
import type { Mocks } from "./answers";
import { withEphemeralValues } from "./ephemeral";
import { allVersions, mapVersions, type Plannable, type Versions } from "./versions";

/** Closes the gaps between stacks that real providers plan and what mocked providers accept. */
export function adaptToMocks(versions: Versions<Plannable>, schemas: Schemas, mocks: Mocks): Versions<Plannable> {
  const read = attributesRead(allVersions(versions).map(({ stack }) => stack.sections));
  const adapted = mapVersions(versions, (version) => {
    const { stack, ...rest } = withEphemeralValues(version, schemas, mocks);
    return { ...rest, stack: withNarrowIgnores(withReadBlocks(stack, read, schemas)) };
  });
  const { existing, changed } = adapted;
  return existing === undefined
    ? adapted
    : { existing: { ...existing, stack: forNewerProviders(existing.stack, changed.stack, schemas) }, changed };
}

/**
 * Mocks fill no block that is missing, so that reading `kubelet_identity[0]` of a cluster fails where Azure would
 * answer. Adds an empty block where a stack reads one that the provider computes as a whole.
 * @param read attributes and blocks that are read, by address
 */
function withReadBlocks(stack: Stack, read: ReadonlyMap<string, ReadonlySet<string>>, schemas: Schemas): Stack {
  return mapResources(stack, ({ address, type, body }) => {
    const names = [...(read.get(address) ?? [])].filter(
      (name) => body[name] === undefined && isComputed(schemas("resource", type)?.block_types?.[name]?.block),
    );
    return { ...body, ...Object.fromEntries(names.map((name) => [name, [{}]])) };
  });
}

function isComputed(schema: BlockSchema | undefined): boolean {
  const attributes = Object.values(schema?.attributes ?? {});
  return attributes.length > 0 && attributes.every(({ computed }) => computed === true);
}

/**
 * OpenTofu copies ignored attributes into the configuration, where it then rejects made-up answers for them. Ignoring
 * an attribute that is not set has no effect with mocks, so such entries are dropped.
 */
function withNarrowIgnores(stack: Stack): Stack {
  return mapResources(stack, ({ body }) => {
    const { ignore_changes: ignored, ...lifecycle } = blockOf(body.lifecycle);
    if (!isList(ignored)) {
      return body;
    }
    const kept = ignored.filter((path) => typeof path !== "string" || isSetIn(body, argumentAt(path)));
    return { ...body, lifecycle: kept.length === 0 ? lifecycle : { ...lifecycle, ignore_changes: kept } };
  });
}

/** The argument that an ignored path is about. Keys of a map, as in `tags.team`, are part of its value. */
function argumentAt(path: string): Path {
  const reference = wholeReference(path);
  if (reference === undefined) {
    return [path];
  }
  const names = reference.steps.flatMap((step): Path => {
    if (step.kind === "attribute") {
      return [step.name];
    }
    return step.kind === "key" ? [step.key] : [];
  });
  const lastIndex = names.map((name) => typeof name === "number").lastIndexOf(true);
  return [reference.root, ...names.slice(0, lastIndex < 0 ? 0 : lastIndex + 2)];
}

/**
 * The earlier version is applied with the providers of the later one. They may require a block that it lacks, which is
 * then taken from the later version, and may have removed arguments that it sets.
 */
function forNewerProviders(existing: Stack, changed: Stack, schemas: Schemas): Stack {
  return mapResources(existing, (resource) => {
    const schema = schemas("resource", resource.type);
    // Types that are built into Terraform have no schema.
    const next = changed.blockByAddress.get(resource.address)?.body ?? {};
    return schema === undefined ? resource.body : forNewerProvider(resource, next, schema);
  });
}

function forNewerProvider(
  { body }: Block,
  next: JsonObject,
  { attributes = {}, block_types = {} }: BlockSchema,
): JsonObject {
  const required = Object.entries(block_types).filter(([, { min_items = 0 }]) => min_items > 0);
  const missing = required.flatMap(([name]) => {
    const isMissing = body[name] === undefined && dynamicContent(body, name) === undefined;
    return isMissing && next[name] !== undefined ? [[name, next[name]]] : [];
  });
  const known = [...Object.keys(attributes), ...Object.keys(block_types), ...META_ARGUMENTS, "dynamic"];
  const kept = Object.entries(body).filter(([name]) => known.includes(name));
  return Object.fromEntries([...kept, ...missing]);
}
