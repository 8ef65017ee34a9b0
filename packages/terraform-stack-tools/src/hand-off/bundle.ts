import { posix } from "node:path";
import { hiddenValues, literalSecrets } from "../knowledge/secrets/secret-scan";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { beginStep } from "../shared/remainders";
import { compare, entries, quoted } from "../stack/json";
import { type Update, type UpdateOptions, updateOf, withCommitOf } from "./difference/update";
import { CHANGES_PAGE, previousVersion, STACK_RECORD } from "./difference/versions";
import { tfvarsExample } from "./example/sample";
import { TEST_FILE, testCaveats, testFile } from "./example/test-file";
import { hclFiles } from "./hcl/module-files";
import { checkHcl, faultsIn, jsonFile, ownFault } from "./hcl/unreadable-expressions";
import { type Layout, type Modules, modulesOf, type PlacedModule, placedModules, rootFolder } from "./module/layout";
import type { Provenance } from "./module/provenance";
import type { NamedSource } from "./module/renamed-stack";
import type { Format, RootModule } from "./module/root-module";
import type { Content } from "./output/changes";
import type { Files, Folder } from "./output/folder";
import {
  bundleManifest,
  digestOf,
  indexManifest,
  MANIFEST,
  type Manifest,
  manifestIn,
  type Remembered,
} from "./output/manifest";
import { indexPage, readmePage } from "./readme/page";
import { type Note, notesOf } from "./readme/tables";

/** Everything that a hand-off writes, compared with what is there. */
export interface Handoff {
  readonly bundles: readonly Bundle[];
  readonly content: Content;
  /** In Markdown, the pages of all bundles that change. */
  readonly changes: string;
}

interface HandoffOptions extends UpdateOptions, Pick<BundleOptions, "schemas" | "remembered"> {
  readonly layout: Layout;
}

/** Puts all bundles together. */
export function handoffOf(
  isApp: boolean,
  sources: readonly NamedSource[],
  before: Folder,
  options: HandoffOptions,
): Handoff {
  const { format, layout, schemas, remembered } = options;
  const parts = sources.map((source) => {
    const modules = modulesOf(source, layout);
    const previous = previousVersion(before, isApp ? source.name : ".");
    const update = updateOf(source, modules, previous, options);
    const { provenance, page: changes } = update;
    const given = { format, schemas, provenance, changes, remembered };
    beginStep(`writing ${source.name}`);
    return { update, bundle: bundleOf(source, modules, given) };
  });
  const [first] = parts;
  const bundles = parts.map(({ bundle }) => bundle);
  const updates = parts.map(({ update }) => update);
  const placed = (bundle: Bundle, places: readonly string[]) =>
    places.map((place) => (isApp ? posix.join(bundle.name, place) : place));
  const risks = parts.flatMap(({ bundle, update }) =>
    update.risks.map((risk) => ({ ...risk, place: placed(bundle, [risk.place])[0] })),
  );
  const addresses = parts.flatMap(({ bundle, update }) => placed(bundle, update.addresses));
  const secrets = bundles.flatMap((bundle) =>
    placed(
      bundle,
      literalSecrets(bundle.module.stack).map(({ place }) => place),
    ),
  );
  const isUnchanged = updates.every((update) => update.isUnchanged) && !options.stated.commit;
  const index = isUnchanged ? previousIndex(before, bundles) : undefined;
  const { provenance } = options;
  const written = isApp
    ? withIndex(bundles, index ? withCommitOf(index, provenance) : provenance, remembered ?? {})
    : first.bundle;
  return { bundles, content: { ...written, risks, addresses, secrets }, changes: changesOf(updates) };
}

function changesOf(updates: readonly Update[]): string {
  const pages = updates.filter(({ isUnchanged }) => !isUnchanged).map(({ told }) => told);
  return pages.length === 0 ? "Nothing changes.\n" : pages.join("\n");
}

/** An interrupted hand-off may have written all bundles, and their index not yet. */
function previousIndex(before: Folder, bundles: readonly Bundle[]): Manifest | undefined {
  const [own, ...interrupted] = before.versions().map((version) => manifestIn(version));
  const isOf = ({ name, files }: Bundle, index?: Manifest): boolean =>
    index?.digests.get(`${name}/${MANIFEST}`) === digestOf(files.get(MANIFEST) ?? "");
  return [own, ...interrupted].find((index) => bundles.every((bundle) => isOf(bundle, index))) ?? own;
}

/** The content of a folder of bundles: each bundle in a folder of its own, with an index beside them. */
function withIndex(
  bundles: readonly Bundle[],
  provenance: Provenance,
  remembered: Remembered,
): Pick<Content, "files" | "executables"> {
  const index = new Map([["README.md", Buffer.from(indexPage(bundles))]]);
  const names = bundles.map(({ name }) => name);
  const manifests = bundles.flatMap(filesInFolder).filter(([path]) => path.split("/")[1] === MANIFEST);
  const manifest = indexManifest(names, provenance, remembered, new Map([...index, ...manifests]));
  const [, text] = jsonFile(MANIFEST, manifest, "cdktf.out");
  return {
    files: new Map([...index, [MANIFEST, Buffer.from(text)], ...bundles.flatMap(filesInFolder)]),
    executables: new Set(bundles.flatMap(({ name, executables }) => [...executables].map((path) => `${name}/${path}`))),
  };
}

function filesInFolder({ name, files }: Bundle): [path: string, bytes: Buffer][] {
  return [...files].map(([path, bytes]) => [`${name}/${path}`, bytes]);
}

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

interface BundleOptions {
  readonly format: Format;
  /** What HCL tells blocks from arguments by. @default the schemas of this package */
  readonly schemas?: KnownSchemas;
  readonly provenance: Provenance;
  /** What the next hand-off goes on with. @default nothing */
  readonly remembered?: Remembered;
  /** The text of the page that says what changed since the previous hand-off. */
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
  const { stack, providers } = module;
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
  const manifest = bundleManifest({ source, providers, language: format, provenance, remembered }, files);
  const [, manifestText] = jsonFile(MANIFEST, manifest, file);
  const { executables } = source;
  return { name, module, notes, executables, files: new Map([...files, [MANIFEST, Buffer.from(manifestText)]]) };
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

export const GITIGNORE = `# Terraform creates these files, and they may contain secrets. Commit .terraform.lock.hcl.
.terraform/
*.tfstate
*.tfstate.*
*.tfvars
*.tfvars.json
*.tfplan
plan
crash.log
crash.*.log
`;

/** The files around a module that Git reads, by path. */
const SURROUNDINGS: readonly (readonly [path: string, text: string])[] = [
  [
    ".gitattributes",
    `# The digests in manifest.json are of files with line feeds, on Windows too.
* text=auto eol=lf
# Generated: collapsed in reviews.
stack.json linguist-generated
manifest.json linguist-generated
assets/** -text
`,
  ],
  [".gitignore", GITIGNORE],
];
