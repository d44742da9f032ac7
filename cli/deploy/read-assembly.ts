import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What is in a cloud assembly of one stack. */
export interface AssemblyContents {
  stackName: string;
  /** How many resources of each type, most first. */
  resources: [type: string, count: number][];
  /** Files that are uploaded: code, and the template itself. */
  assets: number;
}

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional(), file: z.string().optional() }).optional(),
    }),
  ),
});
const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
const assets = z.object({ files: z.record(z.string(), z.unknown()).default({}) });

/** Reads what a task's assembly would put on AWS. */
export async function readAssembly(assembly: string): Promise<AssemblyContents> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(assembly, name), 'utf8'));
  const { artifacts } = manifest.parse(await read('manifest.json'));
  const found = Object.entries(artifacts);
  const [stackName = '', stack] = found.find(([, { type }]) => type === 'aws:cloudformation:stack') ?? [];
  const list = found.find(([, { type }]) => type === 'cdk:asset-manifest')?.[1].properties?.file;
  const { Resources } = template.parse(await read(stack?.properties?.templateFile ?? ''));
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(Resources)) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  return {
    stackName,
    resources: [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)),
    assets: list === undefined ? 0 : Object.keys(assets.parse(await read(list)).files).length,
  };
}
