/**
 * Hands out ever greater sequence numbers as text of one length, also after a restart: 12 hex digits of milliseconds since
 * the epoch, then 4 of a counter. Compare them as text, as S3 says of an event's `sequencer`.
 */
export class Sequencer {
  #time = 0;
  #count = 0;

  next(): string {
    const now = Date.now();
    if (now > this.#time) {
      this.#time = now;
      this.#count = 0;
    } else if (++this.#count > 0xffff) {
      this.#time++;
      this.#count = 0;
    }
    const hex = this.#time.toString(16).padStart(12, '0') + this.#count.toString(16).padStart(4, '0');
    return hex.toUpperCase();
  }
}

/** When a sequence number was handed out, in milliseconds since the epoch. */
export function timeOfSequence(sequencer: string): number {
  return Number.parseInt(sequencer.slice(0, 12), 16);
}
