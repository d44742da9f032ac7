import type { StandardSchemaV1 } from '@standard-schema/spec';

/** A row that the output schema refused, or that JSON can't hold. */
export class InvalidRow extends Error {
  override readonly name = 'InvalidRow';
}

/** Bytes of an item's rows that are held before they are sent on. */
const sendAt = 256 * 1024;

/**
 * Checks what `run` gave back against the output schema and writes each row as a line of JSON.
 * Rows beyond 256 KiB are handed to `send` on the way, so that an item may have any number of rows.
 * @returns the rest, and the number of all rows
 * @throws InvalidRow naming the row
 */
export async function collectRows(
  given: unknown,
  { schema, check }: { schema: StandardSchemaV1; check: ((row: unknown) => string | undefined) | undefined },
  send: (lines: string, rows: number) => void,
): Promise<{ lines: string; rows: number }> {
  let lines = '';
  let rows = 0;
  const add = async (row: unknown): Promise<void> => {
    rows += 1;
    const checked = schema['~standard'].validate(row);
    const line = writeRow(checked instanceof Promise ? await checked : checked, rows);
    const misfit = check?.(JSON.parse(line));
    if (misfit !== undefined) throw new InvalidRow(`row ${rows}: ${misfit}`);
    lines += `${line}\n`;
    if (lines.length < sendAt) return;
    send(lines, rows);
    lines = '';
  };
  if (Array.isArray(given)) for (const row of given) await add(row);
  else if (isAsyncIterable(given)) for await (const row of given) await add(row);
  else await add(given);
  return { lines, rows };
}

function writeRow(checked: StandardSchemaV1.Result<unknown>, row: number): string {
  if (checked.issues) throw new InvalidRow(`row ${row}: ${describeIssues(checked.issues)}`);
  const line = toJson(checked.value, row);
  if (line === undefined)
    throw new InvalidRow(`row ${row}: is ${typeof checked.value}, which JSON can't hold`);
  return line;
}

function toJson(value: unknown, row: number): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new InvalidRow(`row ${row}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** A schema's issues in one line: where and what, at most five. */
export function describeIssues(issues: readonly StandardSchemaV1.Issue[]): string {
  const shown = issues.slice(0, 5).map((issue) => {
    const path = (issue.path ?? [])
      .map((step) => String(typeof step === 'object' ? step.key : step))
      .join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return issues.length > 5 ? `${shown.join('; ')}; and ${issues.length - 5} more` : shown.join('; ');
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
