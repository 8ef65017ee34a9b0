import { hiddenValues } from "../knowledge/secrets/literal-secrets";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/input/source";
import { prose } from "../shared/markdown";
import { Refusal } from "../shared/refusal";
import { compare, entries, quoted } from "../stack/json";
import { CHANGES_PAGE, STACK_RECORD } from "./difference/versions";
import { testCaveats } from "./example/test-caveats";
import { testFiles } from "./example/test-files";
import { tfvarsExample } from "./example/tfvars";
import { hclFiles } from "./hcl/module-files";
import { faultsIn } from "./hcl/unreadable-expressions";
import { type Modules, type PlacedModule, placedModules, rootFolder } from "./module/layout";
import { type Platform, pipelineFile } from "./module/pipeline/pipeline-file";
import type { Provenance } from "./module/provenance";
import type { Format, RootModule } from "./module/root-module";
import { SURROUNDINGS } from "./module/surroundings";
import { bundleManifest, type Files, MANIFEST, type Remembered } from "./output/manifest";
import { checkHcl, jsonFile, ownFault } from "./output/read-back";
import { type Note, notesOf } from "./readme/notes";
import { readmePage } from "./readme/page";
import type { Tester, Trial } from "./trial/trial";

/** The folder that a stack becomes. */
export interface Bundle {
  readonly name: string;
  readonly module: RootModule;
  /** What its README asks a person to check. */
  readonly notes: readonly Note[];
  /** What a run of its tests gave, in a line; nothing where none was asked for. */
  readonly tested?: string;
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
  /** Runs its tests, and leaves out what fails. @default they are not run */
  readonly tester?: Tester;
}

/**
 * Puts a bundle together. The same stack gives the same bytes.
 * @throws Refusal where its files cannot be written
 */
export function bundleOf(source: Source, modules: Modules, options: BundleOptions): Bundle {
  const { format, ci, schemas, provenance, changes, tester, remembered = {} } = options;
  const { name, file } = source;
  const { whole: module } = modules;
  const { stack, providers, backend } = module;
  const pipeline = ci && pipelineFile(ci, modules, format);
  const notes = notesOf(stack, source.assets.keys());
  const placed = placedModules(modules);
  const code = format === "hcl" ? hclFiles(placed, file, schemas) : placed.flatMap((one) => jsonFiles(one, file));
  const tests = testFiles(modules, code, format);
  const trial = tester?.({
    name,
    files: new Map<string, string | Buffer>([...code, ...tests, ...source.assets]),
    tests,
    providers: providers.map((provider) => provider.source),
    hasModules: stack.blocks.some(({ kind }) => kind === "module"),
    hasEphemeral: stack.blocks.some(({ kind }) => kind === "ephemeral"),
  });
  const caveats = [testCaveats(stack), ...leftOutOf(trial)].filter((text) => text !== "").join("\n\n");
  const written: readonly File[] = [
    ...SURROUNDINGS,
    [CHANGES_PAGE, changes],
    ["README.md", readmePage(name, module, modules, caveats, notes, provenance, pipeline)],
    ...(pipeline === undefined ? [] : [[pipeline.path, pipeline.text] as const]),
    ...(stack.variables.length === 0
      ? []
      : [
          [
            `${rootFolder(modules)}terraform.tfvars.example`,
            tfvarsExample(stack.variables, hiddenValues(stack)),
          ] as const,
        ]),
    ...(trial?.tests ?? tests),
    jsonFile(STACK_RECORD, stack.sections, file),
    ...code,
  ];
  checkHcl(written, file);
  const files = filesOf([...written, ...source.assets], file);
  const manifest = bundleManifest({ source, providers, language: format, provenance, backend, remembered }, files);
  const [, manifestText] = jsonFile(MANIFEST, manifest, file);
  const { executables } = source;
  const tested = trial === undefined ? {} : { tested: trial.summary };
  return {
    name,
    module,
    notes,
    executables,
    ...tested,
    files: new Map([...files, [MANIFEST, Buffer.from(manifestText)]]),
  };
}

/** What the README says of tests that failed. */
function leftOutOf(trial: Trial | undefined): string[] {
  return trial === undefined || trial.leftOut.length === 0
    ? []
    : [LEFT_OUT, trial.leftOut.map((one) => `- ${prose(one)}`).join("\n")];
}

const LEFT_OUT =
  "Parts of the tests failed when this folder was made, and are left out. What they would hold is not tested:";

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
