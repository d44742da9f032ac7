import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';

/**
 * Asks yes or no at the terminal; undefined where there is none to type at. Anything but `y` or `yes` is a no.
 * @param interrupt ends the question, with a no
 */
export function createConfirm(interrupt: AbortSignal): ((question: string) => Promise<boolean>) | undefined {
  const [input, , output] = [0, 1, 2].map(isatty);
  if (!input || !output) return undefined;
  return async (question) => {
    const line = createInterface({ input: process.stdin, output: process.stderr });
    // While a line is read Ctrl-C is a key, and no signal.
    line.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return /^\s*y(es)?\s*$/i.test(await line.question(`${question} (y/n) `, { signal: interrupt }));
    } catch (error) {
      if (interrupt.aborted) return false;
      throw error;
    } finally {
      line.close();
    }
  };
}
