import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/** More than the largest bindings have. */
const MAXIMUM_SIZE = 1 << 30;

/** The accepted files of a .tgz as npm packs it, by path. */
export function filesInTar(archive: Buffer, accepts: (path: string) => boolean): [path: string, text: string][] {
  const bytes = gunzipSync(archive, { maxOutputLength: MAXIMUM_SIZE });
  const files: [string, string][] = [];
  let longPath: string | undefined;
  for (let offset = 0; offset + BLOCK <= bytes.length && bytes[offset] !== 0; ) {
    const header = bytes.subarray(offset, offset + BLOCK);
    const size = Number.parseInt(field(header, 124, 12), 8) || 0;
    const content = bytes.subarray(offset + BLOCK, offset + BLOCK + size);
    const kind = field(header, 156, 1);
    if (kind === "x") {
      // A header of the next file, whose path is too long for the field.
      longPath = /^\d+ path=(.*)$/m.exec(content.toString("utf8"))?.[1];
    } else {
      const path = longPath ?? [field(header, 345, 155), field(header, 0, 100)].filter((part) => part !== "").join("/");
      if (accepts(path)) {
        files.push([path, content.toString("utf8")]);
      }
      longPath = undefined;
    }
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function field(header: Buffer, start: number, length: number): string {
  const [text] = header.toString("latin1", start, start + length).split("\0");
  return text.trim();
}
