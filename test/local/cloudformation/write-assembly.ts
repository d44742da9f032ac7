import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stack of an assembly written by hand. */
export interface WrittenStack {
  name: string;
  template: object;
  /** Files of folder assets, by asset hash and file name. */
  folders?: Record<string, Record<string, string>>;
  /** Content of file assets, by file name; the object key is the same. */
  files?: Record<string, string>;
  dependencies?: string[];
}

/** Writes a cloud assembly as CDK does; folder assets have the object key `<hash>.zip`. */
export async function writeAssembly(folder: string, stacks: WrittenStack[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const artifacts: Record<string, object> = { Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } } };
  for (const { name, template, folders = {}, files = {}, dependencies = [] } of stacks) {
    const assets: Record<string, object> = {};
    for (const [hash, contents] of Object.entries(folders)) {
      await mkdir(join(folder, `asset.${hash}`), { recursive: true });
      for (const [file, text] of Object.entries(contents)) {
        await writeFile(join(folder, `asset.${hash}`, file), text);
      }
      assets[hash] = describeAsset(`asset.${hash}`, 'zip', `${hash}.zip`);
    }
    for (const [file, text] of Object.entries(files)) {
      await writeFile(join(folder, `asset.${file}`), text);
      assets[file] = describeAsset(`asset.${file}`, 'file', file);
    }
    await writeFile(join(folder, `${name}.template.json`), JSON.stringify(template));
    await writeFile(
      join(folder, `${name}.assets.json`),
      JSON.stringify({ version: '48.0.0', files: assets }),
    );
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
      dependencies: [...dependencies, `${name}.assets`],
    };
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
  return folder;
}

function describeAsset(path: string, packaging: string, objectKey: string): object {
  return {
    source: { path, packaging },
    destinations: { current: { bucketName: 'cdk-assets-${AWS::AccountId}-${AWS::Region}', objectKey } },
  };
}
