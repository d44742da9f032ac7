import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { nameResources } from './documented-rights.ts';
import { plain, showResource } from './pipeline-template.ts';

/** Whom a resource's own policy lets in. */
export interface AllowedPrincipal {
  readonly principal: string;
  readonly action: string;
  /** The resource for which the principal must act; undefined if for any. */
  readonly behalf: string | undefined;
  /** All of it: `<principal>: <action> on <resource> for <resource>`. */
  readonly text: string;
}

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

const policyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Principal: z.union([
        z.string().transform((text) => [text]),
        z.record(z.string(), oneOrMore).transform((by) => Object.values(by).flat()),
      ]),
      Action: oneOrMore,
      Resource: z.unknown().optional(),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    }),
  ),
});

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });

/**
 * Whom the policies of a template's resources let in: who may assume its roles, and all that roles' own policies don't
 * give. Statements that deny are left out.
 */
export function allowedPrincipals(template: Template): AllowedPrincipal[] {
  const resources = z.record(z.string(), resource).parse(template.toJSON().Resources);
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Policy') return [];
    if (Type === 'AWS::Lambda::Permission') return [readPermission(Properties)];
    return ['AssumeRolePolicyDocument', 'PolicyDocument', 'ResourcePolicy', 'KeyPolicy'].flatMap(
      (property) => (Properties[property] === undefined ? [] : readDocument(`<${id}>`, Properties[property])),
    );
  });
}

function readPermission({
  Principal,
  Action,
  FunctionName,
  SourceArn,
}: Record<string, unknown>): AllowedPrincipal {
  return describe(String(Principal), String(Action), showResource(FunctionName), SourceArn);
}

/** @param own the resource itself, for policies that don't say what they are about */
function readDocument(own: string, document: unknown): AllowedPrincipal[] {
  return policyDocument
    .parse(document)
    .Statement.filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal, Action, Resource, Condition }) => {
      const source = Object.values(Condition).flatMap((test) => test['aws:SourceArn'] ?? [])[0];
      return Principal.flatMap((principal) =>
        Action.flatMap((action) =>
          [Resource ?? own].flat().map((on) => describe(principal, action, showResource(on), source)),
        ),
      );
    });
}

function describe(principal: string, action: string, on: string, source: unknown): AllowedPrincipal {
  const behalf = source === undefined ? undefined : nameResources(plain(showResource(source)));
  const text = `${principal}: ${action} on ${nameResources(plain(on))}${behalf === undefined ? '' : ` for ${behalf}`}`;
  return { principal, action, behalf, text };
}
