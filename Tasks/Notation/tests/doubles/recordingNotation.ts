import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The witness's own program: it notes how it is called, and says that it did what it was asked for. */
function program(): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- a script of its own, run by Node */
  const fs = require('node:fs') as typeof import('node:fs');
  const args = process.argv.slice(2);
  fs.appendFileSync(`${__dirname}/calls.log`, `${JSON.stringify(args)}\n`);
  const answers: Record<string, string> = {
    version: 'Version: 1.3.2',
    sign: `Successfully signed ${args[args.length - 1] ?? ''}`,
    inspect: '{\n"Signatures": []\n}',
    verify: `Successfully verified signature for ${args[args.length - 1] ?? ''}`,
  };
  fs.writeSync(1, `${answers[args[0] ?? ''] ?? ''}\n`);
}

/** A program named notation that asks nobody, and tells afterwards how it was called. */
export class Witness {
  /** The folder to be put on PATH. */
  readonly folder: string;

  /** @param parent the existing folder below which it is written */
  constructor(parent: string) {
    this.folder = mkdtempSync(path.join(parent, 'witness-'));
    const text = `#!${process.execPath}\n(${program.toString()})();\n`;
    writeFileSync(path.join(this.folder, 'notation'), text, { mode: 0o755 });
  }

  /** Gives the arguments of every call so far, oldest first. */
  calls(): string[][] {
    const log = path.join(this.folder, 'calls.log');
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as string[]);
  }
}
