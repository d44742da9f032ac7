import { validateHeaderName, validateHeaderValue } from 'node:http';

/** A signed request of the AWS SDK, as far as a direct read needs it. */
export interface SignedRequest {
  protocol: string;
  hostname: string;
  port?: number | undefined;
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
}

/** Tells the SDK's requests from anything else: its middleware says nothing of their type. */
export function isSignedRequest(request: unknown): request is SignedRequest {
  return (
    typeof request === 'object' &&
    request !== null &&
    ['protocol', 'hostname', 'method', 'path', 'query', 'headers'].every((name) => name in request)
  );
}

/** Writes a request without a body as HTTP/1.1 sends it. */
export function writeRequest({ method, path, query, headers }: SignedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  const search = writeQuery(query);
  return `${method} ${path}${search && `?${search}`} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function writeQuery(query: SignedRequest['query']): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((each) => `${escapeText(name)}=${escapeText(each ?? '')}`))
    .join('&');
}

/** As the signature escapes it: RFC 3986, where `encodeURIComponent` leaves five more characters alone. */
function escapeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
