import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = Buffer.from("PK\x05\x06", "latin1");
const DIRECTORY_ENTRY = 46;
const LOCAL_HEADER = 30;

/** The contents of the accepted files of a zip, which a wheel, a jar and a NuGet package are. */
export function filesInZip(archive: Buffer, accepts: (path: string) => boolean): Buffer[] {
  const end = archive.lastIndexOf(END_OF_DIRECTORY);
  const files: Buffer[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let index = 0; index < archive.readUInt16LE(end + 10); index++) {
    const path = archive.toString(
      "utf8",
      offset + DIRECTORY_ENTRY,
      offset + DIRECTORY_ENTRY + archive.readUInt16LE(offset + 28),
    );
    if (accepts(path)) {
      files.push(contentOf(archive, offset));
    }
    offset += DIRECTORY_ENTRY + [28, 30, 32].reduce((sum, field) => sum + archive.readUInt16LE(offset + field), 0);
  }
  return files;
}

/** The content of the file that an entry of the directory is about. */
function contentOf(archive: Buffer, entry: number): Buffer {
  const isCompressed = archive.readUInt16LE(entry + 10) !== 0;
  const header = archive.readUInt32LE(entry + 42);
  const start = header + LOCAL_HEADER + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const content = archive.subarray(start, start + archive.readUInt32LE(entry + 20));
  return isCompressed ? inflateRawSync(content) : content;
}
