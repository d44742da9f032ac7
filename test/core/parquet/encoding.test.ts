import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundTexts } from '../../../core/parquet/encoding/bounds.ts';
import { ByteBuffer } from '../../../core/parquet/encoding/byte-buffer.ts';
import { compareUtf8 } from '../../../core/parquet/encoding/compare-utf8.ts';
import { bitWidthOf, writeHybrid } from '../../../core/parquet/encoding/hybrid.ts';
import { readDate, readTimestamp } from '../../../core/parquet/encoding/read-time.ts';

const text = fc.string({ unit: 'binary', maxLength: 100 });

describe('texts', () => {
  it('are compared as their UTF-8 bytes are', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      {
        examples: [
          ['\uffff', '\u{10000}'],
          ['\ue000', '\ud7ff'],
          ['a', 'ab'],
        ],
      },
    );
  });

  it('have bounds of 64 bytes at most that hold them', () => {
    const any = fc.oneof(
      text,
      fc.string({ unit: fc.constantFrom('\u{10ffff}', 'z', '\ud7ff', 'é'), minLength: 10, maxLength: 80 }),
    );
    fc.assert(
      fc.property(any, (value) => {
        const bytes = Buffer.from(value);
        const bounds = boundTexts(value, value);
        // Only a start of nothing but the last character can't be raised.
        if (!bounds) return expect(value.slice(0, 32)).toBe('\u{10ffff}'.repeat(16));
        expect(bounds.min.length).toBeLessThanOrEqual(64);
        expect(bounds.max.length).toBeLessThanOrEqual(64);
        expect(Buffer.compare(bounds.min, bytes)).toBe(bounds.minExact ? 0 : -1);
        expect(Buffer.compare(bounds.max, bytes)).toBe(bounds.maxExact ? 0 : 1);
        expect(bounds.max.toString().isWellFormed()).toBe(true);
        expect(Buffer.from(bounds.max.toString())).toEqual(bounds.max);
      }),
    );
  });
});

describe('the hybrid of runs and packed bits', () => {
  /** Reads it back by the specification, bit by bit. */
  function readHybrid(bytes: Uint8Array, bitWidth: number, count: number): number[] {
    const values: number[] = [];
    let at = 0;
    while (values.length < count) {
      let header = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        header += (byte & 127) * 2 ** shift;
        if (byte < 128) break;
      }
      if (header % 2 === 0) {
        let value = 0;
        for (let byte = 0; byte < Math.ceil(bitWidth / 8); byte++) value += (bytes[at++] ?? 0) * 256 ** byte;
        for (let i = 0; i < header / 2; i++) values.push(value);
        continue;
      }
      const packed = ((header - 1) / 2) * 8;
      for (let i = 0; i < packed; i++) {
        let value = 0;
        for (let bit = 0; bit < bitWidth; bit++) {
          const place = i * bitWidth + bit;
          value += (((bytes[at + (place >> 3)] ?? 0) >> (place & 7)) & 1) * 2 ** bit;
        }
        values.push(value);
      }
      at += (packed * bitWidth) / 8;
    }
    expect(at).toBe(bytes.length);
    return values.slice(0, count);
  }

  it('reads back', () => {
    const run = fc.tuple(fc.nat(70_000), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), fc.integer({ min: 1, max: 17 }), (runs, bitWidth) => {
        const values = Uint32Array.from(
          runs.flatMap(([value, length]) => Array.from({ length }, () => value % 2 ** bitWidth)),
        );
        const out = new ByteBuffer();
        writeHybrid(out, values, bitWidth);
        expect(readHybrid(out.view(), bitWidth, values.length)).toEqual([...values]);
      }),
    );
  });

  it('has as many bits as the largest value needs', () => {
    expect([0, 1, 2, 3, 4, 255, 256].map(bitWidthOf)).toEqual([0, 1, 2, 2, 3, 8, 9]);
  });
});

describe('times', () => {
  it('are those of Date, to the microsecond', () => {
    const date = fc.date({
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.nat(999), (at, micros) => {
        const iso = at.toISOString();
        const expected = BigInt(at.getTime()) * 1000n + BigInt(micros);
        const read = readTimestamp(iso.replace('Z', `${String(micros).padStart(3, '0')}+00:00`));
        expect(BigInt(read ?? 0)).toBe(expected);
        expect(readDate(iso.slice(0, 10))).toBe(Math.floor(at.getTime() / 86_400_000));
      }),
    );
  });

  it.each([
    ['2024-05-01T12:00Z', Date.UTC(2024, 4, 1, 12) * 1000],
    ['2024-05-01t12:00:00z', Date.UTC(2024, 4, 1, 12) * 1000],
    ['2024-05-01 12:00:00+0200', Date.UTC(2024, 4, 1, 10) * 1000],
    ['2024-05-01T12:00:00.1-00:30', Date.UTC(2024, 4, 1, 12, 30, 0, 100) * 1000],
    ['2024-05-01T12:00:00.123456000Z', Date.UTC(2024, 4, 1, 12, 0, 0, 123) * 1000 + 456],
  ])('%s is one', (text, micros) => {
    expect(readTimestamp(text)).toBe(micros);
  });

  it.each([
    '2024-05-01',
    '2024-05-01T12:00:00',
    '2024-02-30T12:00:00Z',
    '2024-13-01T12:00:00Z',
    '2024-05-01T24:00:00Z',
    '2024-05-01T12:60:00Z',
    '2024-05-01T23:59:60Z',
    '2024-05-01T12:00:00+24:00',
    '2024-05-01T12:00:00.1234567Z',
    ' 2024-05-01T12:00:00Z',
    '+12024-05-01T12:00:00Z',
  ])('%s is none', (text) => {
    expect(readTimestamp(text)).toBeUndefined();
  });

  it.each(['2024-00-10', '2024-01-00', '2023-02-29', '1900-02-29', '2024-1-1', '24-01-01', ''])(
    '%s is no date',
    (text) => {
      expect(readDate(text)).toBeUndefined();
    },
  );
});
