import { referencesIn } from './references.ts';
import type { Template } from './template.ts';

/**
 * Functions that only serve custom resources. CloudFormation runs them while it deploys; the local cloud does not run them,
 * for it carries out the custom resources that it knows by itself and refuses the others.
 */
export function customResourceProviders(template: Template): Set<string> {
  const providers = new Set<string>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (!Type.startsWith('Custom::')) continue;
    for (const id of referencesIn(Properties.ServiceToken ?? null)) providers.add(id);
  }
  return providers;
}
