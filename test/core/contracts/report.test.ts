import { expect, test } from 'vitest';
import { anyReport } from '../../../core/contracts/report.ts';
import { makeEarlierReport, makeReport } from '../../client/make-report.ts';

test('a report of this version is read whole', () => {
  const report = makeReport();
  expect(anyReport.parse(report)).toEqual(report);
  expect(anyReport.parse({ ...report, prediction: null })).toMatchObject({ prediction: null });
});

test('of a report from before predictions, what every version says is read', () => {
  const { prediction: _, ...earlier } = makeReport();
  expect(anyReport.parse(earlier)).toEqual(makeEarlierReport());
});

test('a report without details is read, one that says less is not', () => {
  const report = makeEarlierReport();
  expect(anyReport.parse(report)).toEqual(report);
  const { timing: _, ...less } = report;
  expect(anyReport.safeParse(less).success).toBe(false);
});
