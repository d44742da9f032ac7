import { configDefaults, defineConfig } from 'vitest/config';

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
