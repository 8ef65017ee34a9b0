import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");
/** Its own, because it is emptied, and suites keep other things beside it. */
const CACHE = join(PROJECT, "node_modules/.cache/cdktf-acr-aks/assembly");

/** What jsii compiles into other languages: the table of contents and the constructs. */
const SOURCES = ["src"];

/** The part of a jsii assembly that describes types. */
export interface Assembly {
  /** Of the package. */
  readonly name: string;
  readonly types: { readonly [fqn: string]: TypeDeclaration };
}

export interface TypeDeclaration {
  readonly kind: "class" | "enum" | "interface";
  readonly name: string;
  readonly docs: Docs;
  /** Whether it is a struct: an interface of plain data. */
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  /** Fully qualified name of the class that it extends. */
  readonly base?: string;
  /** Fully qualified names of the interfaces that it extends or implements. */
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Member[] };
  readonly methods?: readonly Method[];
  readonly properties?: readonly Member[];
  /** Those of an enum. */
  readonly members?: readonly Documented[];
}

interface Docs {
  readonly summary?: string;
  readonly stability: "experimental" | "stable";
}

interface Documented {
  readonly name: string;
  readonly docs: Docs;
}

export interface Method extends Documented {
  readonly static?: boolean;
  readonly parameters?: readonly Member[];
}

/** A property or a parameter. */
export interface Member extends Documented {
  readonly optional?: boolean;
  readonly type: TypeReference;
}

export interface TypeReference {
  readonly primitive?: "any" | "boolean" | "number" | "string";
  readonly fqn?: string;
  readonly collection?: { readonly kind: "array" | "map"; readonly elementtype: TypeReference };
}

/** The assembly of the sources as they are. jsii takes some ten seconds, so it runs only if they have changed. */
export function assembly(): Assembly {
  const folder = join(CACHE, fingerprint());
  if (!existsSync(folder)) {
    rmSync(CACHE, { recursive: true, force: true });
    compile(folder);
  }
  return JSON.parse(readFileSync(join(folder, ".jsii"), "utf8"));
}

/** Compiles a copy inside node_modules, where jsii finds the peers and writes nothing into the project. */
function compile(folder: string): void {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const path of ["package.json", "README.md", "LICENSE", ...SOURCES]) {
    cpSync(join(PROJECT, path), join(draft, path), { recursive: true });
  }
  const program = join(PROJECT, "node_modules/jsii/bin/jsii");
  const args = [program, "--generate-tsconfig", "tsconfig.jsii.json"];
  execFileSync(process.execPath, args, { cwd: draft, stdio: "pipe" });
  renameSync(draft, folder);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const path of ["package.json", ...SOURCES.flatMap(filesOf)]) {
    hash.update(path).update(readFileSync(join(PROJECT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesOf(path: string): string[] {
  return path.endsWith(".ts")
    ? [path]
    : readdirSync(join(PROJECT, path), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .sort()
        .map((name) => join(path, name));
}
