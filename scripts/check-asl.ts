/** Checks the state machines of `state-machines/`: `npm run check:asl`. Ends with code 1 and what is wrong. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { placeholdersOf, sampleSubstitutions } from '../infra/state-machine-definition.ts';
import { checkFields } from './asl/check-fields.ts';
import { checkVariables } from './asl/check-variables.ts';
import { statesOf } from './asl/states.ts';

interface AslValidation {
  readonly isValid: boolean;
  errorsText(separator?: string): string;
}

/** Every problem of a definition with placeholders. */
export function checkDefinition(text: string): string[] {
  const samples = new Map<string, string>(Object.entries(sampleSubstitutions));
  const unknown = [...placeholdersOf(text)].filter((name) => !samples.has(name));
  if (unknown.length > 0) return unknown.map((name) => `the construct has no value for \${${name}}`);

  let definition: unknown;
  try {
    definition = JSON.parse(
      text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, name: string) => samples.get(name) ?? ''),
    );
  } catch (error) {
    return [`no JSON: ${error instanceof Error ? error.message : error}`];
  }
  // A CommonJS package without types.
  const validate: (definition: unknown) => AslValidation = createRequire(import.meta.url)('asl-validator');
  const validation = validate(definition);
  if (!validation.isValid) return validation.errorsText('\n').split('\n');
  const states = statesOf(definition);
  return [...states.flatMap(checkFields), ...checkVariables(states)];
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const root = resolve(import.meta.dirname, '..');
  const problems = globSync(join(root, 'state-machines', '*.asl.json')).flatMap((file) =>
    checkDefinition(readFileSync(file, 'utf8')).map((problem) => `${relative(root, file)}: ${problem}`),
  );
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
