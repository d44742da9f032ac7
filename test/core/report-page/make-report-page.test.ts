import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RunReport, runReport } from '../../../core/contracts/report.ts';
import { consoleLinks, makeBrokenPage, makeReportPage } from '../../../core/report-page/index.ts';
import { describeFigure } from '../../../core/report-page/sections/advice.ts';
import { hostileReport, hostileText } from './reports/hostile-report.ts';
import { emptyRun, failedRun, hugeRun, largeRun, tinyRun, troubledRun } from './reports/run-reports.ts';

const kinds = [
  ['a large run', largeRun],
  ['a troubled run', troubledRun],
  ['an empty run', emptyRun],
  ['a failed run', failedRun],
  ['a run of one item', tinyRun],
  ['100,000 units', hugeRun],
  ['hostile text', hostileReport],
] as const;

/** A page's text as a reader has it, without tags and drawings. */
function textOf(page: string): string {
  return page
    .replaceAll(/<(style|svg)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
}

describe.each(kinds)('%s', (_, makeReport) => {
  test('is a report as Report writes it', () => {
    expect(runReport.safeParse(makeReport()).error).toBeUndefined();
  });

  test('is one page that asks for nothing and runs nothing', async () => {
    const page = await makeReportPage(makeReport(), consoleLinks('eu-central-1'));
    expect(page).not.toMatch(/<(script|iframe|object|embed|img|form|base)\b/i);
    const tags = [...page.matchAll(/<[a-z][^>]*>/g)].map(([tag]) =>
      tag.replaceAll(/aria-label="[^"]*"/g, ''),
    );
    expect(tags.filter((tag) => / (src|srcset|on[a-z]+)=|javascript:/i.test(tag))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/i);
    expect([...page.matchAll(/<link [^>]*>/g)].map(([link]) => link)).toEqual([
      '<link rel="icon" href="data:,">',
    ]);
    expect(page).toContain('default-src &#39;none&#39;');
    // No figure got lost on the way.
    expect(textOf(page)).not.toMatch(/\b(NaN|undefined|null ms|Infinity)\b|\[object/);
  });

  test('has at most 3 MB', async () => {
    expect(Buffer.byteLength(await makeReportPage(makeReport()))).toBeLessThan(3_000_000);
  });
});

test('its parts are in the order in which they are of use', async () => {
  const page = await makeReportPage(failedRun());
  const order = [
    'class="verdict',
    'class="figures"',
    'id="advice"',
    'id="time"',
    'id="failures"',
    'id="cost"',
    'id="governor"',
    'id="proof"',
  ];
  const places = order.map((part) => page.indexOf(part));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

/** The page's text of a troubled run with changes. */
async function read(change: Partial<RunReport> = {}): Promise<string> {
  return textOf(await makeReportPage({ ...troubledRun(), ...change }));
}

describe('the three figures', () => {
  const timing = { ...troubledRun().timing, wallMs: 20_000, sequentialMs: 200_000, speedup: 10 };

  test('the time reduction is against the sum of item times', async () => {
    const text = await read({ timing });
    expect(text).toContain(
      'Total execution time reduction 90 % 1 − wall time ÷ sum of item times = 1 − 20 s ÷ 3 min 20 s 10 × as fast',
    );
  });

  test('a run that takes longer than its items has no reduction', async () => {
    const text = await read({ timing: { ...timing, sequentialMs: 4_000, speedup: 0.2 } });
    expect(text).toContain(
      'Total execution time reduction none 1 − wall time ÷ sum of item times = 1 − 20 s ÷ 4 s 0.2 × as fast',
    );
  });

  test('utilization stands beside its formula, and says what busy and provisioned are', async () => {
    const text = await read({ utilization: { busyMs: 60_000, provisionedMs: 80_000, ratio: 0.75 } });
    expect(text).toContain(
      'Resource utilization efficiency 75 % busy ÷ provisioned = 1 min ÷ 1 min 20 s Busy is the run time of items.',
    );
    expect(text).toContain('billed time × slots (items a unit may run side by side), init included');
  });

  test('the failure rate names the worst environment and the worst unit', async () => {
    const text = await read({
      environments: {
        total: 4,
        meanFailureRate: 0.021,
        worst: [{ environment: 'env-7', items: 1_000, failed: 60, failureRate: 0.06 }],
      },
      worstUnits: [{ unit: 1_212, items: 250, failed: 50, failureRate: 0.2 }],
    });
    expect(text).toContain(
      'Task failure rate per thread 2.1 % failed ÷ items, mean over 4 execution environments',
    );
    expect(text).toContain(
      'Worst environment 6 %, 60 of 1,000 items: env-7 Worst unit 20 %, 50 of 250 items: unit 1,212',
    );
  });
});

test('advice has the setting, what it is, what it should be, and the figures', async () => {
  const text = await read();
  expect(text).toContain(
    'Units took up to 488 MiB of 512 MiB: a larger item may run out of memory. memory now 512 MB change to 1024 MB',
  );
});

test.each([
  ['p90Ms', 1_200, 'p90', '1.2 s'],
  ['p999InTimeMs', 12, 'p99.9 in time', '12 ms'],
  ['wastedShare', 0.25, 'wasted share', '25 %'],
  ['share', 0.5, 'share', '50 %'],
  ['peakMb', 488.2, 'peak', '488 MiB'],
  ['unitItems', 12_000, 'unit items', '12,000'],
  ['gain', -3, 'gain', '−3'],
])('the figure %s of %d is told as %s %s', (name, value, shownName, shownValue) => {
  expect(describeFigure(name, value)).toEqual({ name: shownName, value: shownValue });
});

test('every failure group has its count, and each example its record and its log', async () => {
  const report = troubledRun();
  const page = await makeReportPage(report, consoleLinks('eu-central-1'));
  const examples = report.failureGroups.flatMap((group) => group.examples);
  expect(page.split('<a href="failures.jsonl">record').length - 1).toBe(examples.length);
  expect(page.split('#logsV2:log-groups/log-group/$252Faws$252Flambda').length - 1).toBe(examples.length);
  for (const { count, code } of report.failureGroups) {
    expect(textOf(page)).toContain(`${count.toLocaleString('en-US')} ${code}`);
  }
});

test('without an address of logs, they are named', async () => {
  const page = await makeReportPage(troubledRun());
  expect(page).not.toContain('console.aws');
  expect(textOf(page)).toContain('log: /aws/lambda/Movies-UnitFunction-8Hq2 2026/11/20/[$LATEST]');
});

test('the cost is told by line, in all, and for a million items', async () => {
  const text = await read({
    cost: {
      region: 'us-east-1',
      pricesAsOf: '2026-09',
      usd: 12.5,
      perMillionItemsUsd: 83.3333,
      lines: [{ what: 'Lambda compute', quantity: 937_500, unit: 'GB-s', price: 0.0000133334, usd: 12.5 }],
    },
  });
  expect(text).toContain('$12.50 for the run, $83.33 for a million items like these');
  expect(text).toContain('Lambda compute 937,500 GB-s × $0.0000133334 $12.50');
});

test("the governor's decisions are all there, with their reasons", async () => {
  const { acts } = hugeRun();
  const text = textOf(await makeReportPage(hugeRun()));
  expect(text).toContain('The first 12 of 500 decisions');
  expect(text).toContain('488 further decisions');
  expect(text.split('backup copy of unit').length - 1).toBe(acts.length);
  expect(await read()).toContain('limit 8 → 16 throughput grew 31 % with 50 % more units → +8');
});

test('a claim that does not hold is told', async () => {
  expect(textOf(await makeReportPage(failedRun()))).toContain("1 of 2 claims doesn't hold.");
});

test('what others wrote is text, and long text is cut', async () => {
  const page = await makeReportPage(hostileReport(), consoleLinks('eu-central-1'));
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script>');
  expect(page.isWellFormed()).toBe(true);
  expect(page).not.toContain('x'.repeat(700));
  expect(page).not.toContain(hostileText);
});

test('a page that could not be drawn still says how the run ended', () => {
  const page = makeBrokenPage(failedRun());
  expect(textOf(page)).toContain('ToleratedFailureThresholdExceeded');
  expect(page).toContain('<a href="report.json">');
});

test('whatever the figures are, a page comes of them', async () => {
  const ms = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e12, noNaN: true }), fc.nat(5));
  const quantiles = fc.record({ p50: ms, p90: ms, p99: ms, max: ms });
  const at = fc
    .oneof(fc.nat(10_000), fc.nat())
    .map((after) => Date.parse(largeRun().timing.startedAt) - 2_000 + after);
  const bars = fc.array(fc.tuple(ms, ms, fc.nat()), { maxLength: 60 });
  const unit = fc.record({
    unit: fc.nat(),
    environment: fc.nat(2_000),
    startedAt: at,
    endedAt: at,
    initMs: ms,
    items: fc.nat(),
    failed: fc.nat(),
    backup: fc.boolean(),
  });
  const change = fc.record({
    timeline: fc.record({
      total: fc.nat(),
      environments: fc.nat(2_000),
      units: fc.array(unit, { maxLength: 8 }),
    }),
    slowest: fc.array(unit, { maxLength: 3 }),
    histograms: fc.record({ items: bars, units: bars }),
    phases: fc.record({
      queued: quantiles,
      coldStart: quantiles,
      download: quantiles,
      run: quantiles,
      upload: quantiles,
      commit: quantiles,
      total: quantiles,
    }),
    moments: fc.array(fc.record({ at, running: ms, limit: fc.nat(), itemsPerSecond: ms }), { maxLength: 5 }),
    wallMs: ms,
    sequentialMs: ms,
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ wallMs, sequentialMs, histograms, ...rest }) => {
      const report = largeRun();
      const inOrder = (given: [number, number, number][]) =>
        given.map(([a, b, count]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b), count }));
      const page = await makeReportPage({
        ...report,
        ...rest,
        histograms: { items: inOrder(histograms.items), units: inOrder(histograms.units) },
        timing: { ...report.timing, wallMs, sequentialMs, speedup: wallMs === 0 ? 0 : sequentialMs / wallMs },
      });
      expect(page).not.toMatch(/NaN|undefined|Infinity/);
    }),
    { numRuns: 25 },
  );
});
