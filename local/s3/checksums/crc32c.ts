/** Reflected Castagnoli polynomial. */
const POLYNOMIAL = 0x82f63b78;
/** Eight tables of 256 entries: table n holds every byte followed by n zero bytes. */
const TABLES = tables();

/** CRC-32C (Castagnoli). Node has only CRC-32 built in. */
export class Crc32c {
  #crc = -1;

  update(bytes: Uint8Array): this {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = view.byteLength - 7;
    let crc = this.#crc;
    let at = 0;
    for (; at < end; at += 8) {
      const a = crc ^ view.getInt32(at, true);
      const b = view.getInt32(at + 4, true);
      crc =
        TABLES.getInt32(7168 | ((a << 2) & 1020)) ^
        TABLES.getInt32(6144 | ((a >>> 6) & 1020)) ^
        TABLES.getInt32(5120 | ((a >>> 14) & 1020)) ^
        TABLES.getInt32(4096 | ((a >>> 22) & 1020)) ^
        TABLES.getInt32(3072 | ((b << 2) & 1020)) ^
        TABLES.getInt32(2048 | ((b >>> 6) & 1020)) ^
        TABLES.getInt32(1024 | ((b >>> 14) & 1020)) ^
        TABLES.getInt32((b >>> 22) & 1020);
    }
    for (; at < view.byteLength; at++) {
      crc = (crc >>> 8) ^ TABLES.getInt32(((crc ^ view.getUint8(at)) << 2) & 1020);
    }
    this.#crc = crc;
    return this;
  }

  /** 32 bits, unsigned. */
  digest(): number {
    return ~this.#crc >>> 0;
  }
}

function tables(): DataView {
  const view = new DataView(new ArrayBuffer(8 * 1024));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let table = 0; table < 8; table++) {
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      view.setInt32(1024 * table + 4 * byte, crc);
    }
  }
  return view;
}
