import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ITEM_BYTES } from '../../../../local/step-functions/limits.ts';
import { readCsv } from '../../../../local/step-functions/map-run/read-csv.ts';
import { readJson } from '../../../../local/step-functions/map-run/read-json.ts';
import { readJsonLines } from '../../../../local/step-functions/map-run/read-jsonl.ts';

/** The text in pieces that are cut at the given places, as a network would. */
async function* pieces(text: string, cuts: readonly number[] = []): AsyncGenerator<string> {
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield text.slice(start, Math.max(start, cut));
    start = Math.max(start, cut);
  }
  yield text.slice(start);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const cuts = fc.array(fc.nat(200), { maxLength: 8 });

describe('readJsonLines()', () => {
  const read = (text: string, at: readonly number[] = []) => collect(readJsonLines(pieces(text, at)));

  it('reads values, with or without a last newline, and skips blank lines', async () => {
    expect(await read('{"a":1}\n[2]\r\n\n"x"\nnull')).toEqual([{ a: 1 }, [2], 'x', null]);
    expect(await read('')).toEqual([]);
    expect(await read('1\n')).toEqual([1]);
  });

  it('reads the same however the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), cuts, async (values, at) => {
        const lines = values.map((value) => JSON.stringify(value));
        expect(await read(lines.join('\n'), at)).toEqual(lines.map((line) => JSON.parse(line)));
      }),
    );
  });

  it('names the line that is no JSON', async () => {
    await expect(read('1\n{\n')).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      causeText: expect.stringContaining('Line 2 is not a JSON value'),
    });
  });
});

describe('readCsv()', () => {
  const read = (text: string, delimiter = ',', headers?: string[], at: readonly number[] = []) =>
    collect(readCsv(pieces(text, at), delimiter, headers));

  it('reads by the rules recorded on AWS', async () => {
    expect(await read('a,b\n1, 2 \n3\n4,5,6\n')).toEqual([
      { a: '1', b: ' 2 ' },
      { a: '3', b: '' },
      { a: '4', b: '5' },
    ]);
    expect(await read('a,b\n\n,\n')).toEqual([
      { a: '', b: '' },
      { a: '', b: '' },
    ]);
    expect(await read('a,\n1,2')).toEqual([{ a: '1', '': '2' }]);
  });

  it('reads quoted fields and other delimiters', async () => {
    expect(await read('"a ""x""";b\r\n"1;\n2";"y"\r\n', ';')).toEqual([{ 'a "x"': '1;\n2', b: 'y' }]);
    expect(await read('1|2', '|', ['a', 'b'])).toEqual([{ a: '1', b: '2' }]);
  });

  it('reads back what was written, however it is cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '\\') });
    const rows = fc.array(fc.tuple(field, field), { maxLength: 5 });
    const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(rows, cuts, async (written, at) => {
        const text = written.map((row) => row.map(quote).join(',')).join('\r\n');
        const read2 = await read(text, ',', ['a', 'b'], at);
        expect(read2.map(({ a, b }) => [a, b])).toEqual(written);
      }),
    );
  });

  it('refuses an item that is larger than an item may be', async () => {
    const large = 'x'.repeat(MAX_ITEM_BYTES);
    for (const text of [`a\n${large}x\n`, `a,b\n${large},x\n`]) {
      await expect(read(text)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
    }
    await expect(read(`a\n${large}\n`)).resolves.toHaveLength(1);
  });

  it('refuses duplicate headers and open quotes', async () => {
    await expect(read('a,a\n1,2')).rejects.toMatchObject({
      causeText: 'CSV headers cannot contain duplicates.',
    });
    await expect(read('a\n"1')).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
  });
});

describe('readJson()', () => {
  const read = (text: string, pointer: string[] = [], at: readonly number[] = []) =>
    collect(readJson(pieces(text, at), pointer));
  const values = async (text: string, pointer: string[] = []) =>
    (await read(text, pointer)).map(({ value }) => value);

  it('reads arrays and objects, at the root or where the pointer leads', async () => {
    expect(await values(' [1, "a,]", {"b": [2]}, [], null ] ')).toEqual([1, 'a,]', { b: [2] }, [], null]);
    expect(await values('[]')).toEqual([]);
    expect(await read('{"x": 1, "y\\"z": {"a": 2}}')).toEqual([
      { key: 'x', value: 1 },
      { key: 'y"z', value: { a: 2 } },
    ]);
    const nested = '{"items": 0, "data": {"skip": [9], "items": [1, 2]}, "more": [3]}';
    expect(await values(nested, ['data', 'items'])).toEqual([1, 2]);
    expect(await values('{"a": [[1], [2, 3]]}', ['a', '1'])).toEqual([2, 3]);
  });

  it('reads the same however the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.boolean(),
        cuts,
        async (items, pretty, at) => {
          const text = JSON.stringify({ other: items, deep: [{ items }] }, null, pretty ? 2 : 0);
          const found = await read(text, ['deep', '0', 'items'], at);
          expect(found.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(items)));
        },
      ),
    );
  });

  it.each([
    ['5', [], 'Attempting to map over non-iterable node.'],
    ['"text"', [], 'Attempting to map over non-iterable node.'],
    ['{"a": 5}', ['a'], 'Attempting to map over non-iterable node.'],
    ['{"a": "x"}', ['a'], 'Attempting to map over non-iterable node.'],
    ['{"a": []}', ['b'], 'The JSON source has nothing at the ItemsPointer /b.'],
    ['[1, 2', [], 'The JSON source is not valid JSON: it ends too early.'],
    ['[1}', [], "The JSON source is not valid JSON: unexpected '}'."],
    ['[nope]', [], 'The JSON source is not valid JSON'],
    ['', [], 'The JSON source is not valid JSON'],
  ])('refuses %s at %j', async (text, pointer, cause) => {
    await expect(read(text, pointer)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      causeText: expect.stringContaining(cause),
    });
  });
});
