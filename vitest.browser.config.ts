import { configDefaults, defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** `npm run test:browser`: web pages in Chromium, which has to be installed; without it the tests say what they left out. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/browser/**/*.test.ts'],
    exclude: configDefaults.exclude,
    reporters: ['default', './test/localstack/ran-and-skipped.ts'],
    // Each file has a browser of its own; one of them waits for a run most of the time.
    maxWorkers: 2,
  },
});
