import type { ReportDetails } from '../contracts/report-details.ts';
import type { DatasetReference } from '../contracts/run-result.ts';
import { countOf, formatCount } from '../format/numbers.ts';
import type { Completeness } from '../proof/completeness.ts';

type ProofLine = ReportDetails['proof'][number];

/** What the lines of a proof are made from. */
export interface ProofBasis {
  /** All units' receipts added up; concluded here. */
  completeness: Completeness;
  dataset: DatasetReference | null;
  /** The task folds its rows into one. */
  folds: boolean;
  /** Failure records that were read. */
  records: number;
}

/** Why a run's data set is complete, or what it lacks: one line for each claim. */
export function describeProof({ completeness, dataset, folds, records }: ProofBasis): ProofLine[] {
  const { items, units } = completeness;
  const concluded = completeness.conclude();
  const lines: ProofLine[] = [
    {
      claim: 'Every planned item succeeded or failed',
      expected: countOf(items.total, 'item'),
      found: `${formatCount(items.succeeded)} succeeded, ${formatCount(items.failed)} failed`,
      holds: items.succeeded + items.failed === items.total,
    },
    {
      claim: 'Every planned unit is committed',
      expected: countOf(units.total, 'unit'),
      found: `${formatCount(units.succeeded)} committed`,
      holds: units.succeeded === units.total,
    },
    {
      claim: 'The receipts follow on each other, none missing, none doubled',
      expected: 'no problem',
      found: concluded.ok ? 'no problem' : concluded.problems.join('; '),
      holds: concluded.ok,
    },
    {
      claim: 'Every failed item has its record',
      expected: countOf(items.failed, 'record'),
      found: countOf(records, 'record'),
      holds: items.failed === records,
    },
  ];
  if (dataset === null || !concluded.ok) return lines;
  const { proof } = concluded;
  const rows = folds ? 1 : proof.rows;
  lines.push({
    claim: folds ? 'The data set is one row' : 'The data set has the rows of all receipts',
    expected: countOf(rows, 'row'),
    found: countOf(dataset.rows, 'row'),
    holds: rows === dataset.rows,
  });
  // Only then the objects are the units' rows, byte by byte.
  if (folds || dataset.format !== 'jsonl' || dataset.compress !== 'none') return lines;
  lines.push({
    claim: "The data set's bytes are the units' outputs, one after the other",
    expected: `${countOf(proof.bytes, 'byte')}, CRC64NVME ${proof.crc64nvme}`,
    found: `${countOf(dataset.bytes, 'byte')}, CRC64NVME ${dataset.crc64nvme}`,
    holds: proof.bytes === dataset.bytes && proof.crc64nvme === dataset.crc64nvme,
  });
  return lines;
}
