import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Worker threads and real processes are under test: two files at a time keep a two-core machine honest.
    maxWorkers: 2,
    reporters: ['default', './test/plain-reporter.ts'],
  },
});
