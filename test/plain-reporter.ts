import type { Reporter, TestModule } from 'vitest/node';

/** Closes the output with one line that any tool can read: `N passed, N failed, N skipped`. In CI a skipped test is a failure. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else skipped++;
      }
    }
    if (skipped > 0) {
      console.log(`${skipped} tests were skipped: they need the recordings of ../shared (SEATRIAL_SHARED) or a Chromium (CHROMIUM_PATH)`);
    }
    if (process.env.CI !== undefined && skipped > 0) {
      console.error(`${skipped} tests were skipped; in CI nothing may be`);
      process.exitCode = 1;
    }
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
