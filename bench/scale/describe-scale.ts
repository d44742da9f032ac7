import type { PriceTable } from '../../core/cost/prices.ts';
import { assumptions } from './assumptions.ts';
import type { ModelledMerge } from './model-merge.ts';
import { priceStep } from './price-step.ts';

const count = (value: number): string => Math.round(value).toLocaleString('en');
const gigabytes = (bytes: number): string =>
  `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;
const dollars = (amount: number): string => `$${amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2)}`;
const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;

/** Writes the model as a page. */
export function describeScale(
  merges: readonly { name: string; merge: ModelledMerge }[],
  prices: PriceTable,
): string {
  return `# The merge at scale: a model

Nothing on this page was measured on AWS: it is computed. \`npm run bench -- scale\` feeds synthetic outputs to the code that
plans every merge (\`core/merge-layout/\`), counts what the jobs ask of AWS, and writes this page. Prices are those of
${prices.region} as of ${prices.asOf} (\`core/cost/prices.ts\`, or the table that \`--prices\` names); what else is taken for granted stands below.

| merge | Lambdas | requests to S3 | through Lambdas | copied by S3 | time | cost |
| --- | --- | --- | --- | --- | --- | --- |
${merges.map(({ name, merge }) => summary(name, merge, prices)).join('\n')}

"Copied by S3" counts bytes that are copied twice twice: where there are too many outputs for one upload, they are joined first.
The cost is the merge's alone, without the units and without storage. Outputs and joined objects lie in S3 beside the data set
until a lifecycle rule removes them.

${merges.map(({ name, merge }) => detail(name, merge, prices)).join('\n')}
## What binds

- **Parts**: an upload has 10,000 at most, of 5 MiB to 5 GiB; fanfold plans 9,000. More outputs than that, or more than 1,000 tiny
  ones in a row, are joined first, into objects of 64 MiB or a 4,000th of the whole, whichever is more.
- **Jobs**: one has 1,000 pieces, 500 copies, 16 GiB of copies and some 256 MiB of streamed bytes at most, so that it is described in
  less than the 256 KiB of Step Functions and done in well under a minute.
- **Small outputs**: what is below 5 MiB can't be copied and passes through Lambdas. Units of 5 MiB of rows and more make a merge
  cheap.
- **The ledger**: PlanMerge and Seal read every receipt several times, one page after the other, in one Lambda each. With 100,000
  units that is a quarter of the merge's time, and the first thing that a Lambda's 15 minutes would end, at some 2 million units.

## Taken for granted

| what | value | why |
| --- | --- | --- |
${Object.values(assumptions)
  .map(
    ({ what, value, why }) =>
      `| ${what} | ${value.toLocaleString('en', { maximumFractionDigits: 3 })} | ${why} |`,
  )
  .join('\n')}
`;
}

function summary(name: string, { steps }: ModelledMerge, prices: PriceTable): string {
  const sum = (of: (step: ModelledMerge['steps'][number]) => number): number =>
    steps.reduce((total, step) => total + of(step), 0);
  return `| ${[
    name,
    count(sum((step) => step.lambdas)),
    count(sum((step) => step.writes + step.gets)),
    gigabytes(sum((step) => step.streamedBytes)),
    gigabytes(sum((step) => step.copiedBytes)),
    duration(sum((step) => step.seconds)),
    dollars(sum((step) => priceStep(step, prices))),
  ].join(' | ')} |`;
}

function detail(name: string, { steps, parts }: ModelledMerge, prices: PriceTable): string {
  const rows = steps.map(
    (step) =>
      `| ${[
        step.name,
        count(step.lambdas),
        count(step.writes),
        count(step.gets),
        gigabytes(step.streamedBytes),
        gigabytes(step.copiedBytes),
        duration(step.seconds),
        dollars(priceStep(step, prices)),
        step.binds,
      ].join(' | ')} |`,
  );
  return `## ${name}

The data set's upload has ${count(parts)} parts.

| state | Lambdas | PUT, COPY, POST | GET | through Lambdas | copied by S3 | time | cost | bound by |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
