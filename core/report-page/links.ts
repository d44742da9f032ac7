/** Where a page's links lead. Links within the run's folder are relative: a copy of the folder keeps them. */
export interface PageLinks {
  /**
   * Address of a log stream.
   * @returns undefined if it can't be read by an address
   */
  readonly log: (place: { group: string; stream: string }) => string | undefined;
  /**
   * Address of an `s3://` object for people.
   * @returns undefined if there is none
   */
  readonly object: (uri: string) => string | undefined;
}

/** No address for anything: logs and objects are named only. */
export const noLinks: PageLinks = { log: () => undefined, object: () => undefined };

/**
 * Links into the AWS console.
 * @param region such as `eu-central-1`
 */
export function consoleLinks(region: string): PageLinks {
  const inRegion = encodeURIComponent(region.toWellFormed());
  const host = `https://${inRegion}.console.aws.amazon.com`;
  return {
    log: ({ group, stream }) =>
      `${host}/cloudwatch/home?region=${inRegion}#logsV2:log-groups/log-group/${hashPart(group)}/log-events/${hashPart(stream)}`,
    object: (uri) => {
      const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
      if (bucket === undefined || key === undefined) return undefined;
      return `${host}/s3/object/${encodeURIComponent(bucket.toWellFormed())}?region=${inRegion}&prefix=${encodeURIComponent(key.toWellFormed())}`;
    },
  };
}

/**
 * Links to log files of functions, as the local cloud keeps them: `<folder>/<function>/<stream>.log`.
 * @param folder address that ends without a slash: `file:///home/ada/app/.fanfold/lambda/logs`
 */
export function logFileLinks(folder: string): PageLinks {
  return {
    ...noLinks,
    log: ({ group, stream }) => {
      const name = group.split('/').at(-1) ?? group;
      return `${folder}/${[name, ...stream.split('/')].map((part) => encodeURIComponent(part.toWellFormed())).join('/')}.log`;
    },
  };
}

/** CloudWatch's console decodes what follows its `#` twice, the second time with `$` for `%`. */
function hashPart(text: string): string {
  return encodeURIComponent(encodeURIComponent(text.toWellFormed())).replaceAll('%', '$');
}
