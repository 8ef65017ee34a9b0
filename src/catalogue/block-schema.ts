import { lookUp } from "../terraform/json";
import type { RequiredProvider } from "../terraform/provider";
import { isKnownProvider, majorVersions } from "./provider-versions";

/** What the JSON of a body does not tell, since it writes blocks and arguments alike. */
export interface BodySchema {
  /** The body of a block, or nothing for an argument. */
  readonly blockOf: (name: string) => BodySchema | undefined;
  /** Whether an argument takes a list, a set, a map or an object. */
  readonly takesCollection: (name: string) => boolean;
}

/** A body as `data/provider-schemas.json` has it. */
interface SchemaBody {
  /** Arguments that take a list, a set, a map or an object. */
  readonly collections?: readonly string[];
  /** Blocks: their bodies, or the names of bodies that several blocks share. */
  readonly blocks?: Readonly<Record<string, SchemaBody | string>>;
}

interface SchemaData {
  readonly shared: Readonly<Record<string, SchemaBody>>;
  readonly types: Readonly<Record<string, SchemaBody | string>>;
}

/** The body of a block type, such as `data.azurerm_subnet` or `provider.azurerm`; nothing if its schema is unknown. */
export function schemaOf(type: string): BodySchema | undefined {
  return lookUp(BUILT_IN, type) ?? bodySchema(lookUp(schemaData().types, type));
}

function bodySchema(body: SchemaBody | string | undefined): BodySchema | undefined {
  if (body === undefined) {
    return undefined;
  }
  const { collections = [], blocks = {} } = typeof body === "string" ? schemaData().shared[body] : body;
  return {
    blockOf: (name) => bodySchema(lookUp(blocks, name)),
    takesCollection: (name) => collections.includes(name),
  };
}

/** Read at the first question. The compiler checks the file against the types above. */
function schemaData(): SchemaData {
  const data: typeof import("./data/provider-schemas.json") = require("./data/provider-schemas.json");
  return data;
}

/** The types of Terraform's built-in provider have no blocks, and arguments that take any value. */
const ANY_ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true };

const BUILT_IN: Readonly<Record<string, BodySchema>> = {
  "data.terraform_remote_state": ANY_ARGUMENTS,
  terraform_data: ANY_ARGUMENTS,
};

/** Why the schemas cannot be used for a provider, in words; nothing if they can. */
export function gapOf({
  name,
  source,
  version,
}: Pick<RequiredProvider, "name" | "source" | "version">): string | undefined {
  if (!isKnownProvider(name)) {
    return "this package has no schema of it";
  }
  if (source !== `hashicorp/${name}`) {
    return `its source is ${source}, but this package has the schema of hashicorp/${name}`;
  }
  const majors = majorVersions(name);
  const major = /\d+/.exec(version)?.[0];
  if (major !== undefined && majors.includes(Number(major))) {
    return undefined;
  }
  const required = version === "" ? "it has no version" : `its version is ${version}`;
  return `${required}, but this package has the schema of ${majors.join(" and ")}`;
}
