import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fanfold-source'] },
  ssr: { resolve: { conditions: ['fanfold-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    execArgv: ['--conditions=fanfold-source'],
  },
});
