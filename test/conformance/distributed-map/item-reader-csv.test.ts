import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();

async function read(text: string, config: object = { CSVHeaderLocation: 'FIRST_ROW' }) {
  await cloud.put('rows.csv', text);
  return await cloud.run(mapMachine(reader('rows.csv', { InputType: 'CSV', ...config })));
}

fact('the first row may name the fields', SOURCES.itemReader, async () => {
  const { output } = await read('a,b\n1,x\n2,y\n');
  expect(json(output)).toEqual([
    { a: '1', b: 'x' },
    { a: '2', b: 'y' },
  ]);
});

fact('CSVHeaders may name the fields, then every row is an item', SOURCES.itemReader, async () => {
  const { output } = await read('1,x\n2,y\n', { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['n', 's'] });
  expect(json(output)).toEqual([
    { n: '1', s: 'x' },
    { n: '2', s: 'y' },
  ]);
});

for (const [name, character] of [
  ['COMMA', ','],
  ['PIPE', '|'],
  ['SEMICOLON', ';'],
  ['SPACE', ' '],
  ['TAB', '\t'],
]) {
  fact(`CSVDelimiter ${name} separates fields`, SOURCES.itemReader, async () => {
    const config = { CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: name };
    const { output } = await read(`a${character}b\n1${character}2\n`, config);
    expect(json(output)).toEqual([{ a: '1', b: '2' }]);
  });
}

fact('all values are strings and keep their white space', SOURCES.recordedScenarios, async () => {
  const { output } = await read('a,b\n 1 , x y \n');
  expect(json(output)).toEqual([{ a: ' 1 ', b: ' x y ' }]);
});

fact('a short row has "" for what is missing', SOURCES.recordedScenarios, async () => {
  const { output } = await read('a,b,c\n1\n');
  expect(json(output)).toEqual([{ a: '1', b: '', c: '' }]);
});

fact('fields beyond the headers are skipped', SOURCES.itemReader, async () => {
  const { output } = await read('a\n1,2,3\n');
  expect(json(output)).toEqual([{ a: '1' }]);
});

fact('a row of delimiters alone is an item of empty strings', SOURCES.recordedScenarios, async () => {
  const { output } = await read('a,b\n,\n');
  expect(json(output)).toEqual([{ a: '', b: '' }]);
});

fact('an empty header is the name ""', SOURCES.recordedScenarios, async () => {
  const { output } = await read('a,\n1,2\n');
  expect(json(output)).toEqual([{ a: '1', '': '2' }]);
});

fact('a quoted field may hold delimiters, newlines and doubled quotes', SOURCES.itemReader, async () => {
  const { output } = await read('a,b\n"1,2","x\n""y"""\n');
  expect(json(output)).toEqual([{ a: '1,2', b: 'x\n"y"' }]);
});

for (const [what, text, value] of [
  ['two backslashes are one', 'C:\\\\Program Files\\\\MyApp.exe', 'C:\\Program Files\\MyApp.exe'],
  ['a backslash escapes the delimiter', '1\\,2', '1,2'],
  ['a pair of backslashes escapes quotes', '"\\"x\\""', '"x"'],
  ['a backslash before anything else is left out', 'a\\bc', 'abc'],
] as const) {
  fact(what, SOURCES.csv, async () => {
    const { output } = await read(`v,w\n${text},end\n`);
    expect(json(output)).toEqual([{ v: value, w: 'end' }]);
  });
}

fact('a backslash escapes the configured delimiter, and no other', SOURCES.csv, async () => {
  const { output } = await read('a|b\n1\\|2|3\\,4\n', {
    CSVHeaderLocation: 'FIRST_ROW',
    CSVDelimiter: 'PIPE',
  });
  expect(json(output)).toEqual([{ a: '1|2', b: '3,4' }]);
});

fact('headers of 10 KiB are accepted', SOURCES.itemReader, async () => {
  const { output } = await read(`${'h'.repeat(10_238)},i\n1,2\n`);
  expect(json(output)[0].i).toBe('2');
});

assumption('headers over 10 KiB fail the Map Run', async () => {
  const execution = await read(`${'h'.repeat(10_239)},i\n1,2\n`);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
});

fact('headers that are not unique fail the Map Run', SOURCES.recordedScenarios, async () => {
  const execution = await read('a,a\n1,2\n');
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.ItemReaderFailed',
    cause: 'CSV headers cannot contain duplicates.',
  });
});
