import { checkRule } from '../../events/check-rule.ts';
import type { ResourceKind } from './resource-kind.ts';

/** AWS::Events::Rule with an event pattern, on the default event bus. */
export const rule: ResourceKind = {
  identify(request) {
    const name = request.name('Name', 64);
    return { ref: name, attributes: { Arn: request.arn('events', `rule/${name}`) } };
  },
  plan(request, { ref, attributes }) {
    request.checkProperties({
      used: ['Name', 'EventBusName', 'EventPattern', 'State', 'Targets'],
      noEffect: ['Description', 'RoleArn', 'Tags'],
    });
    const bus = request.text('EventBusName') ?? 'default';
    if (bus !== 'default' && !bus.endsWith(':event-bus/default')) {
      throw request.refuse(`EventBusName ${bus} is not supported, only the default event bus`);
    }
    return [
      {
        kind: 'rule',
        rule: checkRule({
          name: ref,
          arn: attributes.Arn ?? '',
          enabled: (request.text('State') ?? 'ENABLED') !== 'DISABLED',
          pattern: request.property('EventPattern') ?? null,
          targets: request.property('Targets') ?? [],
        }),
      },
    ];
  },
};
