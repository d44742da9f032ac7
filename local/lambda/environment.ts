import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FunctionConfiguration, LocalAccount } from '../ports.ts';
import type { GroupReaper } from './group-reaper.ts';
import { createLogStreamName, LogStream } from './log-stream.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { ProcessExit } from './outcomes.ts';
import { platformLines } from './platform-lines.ts';
import type { EnvironmentMessage, InvokeMessage } from './protocol.ts';
import { createVariables } from './variables.ts';

/** What all execution environments of one local Lambda share. */
export interface EnvironmentHost {
  account: LocalAccount;
  /** Folder for logs and for Node's cache of compiled code. */
  root: string;
  /** File of the bootstrap, as JavaScript. */
  bootstrap: string;
  /** Environment variables that every function gets. */
  variables: Record<string, string>;
  reaper: GroupReaper;
  memory: MemoryWatch;
}

/** Something that an execution environment did: a message of its process, or the process's end. */
export type EnvironmentEvent = EnvironmentMessage | { type: 'exit'; exit: ProcessExit };

/**
 * One execution environment: a process, leader of its own process group, that runs the handler. When the process ends,
 * whatever the reason, its whole group is killed, since a handler may have forked.
 */
export class ExecutionEnvironment {
  readonly log: LogStream;
  /** Of the process and its group. */
  readonly group: number;
  /** Resolves when the process has ended and its group is killed. */
  readonly ended: Promise<void>;
  readonly startedAt = performance.now();
  /** How the handler's loading went: `ready`, `init-failed` or `exit`. */
  readonly init: Promise<EnvironmentEvent>;
  /** Sent to the process so far. */
  invocations = 0;
  readonly #process: ChildProcess;
  readonly #events: EnvironmentEvent[] = [];
  #listener: ((event: EnvironmentEvent) => void) | undefined;
  #alive = true;

  /** @throws Error when the process can't be started */
  constructor(configuration: FunctionConfiguration, host: EnvironmentHost) {
    const name = createLogStreamName(new Date());
    this.log = new LogStream(join(host.root, 'logs', configuration.functionName), name);
    this.#process = this.#fork(configuration, host);
    this.ended = new Promise((resolve) => {
      const end = (exit: ProcessExit) => {
        this.#alive = false;
        this.#emit({ type: 'exit', exit });
        resolve();
      };
      // Without a process there is no exit.
      this.#process.on('error', () => end({ code: 1, signal: null }));
      this.#process.once('exit', (code, signal) => {
        this.#alive = false;
        host.reaper.kill(this.group);
        // Its last messages may still be on their way.
        if (this.#process.connected) {
          this.#process.once('disconnect', () => end({ code, signal }));
        } else {
          end({ code, signal });
        }
      });
    });
    if (this.#process.pid === undefined) {
      this.log.close();
      throw new Error(
        `The process of an execution environment of ${configuration.functionName} did not start.`,
      );
    }
    this.group = this.#process.pid;
    host.reaper.add(this.group);
    this.init = this.next();
    this.#process.on('message', (message: EnvironmentMessage) => {
      if (message.type === 'init-failed' || (message.type === 'failed' && message.ends)) {
        this.kill();
      }
      this.#emit(message);
    });
    this.log.write(
      ...platformLines(configuration.logFormat).initStart(`nodejs:24 (Node ${process.version})`),
    );
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Hands an invocation to the process. */
  send(message: InvokeMessage): void {
    this.invocations += 1;
    this.#process.send(message, () => {
      // A closed channel means that the process is ending, which its exit tells.
    });
  }

  /** The next event, in the order of their arrival. */
  next(): Promise<EnvironmentEvent> {
    const event = this.#events.shift();
    if (event !== undefined) {
      return Promise.resolve(event);
    }
    return new Promise((resolve) => {
      this.#listener = resolve;
    });
  }

  /** Kills the process; its exit follows. */
  kill(): void {
    this.#alive = false;
    this.#process.kill('SIGKILL');
  }

  #fork(configuration: FunctionConfiguration, host: EnvironmentHost): ChildProcess {
    try {
      return fork(host.bootstrap, {
        cwd: configuration.codeDirectory,
        detached: true,
        env: {
          // Node's cache of compiled code: a large bundle loads a third faster and takes 12 MB less [measured, 1.2 MB].
          NODE_COMPILE_CACHE: join(host.root, 'compile-cache'),
          ...createVariables(configuration, host.account, host.variables, this.log.name),
        },
        execArgv: heapFlags(configuration.memorySize),
        // Copies strings as they are, where JSON escapes them: at 256 KiB a third of the CPU time.
        serialization: 'advanced',
        stdio: ['ignore', this.log.descriptor, this.log.descriptor, 'ipc'],
      });
    } catch (error) {
      this.log.close();
      throw error;
    }
  }

  #emit(event: EnvironmentEvent): void {
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener === undefined) {
      this.#events.push(event);
    } else {
      listener(event);
    }
  }
}

/**
 * Lambda's Node.js runtime gives V8's old generation 90 % of a function's memory, which is kept here, and its young one
 * 5 %, which isn't: at 4 MiB an environment takes 50 MB less, and the pipeline's functions are as fast (measured).
 */
function heapFlags(memorySize: number): string[] {
  return [`--max-old-space-size=${Math.floor(memorySize * 0.9)}`, '--max-semi-space-size=4'];
}
