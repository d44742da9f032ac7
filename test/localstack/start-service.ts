import type { ProvidedContext } from 'vitest';
import type { Service } from '../contract/subject.ts';
import './global-setup.ts';

/** Why a service isn't there where LocalStack runs on the host. */
const hostLacks: Readonly<Record<string, string>> = {
  dynamodb:
    'on the host LocalStack would fetch DynamoDB Local, a Java program, for it; moto stands in for it in npm test',
  lambda: 'LocalStack runs Lambda functions in Docker only',
};

/** A service of the LocalStack that runs already, which goes on when this is closed; a text says why it isn't there. */
export async function startService(
  localStack: ProvidedContext['localStack'],
  service: string,
): Promise<Service | string> {
  const reason = whyMissing(localStack, service);
  if (reason !== undefined || typeof localStack === 'string') return reason ?? 'there is no LocalStack';
  return { url: localStack.url, close: async () => {} };
}

/** Why a service isn't there; undefined if it is. */
export function whyMissing(localStack: ProvidedContext['localStack'], service: string): string | undefined {
  if (typeof localStack === 'string') return localStack;
  if (localStack.services.includes(service)) return undefined;
  return `this LocalStack has no ${service}: ${hostLacks[service] ?? 'it was started without'}`;
}
