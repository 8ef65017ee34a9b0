import { print } from "../terraform/json";
import type { Bundle } from "./bundle";
import { type Files, indexManifest, MANIFEST } from "./output/manifest";
import type { Provenance } from "./provenance";
import { indexPage } from "./readme/page";

/** The files of a folder of bundles: each bundle in a folder of its own, with an index beside them. */
export function withIndex(bundles: readonly Bundle[], provenance: Provenance): Files {
  const index = new Map([["README.md", Buffer.from(indexPage(bundles))]]);
  const names = bundles.map(({ name }) => name);
  return new Map([
    ...index,
    [MANIFEST, Buffer.from(print(indexManifest(names, provenance, index)))],
    ...bundles.flatMap(filesInFolder),
  ]);
}

function filesInFolder({ name, files }: Bundle): [path: string, bytes: Buffer][] {
  return [...files].map(([path, bytes]) => [`${name}/${path}`, bytes]);
}
