import { z } from 'zod';
import { refuseAll, showValue } from '../../core/errors/problems.ts';
import { isObject, type Json } from '../step-functions/json.ts';
import { isEventPath } from './event-path.ts';
import type { EventRule, EventTarget, TargetInput } from './event-rule.ts';
import { compilePattern } from './pattern.ts';
import { isPredefined, PLACEHOLDER } from './target-input.ts';

const TARGET_ARN =
  /^arn:aws[a-z-]*:(lambda:[^:]*:[^:]*:function:|states:[^:]*:[^:]*:stateMachine:)[^:]+(:[^:]+)?$/;

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string().regex(TARGET_ARN, 'must be the ARN of a Lambda function or a state machine'),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  // Deliveries within one process don't get lost: nothing is left for a second attempt or a dead letter queue.
  RoleArn: z.string().optional(),
  RetryPolicy: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
});

/**
 * Checks what a template says of a rule.
 * @throws FanfoldError `InvalidUsage` with every part that the local EventBridge does not support
 */
export function checkRule(given: {
  name: string;
  arn: string;
  enabled: boolean;
  pattern: Json;
  targets: Json;
}): EventRule {
  const problems: string[] = [];
  const { pattern } = given;
  if (!isObject(pattern)) problems.push(`EventPattern must be an object, not ${showValue(pattern)}`);
  else {
    try {
      compilePattern(pattern);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  const targets = z.array(target).safeParse(given.targets);
  for (const issue of targets.error?.issues ?? []) {
    problems.push(`${['Targets', ...issue.path].join('.')}: ${issue.message}`);
  }
  const checked = (targets.data ?? []).map((one): EventTarget => {
    const input = readInput(one, problems);
    return { id: one.Id, arn: one.Arn, input };
  });
  if (problems.length > 0 || !isObject(pattern)) {
    throw refuseAll('InvalidUsage', `The rule ${given.name} can't be kept by the local cloud`, problems);
  }
  return { name: given.name, arn: given.arn, enabled: given.enabled, pattern, targets: checked };
}

function readInput(given: z.output<typeof target>, problems: string[]): TargetInput {
  const { Input, InputPath, InputTransformer } = given;
  if (Input !== undefined) return { kind: 'constant', text: Input };
  if (InputPath !== undefined) {
    if (!isEventPath(InputPath))
      problems.push(`the InputPath ${InputPath} is not supported, only names and indexes`);
    return { kind: 'path', path: InputPath };
  }
  if (InputTransformer === undefined) return { kind: 'event' };
  const { InputPathsMap: paths, InputTemplate: template } = InputTransformer;
  for (const path of Object.values(paths)) {
    if (!isEventPath(path)) problems.push(`the path ${path} is not supported, only names and indexes`);
  }
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(paths, name) && !isPredefined(name))
      problems.push(`InputTemplate names <${name}>, which has no path`);
  }
  return { kind: 'transformer', paths, template };
}
