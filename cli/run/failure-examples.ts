import type { FailureCode, FailureRecord } from '../../core/contracts/failure.ts';

/** One failed item that stands for all of its code. */
export interface FailureExample {
  code: FailureCode;
  record: FailureRecord;
}

/** Records that are looked through at most: examples must not cost as much as the run. */
const mostRecords = 20_000;

/** The first record of each code. */
export async function findExamples(
  failures: AsyncIterable<FailureRecord>,
  codes: number,
): Promise<FailureExample[]> {
  const examples = new Map<FailureCode, FailureRecord>();
  let seen = 0;
  for await (const record of failures) {
    if (!examples.has(record.code)) examples.set(record.code, record);
    if (examples.size >= codes || ++seen >= mostRecords) break;
  }
  return [...examples].map(([code, record]) => ({ code, record }));
}
