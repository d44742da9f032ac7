import { type BundledFile, bundle } from './bundle.ts';
import { ownModule, type PackageLayout } from './package-layout.ts';

/** The Lambda functions that do the work of a run. */
export const stepNames = ['plan', 'unit', 'govern', 'plan-merge', 'merge', 'seal', 'report'] as const;
export type StepName = (typeof stepNames)[number];

/** All Lambda functions of a pipeline, each a folder below `functions/`. */
export const functionNames = [...stepNames, 'trigger'] as const;
export type FunctionName = (typeof functionNames)[number];

/** Bundles the handlers of all Lambda functions, the AWS SDK included, each as `index.mjs`. */
export function bundleFunctions(layout: PackageLayout): Record<FunctionName, BundledFile> {
  const files = bundle(layout, layout.code, {
    entryPoints: functionNames.map((name) => ({
      in: ownModule(layout, `functions/${name}/index`),
      out: name,
    })),
    absWorkingDir: layout.root,
    // The SDK's ES modules, a fifth of which falls out of the bundle; Node would take its CommonJS ones.
    mainFields: ['module', 'main'],
    conditions: ['module', ...layout.conditions],
    minifyWhitespace: true,
    minifySyntax: true,
    // Step Functions matches errors by name, people read stacks.
    keepNames: true,
    tsconfigRaw: '{}',
  });
  const handler = (name: FunctionName): BundledFile => {
    const file = files.find((candidate) => candidate.name === `${name}.mjs`);
    if (file === undefined) throw new Error(`esbuild gave no ${name}.mjs`);
    return { name: 'index.mjs', contents: file.contents };
  };
  return forEachFunction(handler);
}

/** What something is for each function, by the function's name. */
export function forEachFunction<Value>(of: (name: FunctionName) => Value): Record<FunctionName, Value> {
  return {
    plan: of('plan'),
    unit: of('unit'),
    govern: of('govern'),
    'plan-merge': of('plan-merge'),
    merge: of('merge'),
    seal: of('seal'),
    report: of('report'),
    trigger: of('trigger'),
  };
}
