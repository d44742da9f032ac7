import type { ServerResponse } from 'node:http';
import { pipeline as pump } from 'node:stream/promises';
import { readObject } from '../../../client/read-object.ts';
import { placeOf, type RunFile, runFiles } from '../follow/run-files.ts';
import type { RunSource } from '../follow/run-source.ts';
import { readPageFile } from './page-files.ts';
import { readRunPath } from './run-path.ts';

/** Nothing from elsewhere is loaded, nothing inline is run, and no other page may frame it. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A file of a run is of nobody's origin: no script in it runs, and none of this server's pages is within its reach. */
const filePolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox allow-downloads; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** Sends a file of the page, or the page itself where the address is a run's. */
export async function sendPage(response: ServerResponse, pathname: string): Promise<void> {
  const isPage = pathname === '/' || readRunPath(pathname) !== undefined;
  const file = await readPageFile(isPage ? 'index.html' : pathname.slice(1));
  if (file === undefined) return sendJson(response, 404, { message: `There is no ${pathname} here.` });
  begin(response, 200, file.type, pagePolicy).end(response.req.method === 'HEAD' ? undefined : file.body);
}

/** Hands a file of a run on, in flat memory. */
export async function sendRunFile(
  response: ServerResponse,
  source: Pick<RunSource, 'clients' | 'pipeline'>,
  runId: string,
  file: RunFile,
): Promise<void> {
  const bytes = readObject(source.clients.s3, placeOf(source, runId, file));
  let first: IteratorResult<Buffer>;
  try {
    first = await bytes.next();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchKey') throw error;
    return sendJson(response, 404, { message: `Run ${runId} has no ${file}.` });
  }
  begin(response, 200, runFiles[file].type, filePolicy);
  if (response.req.method === 'HEAD' || first.done) return void response.end();
  response.write(first.value);
  await pump(bytes, response);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  begin(response, status, 'application/json', pagePolicy).end(
    response.req.method === 'HEAD' ? undefined : JSON.stringify(body),
  );
}

function begin(response: ServerResponse, status: number, type: string, policy: string): ServerResponse {
  return response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
}
