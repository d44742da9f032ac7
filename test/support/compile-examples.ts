import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTaskFolder } from '../infra/support/task-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** The TypeScript examples of a Markdown page, or of docstrings, without the stars before their lines. */
export function examplesIn(text: string): string[] {
  return Array.from(text.matchAll(/^([ *]*)```ts\n(.*?)^[ *]*```$/gms), ([, before = '', code = '']) =>
    code
      .split('\n')
      .map((line) => (line.startsWith(before) ? line.slice(before.length) : line.replace(/^[ *]+$/, '')))
      .join('\n'),
  );
}

/** What the compiler had to say. */
export interface Compiled {
  status: number | null;
  /** Its lines, each beginning with the name of the text and the number of the example: `README-0.ts(3,1): ...`. */
  problems: string[];
}

/**
 * Type-checks the examples of several texts in one program, outside of this package, as a user's own strict app would be.
 * @param texts by a name of letters, digits and dashes each
 */
export function compileExamples(texts: Readonly<Record<string, string>>): Compiled {
  using folder = createTaskFolder();
  for (const [name, text] of Object.entries(texts)) {
    for (const [number, code] of examplesIn(text).entries()) {
      // A script would share its names with all others.
      folder.write(`${name}-${number}.ts`, /^(import|export) /m.test(code) ? code : `${code}export {};\n`);
    }
  }
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  const entry = (name: string) => [join(root, name)];
  folder.write('package.json', '{ "type": "module" }');
  folder.write(
    'tsconfig.json',
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        paths: {
          fanfold: entry('index.ts'),
          'fanfold/cdk': entry('infra/index.ts'),
          'fanfold/client': entry('client/index.ts'),
          'fanfold/local': entry('local/index.ts'),
        },
        // Examples show what a strict app may write, with CDK's own types as they are.
        exactOptionalPropertyTypes: false,
        noUnusedLocals: false,
      },
      include: ['*.ts'],
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', folder.path], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  return { status, problems: stdout.split('\n').filter((line) => line !== '') };
}
