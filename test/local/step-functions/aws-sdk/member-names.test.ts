import { GetObjectOutput$, PutObjectRequest$ } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { toPascalCase } from '../../../../local/step-functions/aws-sdk/member-names.ts';

describe('toPascalCase()', () => {
  it.each([
    ['executionArn', 'ExecutionArn'],
    ['ETag', 'ETag'],
    ['ChecksumCRC32', 'ChecksumCRC32'],
    ['ID', 'Id'],
    ['ACL', 'Acl'],
    ['MFA', 'Mfa'],
    ['SSEKMSKeyId', 'SsekmsKeyId'],
    ['SSECustomerKeyMD5', 'SseCustomerKeyMD5'],
    ['BOOL', 'Bool'],
    ['NULL', 'Nul'],
    ['SS', 'Ss'],
    ['S', 'S'],
    ['N', 'N'],
  ])('calls %s %s', (member, name) => {
    expect(toPascalCase(member)).toBe(name);
  });

  it('gives no two members of a structure the same name', () => {
    for (const [, , , , members] of [PutObjectRequest$, GetObjectOutput$]) {
      expect(new Set(members.map(toPascalCase)).size).toBe(members.length);
    }
  });
});
