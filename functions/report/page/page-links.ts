import { pathToFileURL } from 'node:url';
import { consoleLinks, logFileLinks, noLinks, type PageLinks } from '../../../core/report-page/links.ts';

/** Variables that tell that an SDK's requests go elsewhere than to AWS, which the AWS console knows nothing of. */
const elsewhere = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'] as const;

/**
 * Where a report's page leads for logs and objects: to log files where they are kept as files, else into the AWS console
 * of the region; nowhere if requests go to an endpoint that isn't AWS's.
 */
export function choosePageLinks(variables: Readonly<Record<string, string | undefined>>): PageLinks {
  const { FANFOLD_LOG_FILES: folder, AWS_REGION: region } = variables;
  if (folder !== undefined) return logFileLinks(pathToFileURL(folder).href);
  if (region === undefined || elsewhere.some((name) => variables[name] !== undefined)) return noLinks;
  return consoleLinks(region);
}
