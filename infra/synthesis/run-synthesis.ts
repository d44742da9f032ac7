import { fork } from 'node:child_process';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { ownModule, type PackageLayout } from '../bundling/package-layout.ts';
import type { SynthesisAnswer, SynthesisOrder } from './synthesis-process.ts';

/**
 * Synthesizes in a process of its own, which has ended, and given its memory back, when the promise resolves.
 * @throws FanfoldError `InvalidUsage` with the construct's problems
 */
export async function runSynthesis(layout: PackageLayout, order: SynthesisOrder): Promise<void> {
  const { answer, stderr, end } = await forkSynthesis(layout, order);
  if (answer?.problem === null) return;
  const reason = answer?.problem ?? `its process ended with ${end}: ${stderr.trim()}`;
  throw new FanfoldError('InvalidUsage', `The pipeline of ${order.task} can't be synthesized: ${reason}`);
}

interface Outcome {
  answer: SynthesisAnswer | undefined;
  stderr: string;
  end: string;
}

function forkSynthesis(layout: PackageLayout, order: SynthesisOrder): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let answer: SynthesisAnswer | undefined;
    let stderr = '';
    const child = fork(ownModule(layout, 'infra/synthesis/synthesis-process'), [JSON.stringify(order)], {
      execArgv: layout.conditions.map((condition) => `--conditions=${condition}`),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('message', (message: SynthesisAnswer) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ answer, stderr, end: signal === null ? `code ${code}` : `signal ${signal}` });
    });
  });
}
