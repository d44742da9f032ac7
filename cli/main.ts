#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Code that was compiled once is kept where Node keeps it: what is imported from here on, and what the processes load that are
// started from here. The command line starts in half of its CPU time (measured).
enableCompileCache();
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
await import('./command-line.ts');
