import { backendOf, moduleOf, type RootModule, withTerraformWords } from "../hand-off/module/root-module";
import { requiredVersion } from "../hand-off/module/version-constraints";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/input/source";
import { parseAddress } from "../stack/address";
import { type JsonObject, listOf } from "../stack/json";
import { type Stack, withSections } from "../stack/stack";
import { type Reads, stateFileOf, withStatesBeside } from "./beside";
import { rootFiles } from "./files/root-files";
import { type Page, readme } from "./page/readme";
import { providersOf } from "./providers";
import type { Draft } from "./rewrite/draft";

/** What becomes of one stack. */
export interface Configuration {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
  readonly module: RootModule;
  /** The files in HCL, by path from its folder: those of a module that it calls as well. */
  readonly code: ReadonlyMap<string, string>;
  readonly page: Page;
  /** The module that it calls, where others call it as well. */
  readonly call?: ModuleCall;
}

/** The call of a module that several configurations share. */
export interface ModuleCall {
  readonly name: string;
  /** The folder of the module, from that of the configuration. */
  readonly folder: string;
  readonly module: RootModule;
}

/** A configuration of its own, whose state is that of the source. */
export function configurationOf(source: Source, reads: Reads, draft: Draft, schemas: KnownSchemas): Configuration {
  const moves = movesOf(draft);
  const { stack } = draft;
  const sections = {
    ...stack.sections,
    ...(moves.length === 0 ? {} : { moved: [...listOf(stack.sections.moved), ...moves] }),
  };
  const module = moduleOf(sections, providersOf(stack, schemas), requiredVersion(stack));
  const placed = { ...module, stack: { ...module.stack, constructPaths: stack.constructPaths } };
  const code = rootFiles(placed, stack.settings, source.file, schemas);
  const page = pageOf(source, reads, module.stack, code, moves.length);
  return { source, reads, draft, module, code, page };
}

export function pageOf(
  source: Source,
  reads: Reads,
  stack: Stack,
  code: ReadonlyMap<string, string>,
  moves: number,
): Page {
  return {
    name: source.name,
    stack,
    files: [...code.keys()].filter((path) => !path.includes("/")).sort(),
    backend: backendOf(source.stack.settings),
    stateFile: stateFileOf(source),
    moves,
    reads: [...new Set(reads.values())],
  };
}

/** The stack to rewrite: it finds the states of the others where their owners put them. */
export function startOf(source: Source, reads: Reads): Stack {
  const beside = withStatesBeside(source.stack, reads);
  return withSections(beside, withTerraformWords(beside.sections));
}

/** Data sources, ephemeral resources and local values are in no state. */
function movesOf({ addresses }: Draft): JsonObject[] {
  return [...addresses]
    .filter(([from, to]) => from !== to && ["resource", "module"].includes(parseAddress(from)?.kind ?? ""))
    .map(([from, to]) => ({ from, to }));
}

/** The files of a configuration, by path in its folder. */
export function filesOf({ source, code, page }: Configuration): [path: string, bytes: Buffer][] {
  const own = [...code].filter(([path]) => !path.startsWith("../"));
  const written = [...own, ["README.md", readme(page)], [".gitignore", GITIGNORE]] as const;
  return [...written.map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]), ...source.assets];
}

const GITIGNORE = `.terraform/
*.tfstate
*.tfstate.*
*.tfplan
crash.log
crash.*.log
`;
