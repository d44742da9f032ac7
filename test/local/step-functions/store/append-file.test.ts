import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppendFile } from '../../../../local/step-functions/store/append-file.ts';
import { SerialWrites } from '../../../../local/step-functions/store/serial-writes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'append-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function linesOf(file: AppendFile): Promise<string[]> {
  const lines: string[] = [];
  for await (const { text, position } of file.lines()) {
    expect(await file.read(position)).toBe(text);
    lines.push(text);
  }
  return lines;
}

describe('class AppendFile', () => {
  it('finds every line again, before and after it was closed', async () => {
    const path = join(folder, 'lines');
    const file = await AppendFile.open(path);
    const written = ['first', '', 'é'.repeat(2_000_000), 'last'];
    const positions = written.map((line) => file.append(line));
    for (const [index, position] of positions.entries())
      expect(await file.read(position)).toBe(written[index]);
    expect(await linesOf(file)).toEqual(written);
    await file.close();
    const again = await AppendFile.open(path);
    again.append('more');
    expect(await linesOf(again)).toEqual([...written, 'more']);
    await again.close();
  });

  it('leaves out a last line that a crash cut off', async () => {
    const path = join(folder, 'cut');
    const file = await AppendFile.open(path);
    file.append('whole');
    await file.close();
    await appendFile(path, '{"half');
    const again = await AppendFile.open(path);
    expect(await linesOf(again)).toEqual(['whole']);
    await again.close();
  });

  it('asks producers to wait when the disk is behind', async () => {
    const file = await AppendFile.open(join(folder, 'pressure'));
    file.append('small');
    expect(file.pressure()).toBeUndefined();
    file.append('x'.repeat(5_000_000));
    await file.pressure();
    expect(file.pressure()).toBeUndefined();
    await file.close();
  });
});

describe('class SerialWrites', () => {
  it('writes versions one after the other, the last one last', async () => {
    const path = join(folder, 'versions.json');
    const writes = new SerialWrites();
    await Promise.all(Array.from({ length: 50 }, (_, version) => writes.write(path, { version })));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 49 });
  });
});
