import { z } from 'zod';
import { namePhysically } from '../physical-names.ts';
import type { PlannedStateMachine } from '../planned-resource.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { ResourceKind } from './resource-kind.ts';

const location = z.strictObject({ Bucket: z.string(), Key: z.string() });
const machineType = z.enum(['STANDARD', 'EXPRESS']).default('STANDARD');

/** AWS::StepFunctions::StateMachine. */
export const stateMachine: ResourceKind = {
  identify(request) {
    const name = request.text('StateMachineName') ?? namePhysically(request.stackName, request.logicalId, 80);
    const arn = request.arn('states', `stateMachine:${name}`);
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
  plan(request, { ref, attributes }) {
    request.checkProperties({
      used: [
        'StateMachineName',
        'StateMachineType',
        'Definition',
        'DefinitionString',
        'DefinitionS3Location',
        'DefinitionSubstitutions',
        'RoleArn',
      ],
      noEffect: ['EncryptionConfiguration', 'LoggingConfiguration', 'Tags', 'TracingConfiguration'],
    });
    return [
      {
        kind: 'state-machine',
        name: attributes.Name ?? '',
        arn: ref,
        type: request.shaped('StateMachineType', machineType) ?? 'STANDARD',
        roleArn: request.requiredText('RoleArn'),
        definition: readDefinition(request),
        substitutions: request.texts('DefinitionSubstitutions'),
      },
    ];
  },
};

function readDefinition(request: ResourceRequest): PlannedStateMachine['definition'] {
  const text = request.text('DefinitionString');
  if (text !== undefined) return { text };
  const object = request.object('Definition');
  if (object !== undefined) return { object };
  const asset = request.shaped('DefinitionS3Location', location);
  if (asset !== undefined) return { assetKey: asset.Key };
  throw request.refuse('DefinitionString, DefinitionS3Location or Definition is missing');
}
