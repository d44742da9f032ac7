import { namePhysically } from '../physical-names.ts';
import type { ResourceKind } from './resource-kind.ts';

/** AWS::SSM::Parameter: kept by the local cloud, which has no Parameter Store of its own. */
export const parameter: ResourceKind = {
  identify(request) {
    const name = request.text('Name') ?? `CFN-${namePhysically(request.stackName, request.logicalId, 200)}`;
    return {
      ref: name,
      attributes: { Type: request.text('Type') ?? '', Value: request.requiredText('Value') },
    };
  },
  plan(request, { ref, attributes }) {
    request.checkProperties({
      used: ['Name', 'Type', 'Value'],
      noEffect: ['AllowedPattern', 'DataType', 'Description', 'Policies', 'Tags', 'Tier'],
    });
    return [{ kind: 'parameter', name: ref, value: attributes.Value ?? '' }];
  },
};
