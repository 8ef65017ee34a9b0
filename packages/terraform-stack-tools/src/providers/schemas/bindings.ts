import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
import { declaredType } from "./declarations";
import { type Answer, isGap, isSameProvider, kindOf, providerType, type SchemaSource } from "./schema-source";
import { fits } from "./version-fit";

/**
 * The schemas that cdktf generated bindings from, in `node_modules` and `.gen` of a folder and of those above it. Their
 * text is read, nothing of it is executed.
 */
export function bindingSchemas(folder: string): SchemaSource {
  const known = new Map<string, readonly string[]>();
  return {
    find: (type, provider) => {
      const names = [...new Set([providerType(provider.source), provider.name])];
      const key = names.join();
      const roots = known.get(key) ?? bindingsNear(folder, names);
      known.set(key, roots);
      const answers = roots.map((root) => answerOf(root, type, provider));
      return answers.find((answer) => answer !== undefined && !isGap(answer)) ?? answers.find(isGap);
    },
  };
}

/** The folders with the bindings for one of these names, the nearest first. */
function bindingsNear(folder: string, names: readonly string[]): string[] {
  const places = (name: string) => [
    join(folder, ".gen", "providers", name),
    ...["@cdktf", "@cdktn"].map((scope) => join(folder, "node_modules", scope, `provider-${name}`, "lib")),
  ];
  // The names are from the input, and must not lead anywhere else.
  const own = names
    .filter((name) => /^\w[-\w]{0,63}$/.test(name))
    .flatMap(places)
    .filter(isFolder);
  const above = dirname(folder);
  return above === folder ? own : [...own, ...bindingsNear(above, names)];
}

function answerOf(root: string, type: string, provider: RequiredProvider): Answer | undefined {
  const { kind, name } = kindOf(type);
  const expected = kind === "provider" ? providerType(provider.source) : name;
  const texts = foldersOf(type, providerType(provider.source)).map((one) => declarationsIn(join(root, one)));
  const declared = texts
    .map((text) => (text === undefined ? undefined : declaredType(text)))
    .find((one) => one?.type === expected);
  if (declared === undefined) {
    return undefined;
  }
  const { source, version, body } = declared;
  const origin = `the bindings in ${quoted(root)}, made from ${source} ${version}`;
  const isMeant = isSameProvider(provider.source, `registry.terraform.io/${source}`) && fits(version, provider.version);
  return isMeant
    ? { body, origin }
    : { gap: `${origin}, are not for ${quoted(`${provider.source} ${provider.version}`)}` };
}

/** The folders that cdktf may have given a type. It changes names that are words of a language, such as `string`. */
function foldersOf(type: string, provider: string): string[] {
  const { kind, name } = kindOf(type);
  if (kind === "provider") {
    return ["provider"];
  }
  if (kind === "ephemeral_resource") {
    // cdktf generates none, and a resource has the same name.
    return [];
  }
  const own = name.startsWith(`${provider}_`) ? name.slice(provider.length + 1) : name;
  const folder = (kind === "data_source" ? `data_${name}` : own).split("_").join("-");
  return /^[a-z0-9-]{1,100}$/i.test(folder) ? [folder, `${folder}-resource`] : [];
}

/** Large types have their structures in files of a folder of their own. */
function declarationsIn(folder: string): string | undefined {
  if (!isFolder(folder)) {
    return undefined;
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
