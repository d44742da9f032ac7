import type { Stack } from 'aws-cdk-lib';
import { codesIn, readTable } from './markdown-table.ts';
import { rightsOf } from './pipeline-template.ts';

/** Names of a stack's own resources in the document, by what the template calls them. */
export type ResourceNames = Readonly<Record<string, string>>;

/**
 * The rights that a table of the document gives, as `<role>: <action> on <resource>`.
 * @param holder name of the column that says who has them
 */
export function documentedRights(markdown: string, heading: string, holder = 'role'): string[] {
  return readTable(markdown, heading).flatMap((row) =>
    codesIn(row.get(holder)).flatMap((role) =>
      codesIn(row.get('actions')).flatMap((action) =>
        codesIn(row.get('resources')).map((resource) => `${role}: ${action} on ${resource}`),
      ),
    ),
  );
}

/**
 * The rights that a stack of one pipeline, `Double`, gives to its roles, written as in the document.
 * @param names of resources that the stack doesn't make
 */
export function synthesizedRights(stack: Stack, names: ResourceNames = {}): string[] {
  return rightsOf(stack).map(({ role, action, resource }) => {
    const named = Object.entries(names).reduce((text, [arn, name]) => text.replace(arn, name), resource);
    return `${nameRole(role)}: ${action} on ${nameResources(named)}`;
  });
}

/** `DoublePlanRole` is the role `Plan`. Functions of CDK's own have 32 hexadecimal digits in their names. */
export function nameRole(logicalId: string): string {
  return logicalId
    .replace(/^Double/, '')
    .replace(/Role$/, '')
    .replace(/[0-9a-f]{32}$/, '');
}

/** `<DoublePlanFunction.Arn>` is `<PlanFunction>`; what all of Step Functions' ARNs begin with is left out. */
export function nameResources(text: string): string {
  return text
    .replaceAll(/<Double(\w+)(?:\.(?:Arn|Name))?>/g, '<$1>')
    .replace('arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:', '');
}
