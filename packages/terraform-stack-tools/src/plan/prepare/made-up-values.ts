import { createHash } from "node:crypto";
import { type MadeUp, type Named, textFor, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import type { MadeUpText } from "../../planned/sensitive";
import { ADDRESS_ARGUMENT } from "../../planned/values";
import type { AttributeSchema, AttributeType, NestedAttributeType } from "../../providers/initialized-folder";
import { HOSTS, type Product } from "../../providers/terraform-binary";
import { PlanError } from "../../shared/refusal";
import {
  type Address,
  blockAddress,
  blockOfInstance,
  type Origins,
  parseAddress,
  printAddress,
} from "../../stack/address";
import { encoded, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../stack/json";
import { expandedText, remoteOutputs } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import type { Mocks, Plannable } from "../job";

/** Values for what a block answers, of the form that the cloud gives them and the same in every run. */
export class MadeUpValues {
  private readonly known = new Map<string, string | undefined>();

  /**
   * @param seed another seed makes up other values
   * @param exampleId an id of the form that the provider accepts for the block
   */
  constructor(
    private readonly seed: string,
    private readonly exampleId?: string,
  ) {}

  /** The texts that identify the block they were made up for. In the plan of another block, they come from this one. */
  public get texts(): readonly MadeUpText[] {
    return [...this.known].map(([text, source]) => (source === undefined ? { text } : { text, source }));
  }

  /** A text for the output of another stack, of which only the name is known. */
  public output(name: string, source?: string): string {
    return this.text({ name }, { address: "", ...(source === undefined ? {} : { source }) });
  }

  public attribute(schema: AttributeSchema, name: string, owner: Owner): Json {
    return schema.nested_type === undefined
      ? this.ofType(schema.type ?? "dynamic", name, owner)
      : this.nested(schema.nested_type, name, owner);
  }

  private nested({ nesting_mode, attributes }: NestedAttributeType, name: string, owner: Owner): Json {
    if (nesting_mode === "map") {
      return {};
    }
    const whole = nesting_mode === "list" ? firstOf(owner) : owner;
    const fields = Object.entries(attributes).map(([field, schema]) => [
      field,
      this.attribute(schema, field, memberOf(whole, name, field)),
    ]);
    const element = Object.fromEntries(fields);
    return nesting_mode === "single" ? element : [element];
  }

  public ofType(type: AttributeType, name: string, owner: Owner): Json {
    if (typeof type === "string") {
      return this.primitive(type, name, owner);
    }
    switch (type[0]) {
      case "object":
        return Object.fromEntries(
          Object.entries(type[1]).map(([field, one]) => [field, this.ofType(one, field, memberOf(owner, name, field))]),
        );
      // No key and no length can be made up.
      case "map":
        return {};
      case "tuple":
        return [];
      // One element, so that reading `[0]` succeeds.
      default:
        return [this.ofType(type[1], name, type[0] === "list" ? firstOf(owner) : owner)];
    }
  }

  private primitive(type: "string" | "number" | "bool" | "dynamic", name: string, owner: Owner): Json {
    switch (type) {
      case "number":
        return 1;
      case "bool":
        return name === "admin_enabled";
      default:
        return this.text({ name, blockType: owner.type }, owner);
    }
  }

  private text(named: Named, { address, source }: Omit<Owner, "type">): string {
    const hash = createHash("sha256").update(`${this.seed} ${address} ${named.name}`).digest("hex");
    const text = this.textFrom(named, hash);
    // A text that is the same for every object, such as a location, may also come from the stack.
    if (text !== this.textFrom(named, [...hash].reverse().join(""))) {
      this.known.set(text, source);
    }
    return text;
  }

  private textFrom(named: Named, hash: string): string {
    const madeUp = madeUpFrom(hash);
    return named.name === "id" && this.exampleId !== undefined
      ? idLike(this.exampleId, madeUp)
      : (textFor(named, madeUp) ?? madeUp.name);
  }
}

/** An id of another object of the same type. */
function idLike(example: string, { name, guid }: MadeUp): string {
  const segments = example.split("/");
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segments.at(-1) ?? "");
  return [...segments.slice(0, -1), isGuid ? guid : name].join("/");
}

/** The block that values are made up for. */
export interface Owner {
  readonly address: string;
  readonly type: string;
  /** What the value itself is, as a reference; undefined in modules. */
  readonly source?: string;
}

function memberOf(owner: Owner, name: string, member: string): Owner {
  const { address, source } = owner;
  return {
    ...owner,
    address: `${address}.${name}`,
    ...(source === undefined ? {} : { source: `${source}.${member}` }),
  };
}

function firstOf(owner: Owner): Owner {
  return owner.source === undefined ? owner : { ...owner, source: `${owner.source}[0]` };
}

/** Parts that differ for each hash, so that a change shows in whatever refers to a new object. */
function madeUpFrom(hash: string): MadeUp {
  const number = hash.slice(0, 8);
  const seconds = Number.parseInt(number, 16) % (365 * 24 * 3600);
  return {
    subscription: ZERO_GUID,
    resourceGroup: "made-up",
    name: `madeup${number}`,
    guid: [8, 4, 4, 4, 12].map((length, at) => hash.slice(at * 5, at * 5 + length)).join("-"),
    time: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().replace(".000", ""),
  };
}

/** Those that are about something in one of the stacks. */
export function mocksFor(stacks: readonly Stack[], mocks: Mocks): Mocks {
  const known = stacks.map(mockable);
  return Object.fromEntries(Object.entries(mocks).filter(([key]) => known.some((one) => one(key))));
}

/** The types and addresses that no stack has. */
export function unknownMocks(stacks: readonly Stack[], mocks: Mocks): string[] {
  const known = new Set(Object.keys(mocksFor(stacks, mocks)));
  return Object.keys(mocks).filter((key) => !known.has(key));
}

/** @throws PlanError that names the answers that are about nothing in the stacks */
export function checkMocks(stacks: readonly Stack[], mocks: Mocks): void {
  const unknown = unknownMocks(stacks, mocks);
  if (unknown.length > 0) {
    const types = [...new Set(stacks.flatMap(typesIn))].sort().join(", ");
    throw new PlanError(
      `mocks are by type or address, and the stack has no ${unknown.join(", ")}; it has ${types || "no blocks"}`,
    );
  }
}

/** Whether a stack has a type or an address. What is in modules is not read, so any type may be in one. */
function mockable(stack: Stack): (key: string) => boolean {
  const types = new Set(typesIn(stack));
  const hasModules = stack.blocks.some(({ kind }) => kind === "module");
  return (key) => types.has(key) || stack.blockByAddress.has(blockOfInstance(key)) || (hasModules && isType(key));
}

function typesIn({ blocks, checks }: Stack): string[] {
  const checked = checks.flatMap(({ body }) => Object.keys(objectOf(body.data)).map((type) => `data.${type}`));
  return [...blocks.filter(({ kind }) => kind !== "module").map(({ blockType }) => blockType), ...checked];
}

function isType(key: string): boolean {
  return /^((data|ephemeral)\.)?\w+$/.test(key);
}

/** Answers that are given by the new address of what has moved, under the earlier one as well. */
export function withEarlierKeys(mocks: Mocks, origins: Origins): Mocks {
  const moved = Object.entries(mocks).flatMap(([key, answers]) => {
    const earlier = earlierKey(key, origins);
    return earlier === key ? [] : [[earlier, { ...mocks[earlier], ...answers }] as const];
  });
  return { ...mocks, ...Object.fromEntries(moved) };
}

function earlierKey(key: string, origins: Origins): string {
  const address = parseAddress(key);
  const origin = address && parseAddress(origins.of(blockAddress(address)));
  return origin === undefined ? key : printAddress({ ...origin, key: address?.key });
}

/** What a stack reads of the state of another one. */
interface RemoteState {
  readonly address: string;
  readonly outputs: JsonObject;
  /** The texts made up for its outputs. */
  readonly madeUp: readonly MadeUpText[];
}

/** The states of other stacks that a stack reads, with made-up outputs. Another state has other outputs. */
export function remoteStates(version: Plannable, mocks: Mocks): RemoteState[] {
  const outputs = remoteOutputs(version.stack);
  const states = version.stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  return states.map((block): RemoteState => {
    const { address, blockType } = block;
    const lookup = { ...block.body, lifecycle: null, depends_on: null };
    const values = new MadeUpValues(expandedText(lookup, version.stack, version.variables));
    const madeUp = Object.fromEntries(
      (outputs.get(address) ?? []).map((output) => [output, values.output(output, `${address}.outputs.${output}`)]),
    );
    const given = { ...mocks[blockType], ...mocks[address] };
    return { address, outputs: { ...madeUp, ...objectOf(given.outputs) }, madeUp: values.texts };
  });
}

/** The names after `outputs` in a text, whatever it is the outputs of: one too many does no harm. */
export function outputNames(text: string): string[] {
  const names = text.matchAll(/\boutputs\s*(?:\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)|\[\s*\\?"([^"\\]+)\\?")/gu);
  return [...new Set([...names].map(([, attribute, key]) => attribute ?? key))];
}

/**
 * A state that Terraform or OpenTofu wrote, as the proxies know states: with what each object is called, and with what
 * the provider keeps of it as a part of what its proxy keeps.
 * @param labelOf what the configuration calls an object; undefined for one that it does not have, or that is in a module
 */
export function givenState(
  state: JsonObject,
  product: Product,
  labelOf: (address: Address) => string | undefined,
): JsonObject {
  const { check_results: _checks, ...kept } = state;
  const resources = listOf(state.resources).map((one): Json => {
    const resource = objectOf(one);
    const instances = listOf(resource.instances).map((instance): Json => {
      const { identity: _identity, identity_schema_version: _version, ...body } = objectOf(instance);
      const address = addressOf(resource, body);
      const label = address && labelOf(address);
      const attributes = { ...objectOf(body.attributes), [ADDRESS_ARGUMENT]: label ?? null };
      return { ...body, attributes, private: privateOf(body.private) };
    });
    return { ...resource, provider: providerOf(textOf(resource.provider), product), instances };
  });
  return { ...kept, resources };
}

/** What the data sources of a state have found, as answers by address. */
export function answersIn(state: JsonObject): Mocks {
  const answers = objectsIn(state).flatMap(({ address, instance }): [string, JsonObject][] => {
    if (address?.kind !== "data" || address.modules.length > 0) {
      return [];
    }
    const found = objectOf(instance.attributes);
    const isOther = address.type === "terraform_remote_state";
    return [[printAddress(address), isOther ? { outputs: dynamic(found.outputs) } : found]];
  });
  return Object.fromEntries(answers);
}

/** An object in a state. */
interface StateObject {
  /** Undefined where nobody can read its module. */
  readonly address: Address | undefined;
  readonly instance: JsonObject;
}

/** The objects of a state of format 4. */
export function objectsIn({ resources }: JsonObject): StateObject[] {
  const pairs = listOf(resources).flatMap((resource) =>
    listOf(objectOf(resource).instances).map((instance) => [objectOf(resource), objectOf(instance)]),
  );
  return pairs.map(([resource, instance]) => ({ address: addressOf(resource, instance), instance }));
}

/** The values of the outputs in a state. */
export function outputsIn(state: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(state.outputs)).map(([name, output]) => [name, objectOf(output).value ?? null]),
  );
}

/** A value of a dynamic type has its type beside it. */
function dynamic(value: Json | undefined): Json {
  return isObject(value) && "type" in value && "value" in value ? (value.value ?? null) : (value ?? {});
}

function addressOf(resource: JsonObject, { index_key: key }: JsonObject): Address | undefined {
  const call = resource.module === undefined ? undefined : parseAddress(textOf(resource.module));
  if (resource.module !== undefined && call === undefined) {
    return undefined;
  }
  return {
    modules: call === undefined ? [] : [...call.modules, printAddress({ ...call, modules: [] })],
    kind: resource.mode === "data" ? "data" : "resource",
    type: textOf(resource.type),
    name: textOf(resource.name),
    ...(typeof key === "string" || typeof key === "number" ? { key } : {}),
  };
}

/** The form of `writePrivateState`. */
function privateOf(own: Json | undefined): string {
  const state = { open: [], ...(typeof own === "string" && own !== "" ? { provider: own } : {}) };
  return Buffer.from(JSON.stringify(state)).toString("base64");
}

/** Each product finds the same provider by the address that it gives it. */
function providerOf(provider: string, product: Product): string {
  return Object.values(HOSTS).reduce((text, host) => text.replace(`["${host}/`, `["${HOSTS[product]}/`), provider);
}

/** A key as Terraform writes it in JSON, which a label has. */
export function labelKey(key: string | number | undefined): string {
  return key === undefined ? "" : `[${encoded(key)}]`;
}
