import { print } from "../stack/json";
import type { Bundle } from "./bundle";
import type { Provenance } from "./module/provenance";
import type { Content } from "./output/changes";
import { indexManifest, MANIFEST } from "./output/manifest";
import { indexPage } from "./readme/page";

/** The content of a folder of bundles: each bundle in a folder of its own, with an index beside them. */
export function withIndex(bundles: readonly Bundle[], provenance: Provenance): Pick<Content, "files" | "executables"> {
  const index = new Map([["README.md", Buffer.from(indexPage(bundles))]]);
  const names = bundles.map(({ name }) => name);
  const manifests = bundles.flatMap(filesInFolder).filter(([path]) => path.split("/")[1] === MANIFEST);
  const manifest = Buffer.from(print(indexManifest(names, provenance, new Map([...index, ...manifests]))));
  return {
    files: new Map([...index, [MANIFEST, manifest], ...bundles.flatMap(filesInFolder)]),
    executables: new Set(bundles.flatMap(({ name, executables }) => [...executables].map((path) => `${name}/${path}`))),
  };
}

function filesInFolder({ name, files }: Bundle): [path: string, bytes: Buffer][] {
  return [...files].map(([path, bytes]) => [`${name}/${path}`, bytes]);
}
