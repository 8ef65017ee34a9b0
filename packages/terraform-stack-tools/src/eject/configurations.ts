import { posix } from "node:path";
import { identifier } from "../hand-off/module/child-module";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/input/source";
import { ownersAmong, readsAmong } from "./beside";
import { type Configuration, configurationOf, startOf } from "./configuration";
import { finished } from "./finished";
import { callsOf } from "./modules/calls";
import { moduleReadme } from "./page/module-readme";
import { type RewriteOptions, rewrittenAll } from "./rewrite";

export interface ConfigurationOptions extends RewriteOptions {
  /** Whether stacks that differ in nothing but values become one module and a call of it for each. */
  readonly modules: boolean;
}

/** What becomes of all stacks of an app, in their order. */
export function configurationsOf(
  sources: readonly Source[],
  schemas: KnownSchemas,
  { modules, ...options }: ConfigurationOptions,
): Configuration[] {
  const owners = ownersAmong(sources);
  const origins = sources.map((source) => ({ source, reads: readsAmong(source, owners) }));
  const groups = rewrittenAll(
    origins.map(({ source, reads }) => startOf(source, reads)),
    options,
  );
  const taken = new Set(sources.map(({ name }) => name.toLowerCase()));
  const names = new Set<string>();
  const found = groups.flatMap(({ name, members, parameters }) => {
    const all = members.map(({ index, draft }) => ({ index, draft: finished(draft, schemas), ...origins[index] }));
    const isShared = modules && members.length > 1 && !taken.has("modules");
    const shared = isShared ? callsOf(freeName(name, names), all, parameters, schemas) : undefined;
    return all.map(({ index, source, reads, draft }, own) => ({
      index,
      configuration: shared?.[own] ?? configurationOf(source, reads, draft, schemas),
    }));
  });
  return found.sort((left, right) => left.index - right.index).map(({ configuration }) => configuration);
}

/** A name for the module of stacks: those of two classes may have the same words in common. */
function freeName(group: string, taken: Set<string>): string {
  const name = identifier(group);
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    free = `${name}_${number}`;
  }
  taken.add(free);
  return free;
}

/** The files of the module that a configuration shares with others, by path from the folder of all. */
export function moduleFilesOf(configuration: Configuration): [path: string, bytes: Buffer][] {
  const { call, code } = configuration;
  if (call === undefined) {
    return [];
  }
  const place = (path: string) => posix.join("-", path);
  const files = [...code].filter(([path]) => path.startsWith("../"));
  const page = [`${call.folder}/README.md`, moduleReadme(call)] as const;
  return [...files, page].map(([path, text]) => [place(path), Buffer.from(text)]);
}
