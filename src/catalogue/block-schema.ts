import { lookUp } from "../terraform/json";
import type { Provider } from "../terraform/provider";
import { BODIES, MAJOR_VERSIONS, TYPES } from "./data/provider-blocks";

/** How the arguments of a body are written in HCL, where they are no plain values. */
export type Way =
  /** A text that means itself: Terraform evaluates nothing there. */
  | "literal"
  /** An address, or a list or an object of addresses. */
  | "reference"
  /** A type. */
  | "type";

/** What can be told of a body: Terraform's JSON writes blocks and arguments alike. */
export interface BodySchema {
  /** The body of a block, or nothing for an argument. */
  readonly blockOf: (name: string) => BodySchema | undefined;
  /** Whether an argument takes a list, a set, a map or an object. */
  readonly takesCollection: (name: string) => boolean;
  readonly ways: Readonly<Record<string, Way>>;
}

/** A body made of blocks by name; everything else is an argument that takes anything. */
export function openSchema(
  blocks: Readonly<Record<string, BodySchema>> = {},
  ways: Readonly<Record<string, Way>> = {},
): BodySchema {
  return { blockOf: (name) => lookUp(blocks, name), takesCollection: () => true, ways };
}

const types = new Map(
  TYPES.trim()
    .split(/\s+/)
    .map((entry) => entry.split(":") as [string, string]),
);
const bodies = BODIES.trim().split(/;\s*/);

/** The body of a type, as `private/permissions.ts` names it, or of `provider.<name>`; nothing for a type without a schema here. */
export function schemaOf(sort: string): BodySchema | undefined {
  const builtIn = lookUp(BUILT_IN, sort);
  const number = types.get(sort);
  return builtIn ?? (number === undefined ? undefined : bodySchema(number));
}

function bodySchema(number: string): BodySchema {
  const [collections, blocks] = bodies[Number.parseInt(number, 36)].split("|").map((part) => part.split(" ").filter(Boolean));
  const numbers = new Map(blocks.map((entry) => entry.split(":") as [string, string]));
  return {
    blockOf: (name) => {
      const inner = numbers.get(name);
      return inner === undefined ? undefined : bodySchema(inner);
    },
    takesCollection: (name) => collections.includes(name),
    ways: {},
  };
}

/** Terraform's own provider has arguments only. */
const BUILT_IN: Readonly<Record<string, BodySchema>> = {
  "data.terraform_remote_state": openSchema(),
  terraform_data: openSchema(),
};

/** Why the schemas say nothing about a provider, in words; nothing if they do. */
export function gapOf({ name, source, pinned }: Provider): string | undefined {
  const majors = lookUp(MAJOR_VERSIONS, name);
  if (majors === undefined) {
    return "its schema is not in this package";
  }
  if (source !== `hashicorp/${name}`) {
    return `its source is ${source}, and the schema in this package is that of hashicorp/${name}`;
  }
  const major = /\d+/.exec(pinned)?.[0];
  return major !== undefined && majors.includes(Number(major))
    ? undefined
    : `its version is ${pinned || "not given"}, and this package has the schema of ${majors.join(" and ")}`;
}
