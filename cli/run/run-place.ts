import { resolve } from 'node:path';
import type { AwsSettings } from '../aws/aws-settings.ts';

/** Where a run is: in the local cloud of a state folder, or on AWS. */
export type RunPlace = { on: 'local'; stateDir: string } | ({ on: 'aws' } & AwsSettings);

/** Options that say where a run is, as they were given. */
export interface PlaceValues {
  readonly on?: 'local' | 'aws' | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly state?: string | undefined;
}

/** Reads where a run is; `problems` names options that don't go together. */
export function readPlace(
  { on = 'local', profile, region, state }: PlaceValues,
  cwd: string,
): { place: RunPlace; problems: string[] } {
  if (on === 'aws') {
    const problems =
      state === undefined ? [] : ['--state is of the local cloud; it has no meaning with --on aws'];
    return { place: { on, profile, region }, problems };
  }
  const problems = Object.entries({ profile, region })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name} is of AWS; it needs --on aws`);
  return { place: { on, stateDir: resolve(cwd, state ?? '.fanfold') }, problems };
}

/** The same options on a command line that is suggested. */
export function writePlace({ on, profile, region, state }: PlaceValues): string[] {
  return [
    ...(on === 'aws' ? ['--on', on] : []),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(state === undefined ? [] : ['--state', state]),
  ];
}
