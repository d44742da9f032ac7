import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/**
 * A folder's files, with those in folders below, as a zip archive, as Lambda takes code.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function zipFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const name = Buffer.from(path.slice(folder.length + 1).replaceAll('\\', '/'));
    const content = await readFile(path);
    const packed = deflateRawSync(content);
    const common = describeFile(content, packed, name);
    bodies.push(Buffer.from('PK\x03\x04'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, placeOf(at), name);
    at += 4 + common.length + name.length + packed.length;
  }
  const index = Buffer.concat(directory);
  return Buffer.concat([...bodies, index, endOf(files.length, index.length, at)]);
}

/** What the entry and its line in the directory have in common. */
function describeFile(content: Buffer, packed: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // Version 2.0 unpacks it.
  fields.writeUInt16LE(0x800, 2); // Its name is UTF-8.
  fields.writeUInt16LE(8, 4); // Deflated.
  fields.writeUInt16LE(0x21, 8); // 1 January 1980, the first day that there is.
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** The end of a line in the directory: readable for all, and where the entry is. */
function placeOf(at: number): Buffer {
  const fields = Buffer.alloc(14);
  fields.writeUInt32LE(0o100644 * 0x10000, 6);
  fields.writeUInt32LE(at, 10);
  return fields;
}

function endOf(files: number, bytes: number, at: number): Buffer {
  const fields = Buffer.alloc(22);
  fields.write('PK\x05\x06', 'latin1');
  fields.writeUInt16LE(files, 8);
  fields.writeUInt16LE(files, 10);
  fields.writeUInt32LE(bytes, 12);
  fields.writeUInt32LE(at, 16);
  return fields;
}
