import { expect, test } from 'vitest';
import type { RunReport } from '../../../core/contracts/report.ts';
import type { Prediction } from '../../../core/contracts/report-details.ts';
import { renderFigures } from '../../../core/report-page/sections/figures.ts';
import { makeReport } from '../../client/make-report.ts';

const prediction: Prediction = {
  pilot: {
    units: 10,
    items: 500,
    itemMs: 40,
    unitMs: 2_100,
    ownMs: 100,
    startMs: 900,
    bytesPerItem: 10,
    rowBytes: 1_500,
  },
  predicted: { fanOutMs: 20_000, usd: 0.02 },
  actual: { fanOutMs: 25_000, usd: 0.021 },
  againstPilot: 16,
};

/** The figures as text, one space between words. */
function read(change: Partial<RunReport> = {}): string {
  const timing = { ...makeReport().timing, wallMs: 30_000, sequentialMs: 450_000, speedup: 15 };
  const { text } = renderFigures(makeReport({ timing, prediction, ...change }));
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
}

test('the time reduction is against the pilot, too, with its formula', () => {
  expect(read()).toContain(
    "Against the pilot: 93.8 %, 16 × as fast. Pilot's item time × items ÷ wall time = 40 ms × 12,000 ÷ 30 s",
  );
});

test('predicted and actual stand beside each other, with the formula', () => {
  const text = read();
  expect(text).toContain('Predicted against actual 25 % longer units ÷ slots × (own time + items of a unit');
  expect(text).toContain(
    "the first 10 units (500 items): an item 40 ms, a unit's own time 100 ms, a new environment 900 ms",
  );
  expect(text).toContain('time of the units 20 s 25 s +25 % cost of the run $0.0200 $0.0210 +5 %');
});

test('says of a shorter time, of none at all, and of a run that went on, what they are', () => {
  const of = (fanOutMs: number) => ({ ...prediction, actual: { fanOutMs, usd: 0.02 } });
  expect(read({ prediction: of(15_000) })).toContain('Predicted against actual 25 % shorter');
  expect(read({ prediction: of(20_010) })).toContain('Predicted against actual as predicted');
  expect(read({ generation: 2 })).toContain('The time is of the last execution, the cost of the whole run.');
});

test('a run that was slower than its pilot has no reduction against it', () => {
  const text = read({ prediction: { ...prediction, againstPilot: 0.5 } });
  expect(text).toContain('Against the pilot: 0.5 × as fast.');
});

test('a run without units has neither', () => {
  const text = read({ prediction: null });
  expect(text).not.toContain('pilot');
  expect(text).not.toContain('Predicted');
});
