import { inflateRawSync } from "node:zlib";

/** A file in a ZIP archive. */
export interface Entry {
  readonly name: string;
  content(): Buffer;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The files of an archive, as release pages have them: below 4 GiB, stored or deflated. The digest of the archive has been checked. */
export function entriesOf(archive: Buffer): Entry[] {
  const end = archive.lastIndexOf(littleEndian(END));
  if (end === -1) {
    throw new Error("It is no ZIP archive.");
  }
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0 && archive.readUInt32LE(at) === ENTRY; left--) {
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const [method, size, start] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 42),
    ];
    entries.push({
      name: archive.toString("utf8", at + 46, at + 46 + name),
      content: () => contentOf(archive, method, size, start),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function contentOf(archive: Buffer, method: number, size: number, start: number): Buffer {
  const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const packed = archive.subarray(data, data + size);
  return method === 0 ? packed : inflateRawSync(packed);
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
