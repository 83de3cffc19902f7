import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is written where these bytes stand is what the fake was asked about: its last argument. */
export const ASKED = '<asked>';

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

/** What the fake does where no test tells it otherwise: it says that it did what it was asked for. */
const success = `const done = { sign: 'signed', verify: 'verified signature for' }[args[0]];
if (done !== undefined) console.log('Successfully ' + done + ' ' + args[args.length - 1]);`;

/** The fake's own program: it notes how it is called, says its version, and does else what it is told to. */
function program(version: string): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- a script of its own, run by Node */
  const fs = require('node:fs') as typeof import('node:fs');
  const args = process.argv.slice(2);
  fs.appendFileSync(`${__dirname}/calls.log`, `${JSON.stringify(args)}\n`);
  if (args[0] === 'version') fs.writeSync(1, `Notation\n\nVersion:     ${version}\n\n`);
  else require(`${__dirname}/action.js`);
}

/** The program of a performance. */
function play(args: readonly string[], folder: string): void {
  const fs = require('node:fs') as typeof import('node:fs');
  interface Act {
    writings: { fd: number; bytes: string; times: number }[];
    exitCode: number;
    pause: number;
  }
  const asked = args[args.length - 1] ?? '';
  const act = JSON.parse(fs.readFileSync(`${folder}/performance.json`, 'utf8')) as Act;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const { fd, bytes, times } of act.writings) {
    const text = Buffer.from(bytes, 'base64').toString('latin1');
    const content = Buffer.from(text.split('<asked>').join(asked), 'latin1');
    for (let time = 0; time < times; time += 1) {
      for (let at = 0; at < content.length;) at += fs.writeSync(fd, content, at);
    }
    if (act.pause > 0) Atomics.wait(clock, 0, 0, act.pause);
  }
  process.exitCode = act.exitCode;
}

/** A program named notation that asks nobody, does what a test wants, and tells afterwards how it was called. */
export class FakeNotation {
  /** The folder that holds it, to be put on PATH. */
  readonly folder: string;

  /** @param parent the existing folder below which it is written */
  constructor(parent: string, version = '1.3.2') {
    this.folder = mkdtempSync(path.join(parent, 'fake-'));
    const text = `#!${process.execPath}\n(${program.toString()})(${JSON.stringify(version)});\n`;
    writeFileSync(path.join(this.folder, 'notation'), text, { mode: 0o755 });
    this.act(success);
  }

  /** The environment of an agent that has it first on its PATH. */
  get environment(): { readonly PATH: string } {
    return { PATH: [this.folder, process.env['PATH']].join(path.delimiter) };
  }

  /** Has it run JavaScript from now on, instead of signing or verifying; its arguments are `args`. */
  act(body: string): void {
    const text = `const args = process.argv.slice(2);\n${body}\n`;
    writeFileSync(path.join(this.folder, 'action.js'), text);
  }

  /** Has it write the very bytes that a test wants from now on, in the pieces it wants. */
  perform({ writings, exitCode, pause = 0 }: Performance): void {
    const acts = writings.map(({ stream, bytes, times = 1 }) => ({
      fd: stream === 'stdout' ? 1 : 2,
      bytes: Buffer.from(bytes as string).toString('base64'),
      times,
    }));
    const performance = JSON.stringify({ writings: acts, exitCode, pause });
    writeFileSync(path.join(this.folder, 'performance.json'), performance);
    this.act(`(${play.toString()})(args, __dirname);`);
  }

  /** Gives the arguments of every call so far, oldest first. */
  calls(): string[][] {
    const log = path.join(this.folder, 'calls.log');
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as string[]);
  }

  /** How often it was asked for more than its version: a test whose fake was never run proves nothing. */
  runs(): number {
    return this.calls().filter(([command]) => command !== 'version').length;
  }
}
