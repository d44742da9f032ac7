/** Checks the licences of all production packages: `npm run check:licences`. Ends with code 1 and what is wrong. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { allowsLicence } from './licences/allows-licence.ts';

/** Licences that let fanfold be used, changed and sold by anyone: SPDX identifiers. */
export const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

const lockFile = z.object({
  lockfileVersion: z.literal([2, 3]),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});
type LockedPackage = z.infer<typeof lockFile>['packages'][string];

/** The field `license`, and the older forms that some packages still have. */
const manifest = z
  .object({
    license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
    licenses: z.array(z.object({ type: z.string() })).optional(),
  })
  .transform(({ license, licenses = [] }) => {
    if (typeof license === 'string') return license;
    return license?.type ?? (licenses.map(({ type }) => type).join(' OR ') || undefined);
  });

/**
 * Every production package of a project whose licence isn't allowed, as one sentence each. A package says its licence
 * itself; of those for other platforms, which aren't installed, package-lock.json says it.
 *
 * @param root folder of package-lock.json and node_modules
 * @throws Error when package-lock.json can't be read
 */
export function findLicenceProblems(root: string): string[] {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(([path, locked]) => path !== '' && locked.dev !== true && locked.link !== true)
    .flatMap(([path, locked]) => checkPackage(root, path, locked));
}

function checkPackage(root: string, path: string, locked: LockedPackage): string[] {
  const name = [path.split('node_modules/').at(-1), locked.version ?? []].flat().join(' ');
  const file = join(root, path, 'package.json');
  const installed = existsSync(file);
  if (!installed && locked.optional !== true && locked.devOptional !== true) {
    return [`${name} is not installed, so its licence can't be read; run npm ci`];
  }
  const licence = installed ? manifest.parse(JSON.parse(readFileSync(file, 'utf8'))) : locked.license;
  if (licence !== undefined && allowsLicence(licence, allowedLicences)) return [];
  const given = licence === undefined ? 'names no licence' : `has the licence '${licence}'`;
  const allowed = [...allowedLicences].join(', ');
  return [
    `${name} ${given}; allowed are ${allowed}: do without the package, or allow its licence in scripts/check-licences.ts`,
  ];
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const problems = findLicenceProblems(resolve(import.meta.dirname, '..'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
