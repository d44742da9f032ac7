import { expect, test } from 'vitest';
import { choosePageLinks } from '../../../../functions/report/page/page-links.ts';

const place = { group: '/aws/lambda/Unit', stream: '2026/11/20/[$LATEST]01' };
const region = { AWS_REGION: 'eu-central-1' };

test("on AWS a page leads into the region's console", () => {
  const links = choosePageLinks(region);
  expect(links.log(place)).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/cloudwatch\//);
  expect(links.object('s3://b/k')).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/s3\//);
});

test('where logs are files, it leads to them', () => {
  const variables = { ...region, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', FANFOLD_LOG_FILES: '/a b/logs' };
  const links = choosePageLinks(variables);
  expect(links.log(place)).toBe('file:///a%20b/logs/Unit/2026/11/20/%5B%24LATEST%5D01.log');
  expect(links.object('s3://b/k')).toBeUndefined();
});

test.each([{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }])(
  'with %j it leads nowhere: the console knows nothing of it',
  (elsewhere) => {
    const links = choosePageLinks({ ...region, ...elsewhere });
    expect(links.log(place)).toBeUndefined();
    expect(links.object('s3://b/k')).toBeUndefined();
  },
);
