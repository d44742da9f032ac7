import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of a user, outside of any package, with files in it. */
export interface TaskFolder extends Disposable {
  readonly path: string;
  /** Writes a file and gives its absolute path. */
  write(name: string, text: string): string;
}

/** Makes an empty folder; `using` removes it. */
export function createTaskFolder(): TaskFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'fanfold-test-')));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Source of a task that imports fanfold and zod by their bare names. */
export function taskSource(options = '', run = '({ twice: 2 * n })'): string {
  return `import { defineTask } from 'fanfold';
import { z } from 'zod';

export default defineTask({
  name: 'double',
  input: z.object({ n: z.number() }),
  output: z.object({ twice: z.number() }),
  ${options}
  run: async ({ n }) => ${run},
});
`;
}
