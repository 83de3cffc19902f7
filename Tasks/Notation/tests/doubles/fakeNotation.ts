import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the fake writes at once; then it waits. */
export interface Writing {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer | string;
  /** How often it is written, once by default. */
  readonly times?: number;
}

/** What the fake does instead of signing or verifying. */
export interface Performance {
  readonly writings: readonly Writing[];
  readonly exitCode: number;
  /** Milliseconds after each writing, so that the reader gets it by itself. */
  readonly pause?: number;
}

/** The fake's own program: it says its version, shows no signatures, and does else what its script tells it to. */
function program(): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- a script of its own, run by Node */
  const fs = require('node:fs') as typeof import('node:fs');
  interface Act {
    writings: { fd: number; bytes: string; times: number }[];
    exitCode: number;
    pause: number;
  }
  if (process.argv[2] === 'version') {
    fs.writeSync(1, 'Version: 1.3.2\n');
    return;
  }
  if (process.argv[2] === 'inspect') {
    fs.writeSync(1, '{\n    "mediaType": "x",\n    "Signatures": []\n}\n');
    return;
  }
  const act = JSON.parse(fs.readFileSync(`${__dirname}/script.json`, 'utf8')) as Act;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const { fd, bytes, times } of act.writings) {
    const content = Buffer.from(bytes, 'base64');
    for (let time = 0; time < times; time += 1) {
      for (let at = 0; at < content.length;) at += fs.writeSync(fd, content, at);
    }
    if (act.pause > 0) Atomics.wait(clock, 0, 0, act.pause);
  }
  process.exitCode = act.exitCode;
}

/** A program named notation that writes the very bytes that a test wants, in the pieces it wants. */
export class FakeNotation {
  /** The folder to be put on PATH. */
  readonly folder: string;

  /** @param parent the existing folder below which it is written */
  constructor(parent: string) {
    this.folder = mkdtempSync(path.join(parent, 'fake-'));
    const text = `#!${process.execPath}\n(${program.toString()})();\n`;
    writeFileSync(path.join(this.folder, 'notation'), text, { mode: 0o755 });
  }

  /** Tells it what to do from now on. */
  perform({ writings, exitCode, pause = 0 }: Performance): void {
    const acts = writings.map(({ stream, bytes, times = 1 }) => ({
      fd: stream === 'stdout' ? 1 : 2,
      bytes: Buffer.from(bytes as string).toString('base64'),
      times,
    }));
    const script = JSON.stringify({ writings: acts, exitCode, pause });
    writeFileSync(path.join(this.folder, 'script.json'), script);
  }
}
