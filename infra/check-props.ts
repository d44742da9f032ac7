import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describePriceProblems } from '../core/cost/read-prices.ts';
import { showValue } from '../core/errors/problems.ts';
import { parseSize } from '../core/task/size.ts';
import { checkAlarmThresholds } from './alarm-thresholds.ts';
import { checkTaskFunction } from './check-task-function.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';

/** Every problem of the props but those of the task itself, each one sentence with the value and what is allowed. */
export function checkProps(props: FanOutFanInProps): string[] {
  const problems: string[] = [];
  const check = (prop: keyof FanOutFanInProps, holds: (value: unknown) => boolean, allowed: string): void => {
    const value: unknown = props[prop];
    if (value === undefined) return;
    if (Token.isUnresolved(value)) {
      problems.push(`\`${prop}\` is known at deployment only; it must be ${allowed}, known at synthesis`);
    } else if (!holds(value)) {
      problems.push(`\`${prop}\` is ${showValue(value)}; it must be ${allowed}`);
    }
  };
  check('task', (value) => typeof value === 'string', "the path of a module, such as 'task.ts'");
  check(
    'unitItems',
    (value) => value === 'auto' || isWhole(value, 1, 1_000_000),
    "'auto' or a whole number from 1 to 1000000",
  );
  check('maxConcurrency', (value) => isWhole(value, 1, 10_000), 'a whole number from 1 to 10000');
  check('toleratedFailurePercentage', isPercentage, 'a number from 0 to 100');
  check(
    'toleratedFailureCount',
    (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER),
    'a whole number from 0',
  );
  check('itemConcurrency', (value) => isWhole(value, 1, 1_000), 'a whole number from 1 to 1000');
  check(
    'memory',
    (value) => isWhole(megabytes(value), 256, 10_240),
    "a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB'",
  );
  check('inbox', isBoolean, 'true or false');
  check('logExecutionData', isBoolean, 'true or false');
  check('alarms', isBoolean, 'true or false');
  check('dashboard', isBoolean, 'true or false');
  check('childType', (value) => value === 'STANDARD' || value === 'EXPRESS', "'STANDARD' or 'EXPRESS'");
  check(
    'logRetention',
    (value) => typeof value === 'number' && value in RetentionDays,
    'one of RetentionDays',
  );
  return [
    ...problems,
    ...checkAlarmThresholds(props),
    ...checkPrices(props),
    ...checkNetwork(props),
    ...checkTaskFunction(props),
  ];
}

function checkPrices({ prices }: FanOutFanInProps): string[] {
  if (prices === undefined) return [];
  return describePriceProblems(prices).map((problem) => `\`prices\`: ${problem}`);
}

function checkNetwork({ vpc, vpcSubnets, securityGroups }: FanOutFanInProps): string[] {
  const given = Object.entries({ vpcSubnets, securityGroups }).filter(([, value]) => value !== undefined);
  if (vpc === undefined)
    return given.map(([prop]) => `\`${prop}\` is given without \`vpc\`; give both or none`);
  if (securityGroups?.length !== 0) return [];
  return ['`securityGroups` is empty; name one at least, or leave it out to have one made'];
}

/** Megabytes of a size as text, or undefined if it is none. */
export function megabytes(size: unknown): number | undefined {
  const bytes = parseSize(size);
  return bytes === undefined ? undefined : bytes / 1024 ** 2;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isWhole(value: unknown, from: number, to: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
}

function isPercentage(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 100;
}
