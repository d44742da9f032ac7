import { configDefaults, defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** `npm run test:localstack`: on the LocalStack at `AWS_ENDPOINT_URL`, or else on one that it installs and starts. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/localstack/*.test.ts'],
    exclude: configDefaults.exclude,
    globalSetup: 'test/localstack/global-setup.ts',
    reporters: ['default', './test/localstack/ran-and-skipped.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One LocalStack serves them all.
    maxWorkers: 1,
  },
});
