import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { showValue } from '../../core/errors/problems.ts';
import { orderByDependencies } from './order.ts';
import { refuse } from './refusal.ts';
import { parseTemplate, type Template } from './template.ts';

const manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        dependencies: z.array(z.string()).default([]),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            file: z.string().optional(),
            directoryName: z.string().optional(),
          })
          .default({}),
      }),
    )
    .default({}),
});

const assetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** A file or folder that a template refers to by its key in the bootstrap bucket. */
export interface Asset {
  /** Absolute. */
  path: string;
  /** `zip`: a folder that is zipped for AWS; `file`: a file as it is. */
  packaging: 'zip' | 'file';
}

/** A stack as synthesized. */
export interface AssemblyStack {
  stackName: string;
  template: Template;
  /** By object key. */
  assets: ReadonlyMap<string, Asset>;
}

type Artifacts = z.output<typeof manifest>['artifacts'];

/**
 * Reads a cloud assembly, CDK's `cdk.out`, with the assemblies of its stages.
 * @returns its stacks, each after those it depends on
 * @throws FanfoldError `InvalidUsage` when the folder holds none
 */
export async function readAssembly(folder: string): Promise<AssemblyStack[]> {
  const root = resolve(folder);
  if (!existsSync(join(root, 'manifest.json'))) {
    throw refuse(`${folder} is not a cloud assembly: it has no manifest.json. Run cdk synth first.`);
  }
  const { artifacts } = await readJson(join(root, 'manifest.json'), manifest);
  const stacks: AssemblyStack[] = [];
  for (const id of orderByDependencies(
    Object.keys(artifacts),
    (name) => artifacts[name]?.dependencies ?? [],
  )) {
    const artifact = artifacts[id];
    const { templateFile, stackName, directoryName } = artifact?.properties ?? {};
    if (artifact?.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      stacks.push(...(await readAssembly(join(root, directoryName))));
    }
    if (artifact?.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      stacks.push({
        stackName: stackName ?? id,
        template: parseTemplate(await readFile(join(root, templateFile), 'utf8'), templateFile),
        assets: await readAssets(root, artifacts, artifact.dependencies),
      });
    }
  }
  return stacks;
}

async function readAssets(
  root: string,
  artifacts: Artifacts,
  names: readonly string[],
): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const name of names) {
    const artifact = artifacts[name];
    const file = artifact?.properties.file;
    if (artifact?.type !== 'cdk:asset-manifest' || file === undefined) continue;
    const { files } = await readJson(join(root, file), assetManifest);
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined) continue;
      const packaging = source.packaging === 'zip' ? 'zip' : 'file';
      const asset: Asset = { path: resolve(root, source.path), packaging };
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, asset);
    }
  }
  return assets;
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : showValue(error);
    throw refuse(`${basename(file)} of the cloud assembly can't be read: ${reason}`);
  }
}
