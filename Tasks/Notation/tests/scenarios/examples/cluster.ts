import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What stands in for a cluster: a `kubectl` that only writes down how it is called. */
export class Cluster {
  readonly #calls: string;

  /** @param folder a new one, which is to stand on the PATH of steps */
  constructor(readonly folder: string) {
    this.#calls = path.join(folder, 'calls.log');
    mkdirSync(folder);
    const kubectl = `#!/bin/sh\necho "$*" >> '${this.#calls}'\n`;
    writeFileSync(path.join(folder, 'kubectl'), kubectl, { mode: 0o755 });
  }

  /** The arguments of each call, oldest first. */
  get calls(): readonly string[] {
    if (!existsSync(this.#calls)) return [];
    return readFileSync(this.#calls, 'utf8').trim().split('\n');
  }

  reset(): void {
    rmSync(this.#calls, { force: true });
  }
}
