import { expect, test } from 'vitest';
import { type BarStyle, renderBar } from '../../../cli/progress/bar.ts';
import { createView } from '../../../cli/progress/create-view.ts';
import { createPlainView } from '../../../cli/progress/plain-view.ts';
import { createTerminalView } from '../../../cli/progress/terminal-view.ts';
import type { RunProgress } from '../../../client/progress.ts';
import { fakeOutput } from '../fake-edge.ts';

const style: BarStyle = { full: '#', empty: '.', paint: (text) => text };

const at = (done: number, change: Partial<RunProgress> = {}): RunProgress => ({
  phase: 'running',
  items: { total: 1_000, done, failed: 0 },
  units: { total: 10, committed: 0, running: 2 },
  rows: done,
  ...change,
});

test('a bar never exceeds its width, and facts go before the bar does', () => {
  const facts = { share: 0.43, facts: ['430 of 1,000 items', '12 failed', '41,200 items/s', '3 s left'] };
  expect(renderBar(facts, 100, style)).toBe(
    '#############.................  43%  430 of 1,000 items  12 failed  41,200 items/s  3 s left',
  );
  expect(renderBar(facts, 60, style)).toBe('###.....  43%  430 of 1,000 items  12 failed  41,200 items/s');
  for (let width = 1; width <= 140; width++) {
    expect(renderBar(facts, width, style).length).toBeLessThanOrEqual(width);
  }
});

test('a terminal has one line that is drawn over, at most ten times a second', () => {
  const output = fakeOutput(80);
  let now = 0;
  const view = createTerminalView(output, style, () => now);
  view.phase('uploading 9.4 MB');
  view.progress(at(100));
  now += 50;
  view.progress(at(150));
  now += 950;
  view.progress(at(600));
  view.note('stays');
  view.close();
  const writes = output.text.split('\r').slice(1);
  expect(writes).toHaveLength(4);
  expect(writes[0]).toBe('uploading 9.4 MB …\u001b[K');
  expect(writes[1]).toContain(' 10%  100 of 1,000 items');
  expect(writes[2]).toContain(' 60%  600 of 1,000 items  500 items/s');
  expect(writes[3]).toBe('\u001b[Kstays\n');
});

test('a narrow terminal gets a line that fits', () => {
  const output = fakeOutput(20);
  const view = createTerminalView(output, style, () => 0);
  view.phase('uploading a file of a very long name');
  view.progress(at(500));
  for (const line of output.text.split('\r')) expect(line.replace('\u001b[K', '').length).toBeLessThan(20);
});

test('elsewhere there are plain lines: each phase, each tenth, each five seconds', () => {
  const output = fakeOutput();
  let now = 0;
  const view = createPlainView(output, () => now);
  view.phase('planning');
  view.progress({ ...at(0), phase: 'planning' });
  view.progress(at(0));
  for (const done of [50, 90, 100, 150]) {
    now += 1_000;
    view.progress(at(done));
  }
  now += 5_000;
  view.progress(at(151, { items: { total: 1_000, done: 151, failed: 3 } }));
  view.progress(at(1_000, { phase: 'finishing' }));
  view.close();
  expect(output.text.split('\n')).toEqual([
    'planning',
    '  0%  0 of 1,000 items, 2 units running',
    ' 10%  100 of 1,000 items, 33.3 items/s, 27 s left, 2 units running',
    ' 15%  151 of 1,000 items, 3 failed, 16.8 items/s, 51 s left, 2 units running',
    '100%  1,000 of 1,000 items, folding in',
    '',
  ]);
});

test('a run that goes slowly, and one that stands still, have no false time left', () => {
  const output = fakeOutput();
  let now = 0;
  const view = createPlainView(output, () => now);
  view.progress(at(500));
  now += 6_000;
  view.progress(at(500));
  expect(output.text).toContain(' 50%  500 of 1,000 items, 0 items/s, 2 units running');
});

test('colour only on a terminal, and not when NO_COLOR is set', () => {
  const draw = (env: Record<string, string>, columns?: number): string => {
    const stderr = fakeOutput(columns);
    createView({ stderr, env }).progress(at(500));
    return stderr.text;
  };
  expect(draw({}, 80)).toContain('\u001b[32m█');
  expect(draw({ NO_COLOR: '1' }, 80)).not.toContain('\u001b[3');
  expect(draw({ LANG: 'C' }, 80)).toContain('#');
  expect(draw({})).not.toContain('\u001b');
  expect(draw({ TERM: 'dumb' }, 80)).not.toContain('\u001b');
});
