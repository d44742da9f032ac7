import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageLayout } from './bundling/package-layout.ts';
import type { ChildType } from './fan-out-fan-in-props.ts';

/** Values of the placeholders in `state-machines/fan-out-fan-in.asl.json`. */
export type DefinitionSubstitutions = {
  PlanFunctionArn: string;
  UnitFunctionArn: string;
  GovernFunctionArn: string;
  PlanMergeFunctionArn: string;
  MergeFunctionArn: string;
  SealFunctionArn: string;
  ReportFunctionArn: string;
  ChildType: ChildType;
};

/** Substitutions with which a definition can be checked without a stack. */
export const sampleSubstitutions: DefinitionSubstitutions = {
  PlanFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Plan',
  UnitFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Unit',
  GovernFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Govern',
  PlanMergeFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:PlanMerge',
  MergeFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Merge',
  SealFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Seal',
  ReportFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Report',
  ChildType: 'STANDARD',
};

/** Path of the state machine's definition. */
export function definitionFile(): string {
  return join(packageLayout().root, 'state-machines', 'fan-out-fan-in.asl.json');
}

/** Placeholders of a definition, each once. CloudFormation leaves one that nothing is given for as it is. */
export function placeholdersOf(definition: string): Set<string> {
  return new Set(Array.from(definition.matchAll(/\$\{([A-Za-z0-9_]+)\}/g), ([, name = '']) => name));
}

/** Placeholders that no value was given for, and values that no placeholder asks for. */
export function findMismatches(file: string, substitutions: Record<string, string>): string[] {
  const placeholders = placeholdersOf(readFileSync(file, 'utf8'));
  return [
    ...[...placeholders]
      .filter((name) => !Object.hasOwn(substitutions, name))
      .map((name) => `${file} asks for \${${name}}, which has no value`),
    ...Object.keys(substitutions)
      .filter((name) => !placeholders.has(name))
      .map((name) => `${file} doesn't ask for \${${name}}`),
  ];
}
