import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { objectOf, textOf } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections/check-stack";
import { isSameProvider } from "./schema-source";

/** The provider that bindings are made from. */
export interface BindingOrigin {
  /** Such as `hashicorp/aws`, or the name alone. */
  readonly source: string;
  /** Empty where nothing tells it. */
  readonly version: string;
}

/** The folder with the bindings for a provider. */
export class BindingFiles {
  /** The files of this folder and those below, by the name without its ending. */
  private known?: ReadonlyMap<string, readonly string[]>;

  constructor(public readonly root: string) {}

  /** The declarations of a type, from a folder of its own or, up to cdktf 0.15, from a file below a service's folder. */
  public declarations(names: readonly string[]): string[] {
    return names.flatMap((name) => {
      const own = textBelow(join(this.root, name));
      return own === undefined ? (this.files.get(name) ?? []).map(textOfFile) : [own];
    });
  }

  /** What is stated beside the declarations, which name no version up to cdktf 0.15. */
  public origin(provider: string): BindingOrigin {
    const { provider: packaged } = objectOf(jsonIn(join(this.root, "../package.json")).cdktf);
    const { name, version } = objectOf(packaged);
    if (name !== undefined) {
      return { source: withoutHost(textOf(name)), version: textOf(version) };
    }
    // `cdktf get` lists the versions beside the folders of providers.
    const all = Object.entries(jsonIn(join(this.root, "../../versions.json")));
    const generated = all.find(([address]) => address.endsWith(`/${provider}`) && isSameProvider(provider, address));
    return generated === undefined
      ? { source: provider, version: "" }
      : { source: withoutHost(generated[0]), version: textOf(generated[1]) };
  }

  private get files(): ReadonlyMap<string, readonly string[]> {
    this.known ??= filesBelow(this.root);
    return this.known;
  }
}

function withoutHost(address: string): string {
  return address.split("/").slice(-2).join("/");
}

function filesBelow(root: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))) {
    const name = basename(path).replace(/(\.d)?\.ts$/, "");
    files.set(name, [...(files.get(name) ?? []), join(root, path)]);
  }
  return files;
}

/** A file with the structures in a folder of the same name. */
function textOfFile(file: string): string {
  const stem = file.replace(/(\.d)?\.ts$/, "");
  const text = readFileSync(file, "utf8");
  const type = /tfResourceType(: string)? = "/.test(text) ? "" : typeInCode(textIn(`${stem}.js`));
  return [text, type, textBelow(`${stem}-structs`) ?? ""].join("\n");
}

/** Up to cdktf 0.9, only the code has the name of the type. It is read, not executed. */
function typeInCode(code: string): string {
  const [, type] = /(?:^\w+\.tfResourceType = "|^ *terraformResourceType: ')([^"']+)["']/m.exec(code) ?? [];
  return type === undefined ? "" : `tfResourceType = "${type}"`;
}

/** All declarations of a folder: large types have their structures in files of their own. */
function textBelow(folder: string): string | undefined {
  if (!isFolder(folder)) {
    return undefined;
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

function textIn(file: string): string {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : "";
}

/** Empty where there is no such file, or another one than expected. */
function jsonIn(file: string) {
  try {
    return objectOf(parseJson(textIn(file) || "{}"));
  } catch (error) {
    if (error instanceof StackError) {
      return {};
    }
    throw error;
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
