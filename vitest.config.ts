import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

// Workers, and the many processes that tests start, load the same code again and again: a quarter of the CPU time of
// a test of the command line (measured).
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/fanfold-compiled');

export default defineConfig({
  resolve: { conditions: ['fanfold-source'] },
  ssr: { resolve: { conditions: ['fanfold-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // They take a minute or more and a registry, or a browser: `npm run test:package`, `test:localstack`, `test:browser`.
    exclude: [...configDefaults.exclude, 'test/package/**', 'test/localstack/**', 'test/browser/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most tests wait for processes and servers: more files at once than cores.
    maxWorkers: 3,
    execArgv: ['--conditions=fanfold-source'],
  },
});
