import { Duration, Token } from 'aws-cdk-lib';
import { showValue } from '../core/errors/problems.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';

/** Thresholds of a pipeline's alarms. */
export interface AlarmThresholds {
  /**
   * Failed items of a run, in percent of all its items, that are too many if there are more: 0 to 100.
   *
   * @default - the tolerated failure percentage of task or construct, 5 at least
   */
  readonly failureRate?: number;

  /**
   * Time that a unit may be under way, from its first claim, over all its invocations: whole seconds, 1 minute at least.
   *
   * @default - 30 minutes, twice what a Lambda can run; 5 with EXPRESS children, which end then
   */
  readonly oldestRunningUnit?: Duration;

  /**
   * Map runs that are open in the account and region, this pipeline's or not: 1 to 1,000. Step Functions opens 1,000; the next ones
   * wait.
   *
   * @default 900, which AWS recommends
   */
  readonly openMapRuns?: number;
}

/** All thresholds, in the units of their metrics. */
export interface SettledThresholds {
  /** Percent. */
  readonly failureRate: number;
  /** Seconds. */
  readonly oldestRunningUnit: number;
  readonly openMapRuns: number;
}

/** Percent: some items fail in any large data set. */
const leastFailureRate = 5;

/** The thresholds that a pipeline's alarms have. */
export function settleThresholds(
  { alarmThresholds = {}, childType }: Pick<FanOutFanInProps, 'alarmThresholds' | 'childType'>,
  { toleratedFailurePercentage = 0 }: Pick<TaskSettings, 'toleratedFailurePercentage'>,
): SettledThresholds {
  const { failureRate, oldestRunningUnit, openMapRuns = 900 } = alarmThresholds;
  const oldest = oldestRunningUnit ?? Duration.minutes(childType === 'EXPRESS' ? 5 : 30);
  return {
    failureRate: failureRate ?? Math.max(leastFailureRate, toleratedFailurePercentage),
    oldestRunningUnit: oldest.toSeconds(),
    openMapRuns,
  };
}

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly allowed: string;
}

const rules: Readonly<Record<keyof AlarmThresholds, Rule>> = {
  failureRate: { holds: (value) => isBetween(value, 0, 100), allowed: 'a number from 0 to 100' },
  oldestRunningUnit: {
    holds: (value) => value instanceof Duration && isWholeSeconds(value),
    allowed: 'a Duration of aws-cdk-lib in whole seconds, 1 minute at least, such as Duration.hours(1)',
  },
  openMapRuns: {
    holds: (value) => Number.isInteger(value) && isBetween(value, 1, 1_000),
    allowed: 'a whole number from 1 to 1000',
  },
};

/** Every problem of the props' thresholds, each one sentence with the value and what is allowed. */
export function checkAlarmThresholds({ alarmThresholds, alarms }: FanOutFanInProps): string[] {
  if (alarmThresholds === undefined) return [];
  const given: unknown = alarmThresholds;
  const names = Object.keys(rules).join(', ');
  if (typeof given !== 'object' || given === null || Token.isUnresolved(given))
    return [`\`alarmThresholds\` is ${showValue(given)}; it must be an object of ${names}`];
  if (alarms === false) return ['`alarmThresholds` is given with `alarms: false`; leave one of them out'];
  const known: Readonly<Record<string, Rule>> = rules;
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    const rule = known[name];
    const prop = `\`alarmThresholds.${name}\``;
    if (rule === undefined) return [`${prop} is no threshold; there are ${names}`];
    if (value === undefined) return [];
    if (isKnownLater(value))
      return [`${prop} is known at deployment only; it must be ${rule.allowed}, known at synthesis`];
    return rule.holds(value) ? [] : [`${prop} is ${show(value)}; it must be ${rule.allowed}`];
  });
}

function isKnownLater(value: unknown): boolean {
  return value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value);
}

function show(value: unknown): string {
  return value instanceof Duration ? value.toString() : showValue(value);
}

function isBetween(value: unknown, from: number, to: number): boolean {
  return typeof value === 'number' && value >= from && value <= to;
}

function isWholeSeconds(duration: Duration): boolean {
  const seconds = duration.toMilliseconds() / 1_000;
  return Number.isInteger(seconds) && seconds >= 60;
}
