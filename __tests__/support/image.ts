import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Writes the smallest image there is, with one empty layer, as an OCI layout. */
export function writeImage(folder: string): void {
  const blobs = join(folder, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType: string, content: Buffer) => {
    const hash = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(blobs, hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: content.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const tar = Buffer.alloc(1024);
  const layer = blob("application/vnd.oci.image.layer.v1.tar+gzip", gzipSync(tar));
  const rootfs = { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(tar).digest("hex")}`] };
  const config = blob("application/vnd.oci.image.config.v1+json", json({ architecture: "amd64", os: "linux", rootfs }));
  const manifestType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = blob(manifestType, json({ schemaVersion: 2, mediaType: manifestType, config, layers: [layer] }));
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
}
