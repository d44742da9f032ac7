import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** Prints at the end what ran, and what was skipped and why. */
export default class RanAndSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const suites = Map.groupBy(tests, ({ parent }) =>
      parent.type === 'suite' ? parent.fullName : parent.relativeModuleId,
    );
    // A file or suite whose preparation failed has no test that failed.
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .filter((part) => part.errors().length > 0);
    const lines = [
      ...[...suites].flatMap(([suite, its]) => describeSuite(suite, its)),
      ...broken.map((part) => `- failed before its tests: ${nameOf(part)}`),
    ];
    console.log(['', 'What ran, and what was skipped and why:', ...lines].join('\n'));
    const failed = count(tests, 'failed') + broken.length;
    console.log(`${count(tests, 'passed')} passed, ${failed} failed, ${count(tests, 'skipped')} skipped`);
  }
}

function nameOf(part: TestModule | TestSuite): string {
  return part.type === 'module' ? part.relativeModuleId : part.fullName;
}

function describeSuite(suite: string, tests: readonly TestCase[]): string[] {
  const failed = tests.filter((test) => test.result().state === 'failed');
  const skipped = Map.groupBy(
    tests.filter((test) => test.result().state === 'skipped'),
    reasonOf,
  );
  return [
    `- ${suite}: ${count(tests, 'passed')} ran`,
    ...failed.map(({ name }) => `    failed: ${name}`),
    ...[...skipped].flatMap(([reason, its]) => [
      `    skipped: ${its.length === tests.length ? 'all of it' : its.map(({ name }) => name).join('; ')}`,
      `      because ${reason}`,
    ]),
  ];
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' ? result.note : undefined) ?? 'it was not reached';
}

function count(tests: readonly TestCase[], state: string): number {
  return tests.filter((test) => test.result().state === state).length;
}
