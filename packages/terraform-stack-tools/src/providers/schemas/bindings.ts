import { dirname, join } from "node:path";
import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
import { BindingFiles, isFolder } from "./binding-files";
import { declaredType } from "./declarations";
import { type Answer, isGap, isSameProvider, kindOf, providerType, type SchemaSource } from "./schema-source";
import { fits } from "./version-fit";

/**
 * The schemas that cdktf generated bindings from, in `node_modules` and `.gen` of a folder and of those above it. Their
 * text is read, nothing of it is executed.
 */
export function bindingSchemas(folder: string): SchemaSource {
  const known = new Map<string, readonly BindingFiles[]>();
  return {
    find: (type, provider) => {
      const names = [...new Set([providerType(provider.source), provider.name])];
      const key = names.join();
      const roots = known.get(key) ?? bindingsNear(folder, names).map((root) => new BindingFiles(root));
      known.set(key, roots);
      const answers = roots.map((files) => answerOf(files, type, provider));
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

function answerOf(files: BindingFiles, type: string, provider: RequiredProvider): Answer | undefined {
  const { kind, name } = kindOf(type);
  const own = providerType(provider.source);
  const expected = kind === "provider" ? own : name;
  const texts = files.declarations(namesOf(type, own));
  const declared = texts.map((text) => declaredType(text)).find((one) => one?.type === expected);
  if (declared === undefined) {
    return texts.length === 0
      ? undefined
      : { gap: `the bindings in ${quoted(files.root)} have it in a form that is not known; use --init` };
  }
  const { source, version } = declared.origin ?? files.origin(own);
  const origin = `the bindings in ${quoted(files.root)}, made from ${`${source} ${version}`.trim()}`;
  const isMeant = isSameProvider(provider.source, `registry.terraform.io/${source}`) || source === own;
  return isMeant && (version === "" || fits(version, provider.version))
    ? { body: declared.body, origin, ...(version === "" ? {} : { version }) }
    : { gap: `${origin}, are not for ${quoted(`${provider.source} ${provider.version}`)}` };
}

/** The names that cdktf may have given a type. It changes those that are words of a language, such as `string`. */
function namesOf(type: string, provider: string): string[] {
  const { kind, name } = kindOf(type);
  if (kind === "provider") {
    return ["provider", `${provider}-provider`];
  }
  if (kind === "ephemeral_resource") {
    // cdktf generates none, and a resource has the same name.
    return [];
  }
  const own = name.startsWith(`${provider}_`) ? name.slice(provider.length + 1) : name;
  const folder = (kind === "data_source" ? `data_${name}` : own).split("_").join("-");
  return /^[a-z0-9-]{1,100}$/i.test(folder) ? [folder, `${folder}-resource`] : [];
}
