import { posix } from "node:path";
import { literalSecrets } from "../knowledge/secrets/secret-scan";
import { type Bundle, type BundleOptions, bundleOf } from "./bundle";
import { type Update, type UpdateOptions, updateOf, withCommitOf } from "./difference/update";
import { previousVersion } from "./difference/versions";
import { type Layout, modulesOf } from "./module/layout";
import type { Provenance } from "./module/provenance";
import type { NamedSource } from "./module/renamed-stack";
import type { Content } from "./output/changes";
import type { Folder } from "./output/folder";
import { digestOf, indexManifest, MANIFEST, type Manifest, manifestIn, type Remembered } from "./output/manifest";
import { jsonFile } from "./output/read-back";
import { indexPage } from "./readme/page";

/** Everything that a handoff writes, compared with what is there. */
export interface Handoff {
  readonly bundles: readonly Bundle[];
  readonly content: Content;
  /** In Markdown, the pages of all bundles that change. */
  readonly changes: string;
}

export interface HandoffOptions extends UpdateOptions, Pick<BundleOptions, "schemas" | "remembered"> {
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

/** An interrupted handoff may have written all bundles, and their index not yet. */
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
