#!/usr/bin/env node
import { dispatch } from './dispatch.ts';
import { createInterrupt } from './interrupt.ts';
import { loadParts } from './load-parts.ts';
import { createOutput } from './output.ts';

process.exitCode = await dispatch(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: createOutput(process.stdout),
  stderr: createOutput(process.stderr),
  parts: loadParts(),
  interrupt: createInterrupt(),
});
