import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/input/source";
import { Refusal } from "../shared/refusal";
import { compare, entries, print } from "../stack/json";
import { quoted } from "../stack/quoted";
import { CHANGES_PAGE, STACK_RECORD } from "./difference/previous-version";
import { testCaveats } from "./example/test-caveats";
import { testFiles } from "./example/test-files";
import { tfvarsExample } from "./example/tfvars";
import { hclFiles } from "./hcl/module-files";
import { checkExpressions } from "./hcl/unreadable-expressions";
import { type Modules, type PlacedModule, placedModules, rootFolder } from "./module/layout";
import { type Platform, pipelineFile } from "./module/pipeline/pipeline-file";
import type { Provenance } from "./module/provenance";
import type { Format, RootModule } from "./module/root-module";
import { surroundings } from "./module/surroundings";
import { bundleManifest, type Files, MANIFEST, type Remembered } from "./output/manifest";
import { type Note, notesOf } from "./readme/notes/review-notes";
import { readmePage } from "./readme/page";

/** The folder that a stack becomes. */
export interface Bundle {
  readonly name: string;
  readonly module: RootModule;
  /** What its README asks a person to check. */
  readonly notes: readonly Note[];
  readonly files: Files;
  /** The paths of the files that can be run. */
  readonly executables: ReadonlySet<string>;
}

export interface BundleOptions {
  readonly format: Format;
  /** What runs its pipeline. @default it has none */
  readonly ci?: Platform;
  /** What HCL tells blocks from arguments by. @default the schemas of this package */
  readonly schemas?: KnownSchemas;
  readonly provenance: Provenance;
  /** What the next handoff goes on with. @default nothing */
  readonly remembered?: Remembered;
  /** The text of the page that says what changed since the handoff before. */
  readonly changes: string;
}

/**
 * Puts a bundle together. The same stack gives the same bytes.
 * @throws Refusal where its files cannot be written
 */
export function bundleOf(source: Source, modules: Modules, options: BundleOptions): Bundle {
  const { format, ci, schemas, provenance, changes, remembered = {} } = options;
  const { name, file } = source;
  const { whole: module } = modules;
  const { stack, providers, backend } = module;
  const pipeline = ci && pipelineFile(ci, modules, format);
  checkExpressions(stack, file);
  const notes = notesOf(stack, source.assets.keys());
  const contents: readonly NamedContent[] = [
    ...surroundings(format),
    [CHANGES_PAGE, changes],
    [
      "README.md",
      readmePage(name, module, modules, testCaveats(stack, modules.top.stack), notes, provenance, pipeline),
    ],
    ...(pipeline === undefined ? [] : [[pipeline.path, pipeline.text] as const]),
    ...(stack.variables.length === 0
      ? []
      : [[`${rootFolder(modules)}terraform.tfvars.example`, tfvarsExample(stack.variables)] as const]),
    ...testFiles(modules),
    [STACK_RECORD, print(stack.sections)],
    ...(format === "hcl" ? hclFiles(placedModules(modules), file, schemas) : placedModules(modules).flatMap(jsonFiles)),
    ...source.assets,
  ];
  const files = filesOf(contents, file);
  const manifest = print(
    bundleManifest({ source, providers, language: format, provenance, backend, remembered }, files),
  );
  const { executables } = source;
  return { name, module, notes, executables, files: new Map([...files, [MANIFEST, Buffer.from(manifest)]]) };
}

type NamedContent = readonly [path: string, content: string | Buffer];

function jsonFiles({ folder, module }: PlacedModule): NamedContent[] {
  return Object.entries(module.files)
    .filter(([, sections]) => entries(sections).length > 0)
    .map(([name, sections]) => [`${folder}${name}.tf.json`, print(sections)]);
}

/** The files in the order of their paths. @throws Refusal where an asset has the path of another file */
function filesOf(contents: readonly NamedContent[], source: string): Files {
  const files = new Map<string, Buffer>();
  for (const [path, content] of contents) {
    if (files.has(path)) {
      throw new Refusal(
        `${quoted(source)}: an asset has the path of the bundle's own ${quoted(path)}; rename the asset.`,
      );
    }
    files.set(path, Buffer.from(content));
  }
  return new Map([...files].sort(([left], [right]) => compare(left, right)));
}
