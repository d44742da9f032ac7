import { test } from 'vitest';

const LATEST = 'https://docs.aws.amazon.com/step-functions/latest';

/** A page of the Step Functions Developer Guide, by its title and file name. */
export const guide = (title: string, page: string): string =>
  `AWS Step Functions Developer Guide, "${title}", ${LATEST}/dg/${page}.html`;

/** An operation of the API reference. */
export const apiReference = (operation: string): string =>
  `AWS Step Functions API Reference, "${operation}", ${LATEST}/apireference/API_${operation}.html`;

/** Where facts on Distributed Map are known from: AWS's own pages, and public recordings of what AWS answered. */
export const SOURCES = {
  distributedMap: guide('Distributed mode', 'state-map-distributed'),
  itemReader: guide('ItemReader (Map)', 'input-output-itemreader'),
  csv: guide('How Step Functions parses input CSV files', 'example-csv-parse-dist-map'),
  itemSelector: guide('ItemSelector (Map)', 'input-output-itemselector'),
  itemBatcher: guide('ItemBatcher (Map)', 'input-output-itembatcher'),
  resultWriter: guide('ResultWriter (Map)', 'input-output-resultwriter'),
  contextObject: guide('Context object', 'input-output-contextobject'),
  mapRun: guide('Viewing Map Runs', 'concepts-examine-map-run'),
  redriveMapRun: guide('Redriving Map Runs', 'redrive-map-run'),
  quotas: guide('Service quotas', 'service-quotas'),
  api: apiReference,
  /** Recorded on AWS in us-west-2 by the project stackd, requests and answers in full. */
  recordedMap:
    'recorded on AWS, github.com/radkawar/stackd testdata/aws/stepfunctions/distributed_map.json, read 2026-09',
  recordedRedrive:
    'recorded on AWS, github.com/radkawar/stackd testdata/aws/stepfunctions/redrive_map.json, read 2026-09',
  /** Recorded on AWS by the project LocalStack, as snapshots of histories and answers. */
  recordedScenarios:
    'recorded on AWS, github.com/localstack/localstack tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json',
  /** Snapshots of another suite of LocalStack's, by its path below `v2/`. */
  recorded: (suite: string): string =>
    `recorded on AWS, github.com/localstack/localstack tests/aws/services/stepfunctions/v2/${suite}`,
  /** Counts measured on AWS for the project floci. */
  measuredCounts: 'measured on AWS, github.com/floci-io/floci pull request 2694',
} as const;

/** A test of a fact; its name says where the fact is known from. */
export function fact(sentence: string, source: string, run: () => Promise<void>): void {
  test(`${sentence} [${source}]`, run);
}

/** A test of how the local cloud behaves where nobody has told or recorded how AWS does. */
export function assumption(sentence: string, run: () => Promise<void>): void {
  test(`${sentence} (assumption: never verified on AWS)`, run);
}
