import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { describeTask } from '../../infra/describe-task.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

function refusalOf(path: string): string {
  try {
    describeTask(path);
  } catch (error) {
    if (isFanfoldError(error) && error.code === 'InvalidTask') return error.message;
    throw error;
  }
  throw new Error('the task was taken');
}

describe('describeTask', () => {
  test('reads the settings of a task outside of any package that imports fanfold and zod', () => {
    using folder = createTaskFolder();
    const file = folder.write(
      'task.ts',
      taskSource("timeout: '2 seconds', retries: 3, memory: '1 GB', unitItems: 10,"),
    );
    expect(describeTask(file)).toEqual({
      file,
      settings: { name: 'double', timeoutMs: 2000, retries: 3, memoryMb: 1024, unitItems: 10 },
      inputSchema: { ok: true, schema: expect.objectContaining({ properties: { n: { type: 'number' } } }) },
      outputSchema: {
        ok: true,
        schema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties: { twice: { type: 'number' } },
          required: ['twice'],
          additionalProperties: false,
        },
      },
      codeDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('gives the digest of the code: the same for the same, another for a change in what the task imports', () => {
    using folder = createTaskFolder();
    using other = createTaskFolder();
    const importing = `import { factor } from './factor.ts';\n${taskSource('', '({ twice: factor * n })')}`;
    const file = folder.write('task.ts', importing);
    const copy = other.write('task.ts', importing);
    folder.write('factor.ts', 'export const factor = 2;');
    other.write('factor.ts', 'export const factor = 2;');
    const digest = describeTask(file).codeDigest;
    expect(describeTask(file).codeDigest).toBe(digest);
    expect(describeTask(copy).codeDigest).toBe(digest);
    folder.write('factor.ts', 'export const factor = 3;');
    expect(describeTask(file).codeDigest).not.toBe(digest);
  });

  test('follows symbolic links', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', taskSource());
    const link = join(folder.path, 'link.ts');
    symlinkSync(file, link);
    expect(describeTask(link).file).toBe(file);
  });

  test('is not disturbed by what a module prints, leaves open or changes', () => {
    using folder = createTaskFolder();
    const file = folder.write(
      'task.ts',
      `console.log('{"kind":"task"}'); setInterval(() => {}, 1000); process.exitCode = 3;\n${taskSource()}`,
    );
    expect(describeTask(file).settings.name).toBe('double');
  });

  test('takes CommonJS imports, and modules that make their own require and __dirname', () => {
    using folder = createTaskFolder();
    folder.write('dependency.cjs', "exports.separator = require('node:path').sep + typeof __dirname;");
    const file = folder.write(
      'task.ts',
      `import { createRequire } from 'node:module';
import dependency from './dependency.cjs';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;
if (dependency.separator !== require('node:path').sep + typeof __dirname) throw new Error('not the same');
${taskSource()}`,
    );
    expect(describeTask(file).settings.name).toBe('double');
  });
});

test('a task whose schema has no JSON Schema is a task, and the description says why it has none', () => {
  using folder = createTaskFolder();
  const file = folder.write(
    'task.ts',
    taskSource()
      .replace('z.object({ twice: z.number() })', 'z.object({ twice: z.bigint() })')
      .replace(
        'z.object({ n: z.number() })',
        "{ '~standard': { version: 1, vendor: 'mine', validate: (value: unknown) => ({ value }) } }",
      ),
  );
  const { inputSchema, outputSchema } = describeTask(file);
  expect(inputSchema).toEqual({
    ok: false,
    reason: expect.stringMatching(/^the input schema, made with mine, offers no JSON Schema; /),
  });
  expect(outputSchema).toEqual({
    ok: false,
    reason:
      "the output schema can't be a JSON Schema: BigInt cannot be represented in JSON Schema (/properties/twice)",
  });
});

describe('describeTask refuses in one sentence', () => {
  test('a file that is not there, and a folder', () => {
    using folder = createTaskFolder();
    const missing = join(folder.path, 'task.ts');
    expect(refusalOf(missing)).toBe(
      `There is no task file ${missing}; give the path of a module such as task.ts`,
    );
    expect(refusalOf(folder.path)).toBe(
      `The task ${folder.path} is no file; give the path of a module such as task.ts`,
    );
  });

  test('what does not compile, with the place', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', 'export default {\n  name: ,\n};\n');
    expect(refusalOf(file)).toBe(`The task ${file} doesn't compile: task.ts:2:9: Unexpected ","`);
  });

  test('an import that does not resolve', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', "import './lib/missing.ts';\nimport 'no-such-package';\n");
    expect(refusalOf(file)).toBe(
      `The task ${file} doesn't compile: task.ts:1:8: Could not resolve "./lib/missing.ts"; task.ts:2:8: Could not resolve "no-such-package"`,
    );
  });

  test('a module that throws, with the place in the source', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', "// comment\ninterface Gone {}\n\nthrow new TypeError('boom');\n");
    expect(refusalOf(file)).toBe(
      `The task ${file} throws when it is imported: TypeError: boom (${file}:4:7)`,
    );
    const text = folder.write('text.ts', "throw 'boom';\n");
    expect(refusalOf(text)).toBe(`The task ${text} throws when it is imported: "boom"`);
  });

  test('a module that ends its process', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', "console.error('bye');\nprocess.exit(3);\n");
    expect(refusalOf(file)).toBe(
      `The task ${file} ended its process with code 3 when it was imported; the last it wrote was: bye`,
    );
  });

  test('no default export', () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', taskSource().replace('export default', 'export const task ='));
    expect(refusalOf(file)).toBe(
      `The task ${file} has no default export, it exports only task; mend it with:\n` +
        "  import { defineTask } from 'fanfold';\n  export default defineTask({ name, input, output, run });",
    );
    const empty = folder.write('empty.ts', 'console.log(1);\n');
    expect(refusalOf(empty)).toContain('has no default export, it exports nothing; mend it with:');
  });

  test.each([
    ['async function double() {}', 'the function `double`'],
    ["{ name: 'x', run() {} }", 'an object with name, run'],
    ['42', '42'],
    ['null', 'null'],
  ])('a default export that is no task: %s', (source, shown) => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', `export default ${source}\n`);
    expect(refusalOf(file)).toContain(`The default export of ${file} is ${shown}, no task; mend it with:\n`);
  });

  test("a task's own problems, all of them", () => {
    using folder = createTaskFolder();
    const file = folder.write('task.ts', taskSource("retries: -1, timeout: '1 year',"));
    const message = refusalOf(file);
    expect(message).toContain(`${file}: The task is malformed: 2 problems:\n`);
    expect(message).toContain('`retries` is -1');
    expect(message).toContain('`timeout` is "1 year"');
  });
});
