import * as z from 'zod';

/** A change of a unit's row that went through, as seen on the way to the ledger. */
export interface UnitChange {
  kind: 'claim' | 'copy' | 'commit';
  unit: number;
  /** Epoch milliseconds at which the ledger had answered that it is done. */
  at: number;
}

const key = z.looseObject({ sk: z.looseObject({ S: z.string() }) });
const updateItem = z.looseObject({ Key: key, UpdateExpression: z.string() });
const writeItem = z.looseObject({ Key: key.optional(), Item: key.optional() });

/** Whether a write to the ledger is one of the run's own row: its opening, sealing and closing. */
export function isRunChange(body: string): boolean {
  const { Key, Item } = writeItem.parse(JSON.parse(body));
  return (Key ?? Item)?.sk.S === 'run';
}

/** What a write to the ledger would do to a unit; undefined if it is something else. */
export function readUnitChange(operation: string, body: string): Omit<UnitChange, 'at'> | undefined {
  if (!operation.endsWith('.UpdateItem')) return undefined;
  const { Key, UpdateExpression } = updateItem.parse(JSON.parse(body));
  const [, unit] = /^unit#(\d+)$/.exec(Key.sk.S) ?? [];
  if (unit === undefined) return undefined;
  const kind = kindOf(UpdateExpression);
  return kind && { kind, unit: Number(unit) };
}

function kindOf(expression: string): UnitChange['kind'] | undefined {
  if (expression.includes('receipt = :receipt')) return 'commit';
  if (!/attempt = /.test(expression)) return undefined;
  return expression.includes(':owner') ? 'claim' : 'copy';
}
