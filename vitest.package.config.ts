import { configDefaults, defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** `npm run test:package`: packs, installs from the registry and runs what was installed, which takes a minute or more. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/package/*.test.ts'],
    exclude: configDefaults.exclude,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
