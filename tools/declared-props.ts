import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeTables } from "./inputs";

const PROJECT = join(__dirname, "..");

/** What checks of props are read from: `npm test` and users have no jsii. */
const PATH = "src/private/props/declared.json";

/** The part of a jsii assembly that says what is declared. */
interface Assembly {
  readonly types: Readonly<Record<string, Declaration>>;
}

interface Declaration {
  readonly kind: "class" | "enum" | "interface";
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

interface Member {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: Type;
  readonly locationInModule: { readonly line: number };
}

interface Type {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: "array" | "map"; readonly elementtype: Type };
}

/**
 * Writes what the compiled package declares, and tells whether that is new. The assembly has the names of an enumeration,
 * and the package its values.
 */
export function writeDeclaredProps(): boolean {
  const assembly: Assembly = JSON.parse(read(".jsii"));
  const before = read(PATH);
  const declared = Object.values(assembly.types).sort((one, other) => (one.name < other.name ? -1 : 1));
  const rows = (isWanted: (declaration: Declaration) => boolean, row: (declaration: Declaration) => unknown) =>
    Object.fromEntries(declared.filter(isWanted).map((declaration) => [declaration.name, row(declaration)]));
  writeTables(PATH, {
    enums: rows(
      ({ kind }) => kind === "enum",
      ({ name }) => Object.values(require(join(PROJECT, "lib"))[name]),
    ),
    interfaces: rows(({ kind, datatype }) => kind === "interface" && !datatype, membersOf),
    structs: rows(({ datatype }) => datatype === true, membersOf),
  });
  return read(PATH) !== before;
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}

function membersOf({ interfaces = [], properties = [], methods = [] }: Declaration): Record<string, string> {
  const members = [
    ...properties.map((member) => ({ ...member, type: `${nameOf(member.type)}${member.optional ? "?" : ""}` })),
    ...methods.map((member) => ({ ...member, type: "method" })),
  ];
  // jsii sorts them, and a reader meets them in the order of the source.
  members.sort((one, other) => one.locationInModule.line - other.locationInModule.line);
  return {
    ...(interfaces.length > 0 ? { extends: interfaces.map((fqn) => nameOf({ fqn })).join(" ") } : {}),
    ...Object.fromEntries(members.map(({ name, type }) => [name, type])),
  };
}

/** Without its package, which is another one in cdktn-acr-aks. */
function nameOf({ primitive, fqn = "", collection }: Type): string {
  if (collection) {
    return `${nameOf(collection.elementtype)}${collection.kind === "array" ? "[]" : "{}"}`;
  }
  return primitive ?? fqn.slice(fqn.lastIndexOf(".") + 1);
}
