import type { RequiredProvider } from "../../../stack/provider";
import { quoted } from "../../../stack/quoted";
import { kindOf } from "../kind";
import { type Answer, isGap, isSameProvider, providerType, type SchemaSource } from "../schema-source";
import { fits } from "../version-fit";
import { archivesNear } from "./archives";
import type { Bindings } from "./bindings";
import { declaredType } from "./declarations";
import { packagesNear } from "./packages";

/**
 * The schemas that cdktf generated bindings from, as far as the project of a folder has them: packages and generated
 * code of TypeScript, or the archives in packages of other languages. Their text is read, nothing of it is executed.
 */
export function bindingSchemas(folder: string): SchemaSource {
  const known = new Map<string, readonly Bindings[]>();
  return {
    find: (type, provider) => {
      const names = [...new Set([providerType(provider.source), provider.name])];
      const key = names.join();
      const bindings = known.get(key) ?? bindingsNear(folder, names);
      known.set(key, bindings);
      const answers = bindings.map((one) => answerOf(one, type, provider));
      return answers.find((answer) => answer !== undefined && !isGap(answer)) ?? answers.find(isGap);
    },
  };
}

/** Archives are searched for only where there is no package, because that takes longer. */
function bindingsNear(folder: string, names: readonly string[]): readonly Bindings[] {
  const packages = packagesNear(folder, names);
  return packages.length > 0 ? packages : archivesNear(folder, names);
}

function answerOf({ path, read }: Bindings, type: string, provider: RequiredProvider): Answer | undefined {
  const { kind, name } = kindOf(type);
  const expected = kind === "provider" ? providerType(provider.source) : name;
  const texts = foldersOf(type, providerType(provider.source)).map(read);
  const declared = texts
    .map((text) => (text === undefined ? undefined : declaredType(text)))
    .find((one) => one?.type === expected);
  if (declared === undefined) {
    return undefined;
  }
  const { source, version, body } = declared;
  const origin = `the bindings in ${path}, made from ${source} ${version}`;
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
  // The name is from the input, and must not lead anywhere else.
  return /^[a-z0-9-]+$/i.test(folder) ? [folder, `${folder}-resource`] : [];
}
