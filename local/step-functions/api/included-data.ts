import type { ApiRequest } from './request.ts';

/** What a Describe operation is asked for. */
export type IncludedData = 'ALL_DATA' | 'METADATA_ONLY';

/** What stands in place of a definition that was not asked for, as recorded on AWS. */
export const NO_DEFINITION = '{}';

/** `includedData`, ALL_DATA by default. */
export function readIncludedData(request: ApiRequest): IncludedData {
  return request.optionalChoice('includedData', ['ALL_DATA', 'METADATA_ONLY']) ?? 'ALL_DATA';
}
