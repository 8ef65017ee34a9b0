import { hiddenValues } from "../knowledge/secrets/literal-secrets";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { compare, entries, quoted } from "../stack/json";
import { CHANGES_PAGE, STACK_RECORD } from "./difference/versions";
import { TEST_FILE, testCaveats, testFile } from "./example/test-file";
import { tfvarsExample } from "./example/tfvars";
import { hclFiles } from "./hcl/module-files";
import { faultsIn } from "./hcl/unreadable-expressions";
import { type Modules, type PlacedModule, placedModules, rootFolder } from "./module/layout";
import type { Provenance } from "./module/provenance";
import type { Format, RootModule } from "./module/root-module";
import { SURROUNDINGS } from "./module/surroundings";
import type { Files } from "./output/folder";
import { bundleManifest, MANIFEST, type Remembered } from "./output/manifest";
import { checkHcl, jsonFile, ownFault } from "./output/read-back";
import { type Note, notesOf } from "./readme/notes";
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
  const { format, schemas, provenance, changes, remembered = {} } = options;
  const { name, file } = source;
  const { whole: module } = modules;
  const { stack, providers, backend } = module;
  const notes = notesOf(stack, source.assets.keys());
  const placed = placedModules(modules);
  const code = format === "hcl" ? hclFiles(placed, file, schemas) : placed.flatMap((one) => jsonFiles(one, file));
  const written: readonly File[] = [
    ...SURROUNDINGS,
    [CHANGES_PAGE, changes],
    ["README.md", readmePage(name, module, modules, testCaveats(stack), notes, provenance)],
    ...(stack.variables.length === 0
      ? []
      : [
          [
            `${rootFolder(modules)}terraform.tfvars.example`,
            tfvarsExample(stack.variables, hiddenValues(stack)),
          ] as const,
        ]),
    [TEST_FILE, testFile(modules)],
    jsonFile(STACK_RECORD, stack.sections, file),
    ...code,
  ];
  checkHcl(written, file);
  const files = filesOf([...written, ...source.assets], file);
  const manifest = bundleManifest({ source, providers, language: format, provenance, backend, remembered }, files);
  const [, manifestText] = jsonFile(MANIFEST, manifest, file);
  const { executables } = source;
  return {
    name,
    module,
    notes,
    executables,
    files: new Map([...files, [MANIFEST, Buffer.from(manifestText)]]),
  };
}

type File = readonly [path: string, text: string];

function jsonFiles({ folder, module }: PlacedModule, source: string): File[] {
  const [fault] = faultsIn(module.stack);
  if (fault !== undefined) {
    throw ownFault(fault.trim(), source);
  }
  return Object.entries(module.files)
    .filter(([, sections]) => entries(sections).length > 0)
    .map(([name, sections]) => jsonFile(`${folder}${name}.tf.json`, sections, source));
}

/** The files in the order of their paths. @throws Refusal where an asset has the path of another file */
function filesOf(contents: readonly (readonly [path: string, content: string | Buffer])[], source: string): Files {
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
