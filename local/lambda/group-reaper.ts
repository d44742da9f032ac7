import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Keeps the process groups it is told of by `+ <group>` and `- <group>`; when its input ends, kills those it has. */
const SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * Ends process groups, also when this process itself is killed.
 *
 * An environment that spins can't notice that its daemon is gone. So one `sh` of about 1 MB, in a session of its own,
 * holds a pipe to this process: however this process ends, the pipe closes, and the groups left are killed.
 */
export class GroupReaper {
  readonly #groups = new Set<number>();
  #shell: ChildProcess;
  #closing = false;

  constructor() {
    this.#shell = this.#start();
  }

  /** Takes a group on; it lives until `kill` or the end of this process. */
  add(group: number): void {
    this.#groups.add(group);
    this.#tell(`+ ${group}\n`);
  }

  /** Kills all processes of a group (SIGKILL) and forgets it. */
  kill(group: number): void {
    killGroup(group);
    this.#groups.delete(group);
    this.#tell(`- ${group}\n`);
  }

  /** Kills all groups left. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const group of this.#groups) {
      killGroup(group);
    }
    const running = this.#shell.exitCode === null && this.#shell.signalCode === null;
    this.#shell.stdin?.end();
    if (running) {
      await once(this.#shell, 'exit');
    }
  }

  #tell(line: string): void {
    this.#shell.stdin?.write(line);
  }

  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      env: {},
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.unref();
    shell.stdin?.on('error', () => {
      // It was killed: 'exit' below starts another.
    });
    shell.once('exit', () => {
      if (!this.#closing) {
        this.#shell = this.#start();
        for (const group of this.#groups) {
          this.#tell(`+ ${group}\n`);
        }
      }
    });
    return shell;
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
}
