import { lookUp } from "../terraform/json";
import type { Provider } from "../terraform/provider";
import { isKnownProvider, majorVersions } from "./provider-versions";

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

/** A body as `data/provider-schemas.json` has it. */
interface SchemaBody {
  /** Arguments that take a list, a set, a map or an object. */
  readonly collections?: readonly string[];
  /** Blocks: their bodies, or the names of bodies that several blocks share. */
  readonly blocks?: Readonly<Record<string, SchemaBody | string>>;
}

interface ProviderSchemas {
  readonly shared: Readonly<Record<string, SchemaBody>>;
  readonly types: Readonly<Record<string, SchemaBody | string>>;
}

/** The body of a type of block, such as `data.azurerm_subnet` or `provider.azurerm`; nothing for a type without a schema here. */
export function schemaOf(type: string): BodySchema | undefined {
  return lookUp(BUILT_IN, type) ?? bodySchema(lookUp(providerSchemas().types, type));
}

function bodySchema(body: SchemaBody | string | undefined): BodySchema | undefined {
  if (body === undefined) {
    return undefined;
  }
  const { collections = [], blocks = {} } = typeof body === "string" ? providerSchemas().shared[body] : body;
  return {
    blockOf: (name) => bodySchema(lookUp(blocks, name)),
    takesCollection: (name) => collections.includes(name),
    ways: {},
  };
}

/** Read when something is first asked of it. `require` reads it once, and the compiler holds the file to the types above. */
function providerSchemas(): ProviderSchemas {
  const schemas: typeof import("./data/provider-schemas.json") = require("./data/provider-schemas.json");
  return schemas;
}

/** Terraform's own provider has arguments only. */
const BUILT_IN: Readonly<Record<string, BodySchema>> = {
  "data.terraform_remote_state": openSchema(),
  terraform_data: openSchema(),
};

/** Why the schemas cannot be used for a provider, in words; nothing if they can. */
export function gapOf({ name, source, pinned }: Pick<Provider, "name" | "source" | "pinned">): string | undefined {
  if (!isKnownProvider(name)) {
    return "this package has no schema of it";
  }
  if (source !== `hashicorp/${name}`) {
    return `its source is ${source}, but this package has the schema of hashicorp/${name}`;
  }
  const majors = majorVersions(name);
  const major = /\d+/.exec(pinned)?.[0];
  if (major !== undefined && majors.includes(Number(major))) {
    return undefined;
  }
  const version = pinned === "" ? "it has no version" : `its version is ${pinned}`;
  return `${version}, but this package has the schema of ${majors.join(" and ")}`;
}
