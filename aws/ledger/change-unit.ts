import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type UnitRow, unitKey, unitRow } from './rows.ts';
import { ifConditionHolds, type LedgerTable } from './table.ts';

/** What names a unit's row. */
export interface UnitId {
  runId: string;
  shards: number;
  unit: number;
}

/** A conditional change of a unit's row. Attributes that are set are also values of their names: `state` is `:state`. */
export interface UnitChange {
  set?: Record<string, unknown>;
  /** Further assignments, as DynamoDB writes them. */
  also?: readonly string[];
  remove?: readonly string[];
  /** The condition. */
  when: string;
  values: Record<string, unknown>;
}

/** Attributes whose names DynamoDB reserves: expressions name them with a `#` before. */
const reserved = ['state', 'owner', 'unit', 'position', 'size', 'range', 'base', 'segments'] as const;

/** Changes a unit's row if the condition holds; false if it doesn't. Each change is one write, and sets `updatedAt`. */
export async function changeUnit(table: LedgerTable, id: UnitId, change: UnitChange): Promise<boolean> {
  return (await send(table, id, change, 'NONE')) !== undefined;
}

/** As {@link changeUnit}, and gives back the row as it is then; undefined if the condition doesn't hold. */
export async function readChangedUnit(
  table: LedgerTable,
  id: UnitId,
  change: UnitChange,
): Promise<UnitRow | undefined> {
  const changed = await send(table, id, change, 'ALL_NEW');
  return changed && unitRow.parse(changed.Attributes);
}

function send(table: LedgerTable, id: UnitId, change: UnitChange, ReturnValues: 'NONE' | 'ALL_NEW') {
  const set = Object.entries({ ...change.set, updatedAt: table.now() });
  const assignments = [...set.map(([name]) => `${nameOf(name)} = :${name}`), ...(change.also ?? [])];
  const removals = change.remove === undefined ? '' : ` REMOVE ${change.remove.map(nameOf).join(', ')}`;
  const expression = `SET ${assignments.join(', ')}${removals}`;
  const named = reserved.filter((name) => `${expression} ${change.when}`.includes(`#${name}`));
  return ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: unitKey(id.runId, id.shards, id.unit),
        UpdateExpression: expression,
        ConditionExpression: change.when,
        ...(named.length > 0 && {
          ExpressionAttributeNames: Object.fromEntries(named.map((name) => [`#${name}`, name])),
        }),
        ExpressionAttributeValues: {
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          ...change.values,
        },
        ReturnValues,
      }),
    ),
  );
}

function nameOf(name: string): string {
  return reserved.some((word) => word === name) ? `#${name}` : name;
}
