import { ByteBuffer } from './byte-buffer.ts';
import type { PageCodec } from './compression.ts';
import { ThriftWriter } from './thrift-writer.ts';

/** How values are written in a page, numbered as in parquet.thrift. */
export const encodings = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const;
export type Encoding = keyof typeof encodings;

/** What a page holds, besides its bytes. Data pages are of version 1, which every reader knows. */
export interface PageContent {
  type: 'DATA_PAGE' | 'DICTIONARY_PAGE';
  /** Values with the absent ones, or entries of the dictionary. */
  values: number;
  encoding: Encoding;
  /** Levels and values of a data page, entries of a dictionary. */
  body: Uint8Array;
}

/** A page as it stands in the file. */
export interface Page {
  /** Header and compressed body. */
  bytes: Buffer;
  /** Size of the header and the body before compression. */
  uncompressedBytes: number;
}

/** Compresses a page and puts its header before it. */
export function encodePage({ type, values, encoding, body }: PageContent, codec: PageCodec): Page {
  const compressed = codec.compress(body);
  const header = new ByteBuffer();
  const thrift = new ThriftWriter(header);
  thrift.root(() => {
    thrift.i32(1, type === 'DATA_PAGE' ? 0 : 2);
    thrift.i32(2, body.length);
    thrift.i32(3, compressed.length);
    thrift.struct(type === 'DATA_PAGE' ? 5 : 7, () => {
      thrift.i32(1, values);
      thrift.i32(2, encodings[encoding]);
      if (type === 'DICTIONARY_PAGE') return;
      thrift.i32(3, encodings.RLE);
      thrift.i32(4, encodings.RLE);
    });
  });
  return {
    bytes: Buffer.concat([header.view(), compressed]),
    uncompressedBytes: header.length + body.length,
  };
}
