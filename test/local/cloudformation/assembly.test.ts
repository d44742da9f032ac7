import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/cloudformation/assembly.ts';
import { AssetStore } from '../../../local/cloudformation/state/asset-store.ts';
import { echoStack } from './echo-stack.ts';
import { writeAssembly } from './write-assembly.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfold-assembly-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a cloud assembly', () => {
  it('gives its stacks with their assets', async () => {
    await writeAssembly(folder, [echoStack()]);
    const [stack, ...others] = await readAssembly(folder);
    expect(others).toEqual([]);
    expect(stack?.stackName).toBe('Echo');
    expect(Object.fromEntries(stack?.assets ?? [])).toEqual({
      'code.zip': { path: join(folder, 'asset.code'), packaging: 'zip' },
      'definition.json': { path: join(folder, 'asset.definition.json'), packaging: 'file' },
    });
  });

  it('gives the stacks of its stages', async () => {
    await writeAssembly(join(folder, 'assembly-Prod'), [echoStack()]);
    const artifacts = {
      Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    expect((await readAssembly(folder)).map(({ stackName }) => stackName)).toEqual(['Echo']);
  });

  it('is refused when it is none', async () => {
    await expect(readAssembly(folder)).rejects.toThrow(/no manifest\.json\. Run cdk synth first/);
    await writeFile(join(folder, 'manifest.json'), '{');
    await expect(readAssembly(folder)).rejects.toThrow(/manifest\.json of the cloud assembly can't be read/);
    await writeAssembly(folder, [{ name: 'Bad', template: { Resources: { A: {} } } }]);
    await expect(readAssembly(folder)).rejects.toThrow(
      /Bad\.template\.json is not a CloudFormation template.*Resources\.A\.Type/s,
    );
  });
});

describe('the asset store', () => {
  it('names copies by their content and drops those out of use', async () => {
    const store = new AssetStore(join(folder, 'store'));
    const source = async (text: string, file: string) => {
      const path = join(folder, file);
      await writeFile(path, text);
      return path;
    };
    const first = await store.add(await source('same', 'a'));
    expect(await store.add(await source('same', 'b'))).toBe(first);
    const second = await store.add(await source('other', 'a'));
    expect(second).not.toBe(first);
    await store.keepOnly(new Set([second]));
    expect([first, second].map((name) => existsSync(store.path(name)))).toEqual([false, true]);
    expect(await store.add(join(folder, 'b'))).toBe(first);
  });
});
