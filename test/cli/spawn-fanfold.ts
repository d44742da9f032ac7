import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Starts `fanfold …` from source, as a user does. */
export function startFanfold(...args: string[]) {
  return startFanfoldWith({}, ...args);
}

/** The same with further variables in its environment. */
export function startFanfoldWith(variables: Readonly<Record<string, string>>, ...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=fanfold-source', 'cli/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
  });
  const told = Promise.all([text(child.stdout), once(child, 'close')]);
  return {
    child,
    /** Resolves when stderr holds something. */
    says: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const check = (): void => {
          if (pattern.test(err)) resolve();
        };
        child.stderr.on('data', check);
        child.once('close', () => reject(new Error(`ended before it said ${pattern}: ${err}`)));
        check();
      }),
    async end() {
      const [out, [exitCode]] = await told;
      return { exitCode, out, err };
    },
  };
}

/** Runs `fanfold …` from source to its end. */
export function fanfold(...args: string[]) {
  return startFanfold(...args).end();
}
