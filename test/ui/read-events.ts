import type { UiEvent } from '../../cli/ui/events.ts';

/** A server-sent event, as the browser gets it. */
export type ReadEvent = UiEvent & { id: number };

/** Reads a run's events until the caller has seen enough. */
export async function* readEvents(
  url: string,
  headers: Record<string, string> = {},
): AsyncGenerator<ReadEvent> {
  const ended = new AbortController();
  try {
    const response = await fetch(url, { headers, signal: ended.signal });
    if (!response.ok || response.body === null)
      throw new Error(`${response.status} ${await response.text()}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    ended.abort();
  }
}

/** Events up to the first one that is wanted, that one included. */
export async function readUntil(
  events: AsyncGenerator<ReadEvent>,
  wanted: (event: ReadEvent) => boolean,
): Promise<ReadEvent[]> {
  const seen: ReadEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`the stream ended after ${seen.map(({ name }) => name).join(', ')}`);
    seen.push(value);
    if (wanted(value)) return seen;
  }
}

function parseEvent(block: string): ReadEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const name = fields.get('event');
  if (name === undefined) return undefined;
  return { id: Number(fields.get('id')), name, data: JSON.parse(fields.get('data') ?? '') } as ReadEvent;
}
