import { existsSync, statSync } from 'node:fs';
import { refuseAll } from '../../core/errors/problems.ts';
import type { Asset } from './assembly.ts';
import type { StackPlan } from './plan-stack.ts';
import { assetKeysOf, type PlannedResource } from './planned-resource.ts';
import type { AssetStore } from './state/asset-store.ts';

/**
 * Checks that the assets of a plan are there and of a kind that the local cloud can use.
 * @throws FanfoldError `InvalidUsage` naming each that is not
 */
export function checkAssets(stackName: string, plan: StackPlan, assets: ReadonlyMap<string, Asset>): void {
  const problems = plan.resources.flatMap((resource) =>
    assetKeysOf(resource).flatMap((key) => findAssetProblem(resource, key, assets.get(key)) ?? []),
  );
  if (problems.length > 0) {
    throw refuseAll('InvalidUsage', `The stack ${stackName} can't be deployed to the local cloud`, problems);
  }
}

/**
 * Copies the assets of a plan into the store.
 * @returns names of the copies by object key
 */
export async function stageAssets(
  plan: StackPlan,
  assets: ReadonlyMap<string, Asset>,
  store: AssetStore,
): Promise<Record<string, string>> {
  const staged: Record<string, string> = {};
  for (const key of plan.resources.flatMap(assetKeysOf)) {
    const asset = assets.get(key);
    if (asset !== undefined && staged[key] === undefined) staged[key] = await store.add(asset.path);
  }
  return staged;
}

function findAssetProblem(
  resource: PlannedResource,
  key: string,
  asset: Asset | undefined,
): string | undefined {
  if (asset === undefined) return `the asset ${key} is not in the cloud assembly`;
  if (!existsSync(asset.path)) return `the asset ${key} is missing at ${asset.path}`;
  if (resource.kind === 'function' && !statSync(asset.path).isDirectory()) {
    return `the code of the function ${resource.configuration.functionName} is the file ${asset.path}; the local cloud takes a folder`;
  }
  return undefined;
}
