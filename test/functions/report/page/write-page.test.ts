import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runKeys } from '../../../../core/contracts/keys.ts';
import { writePage } from '../../../../functions/report/page/write-page.ts';
import { troubledRun } from '../../../core/report-page/reports/run-reports.ts';
import { ownTask } from '../../../support/bundle-task.ts';
import { type Pipeline, startPipeline } from '../../../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const report = troubledRun();
const read = () => pipeline.store.readText(pipeline.bucket, runKeys(report.runId).page);

test('puts the page beside report.json', async () => {
  await writePage(pipeline, report);
  expect(await read()).toMatch(/^<!doctype html>[\s\S]*data-chart="timeline"[\s\S]*<\/html>\n$/);
});

test('a page that cannot be drawn says so, and the log says why: the run does not fail of it', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const links = {
    log: () => {
      throw new Error('no such place');
    },
    object: () => undefined,
  };
  await writePage({ ...pipeline, links }, report);
  expect(await read()).toContain("The rest of this page couldn't be drawn");
  expect(log).toHaveBeenCalledWith(
    expect.stringContaining(report.runId),
    expect.objectContaining({ message: 'no such place' }),
  );
  log.mockRestore();
});
