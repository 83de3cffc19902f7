import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, existsSync, linkSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodePart } from '../../../../../scripts/tools/node-runtimes';
import type { Target } from './target';

/** Milliseconds between two looks at the file of results. */
const LOOK_MS = 100;

/** A script that runs on one Node of one platform, and adds a line to results.jsonl for each result. */
export class RunningScript<Result extends { readonly name: string }> {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #output: string;
  #ended: string | undefined;

  /**
   * Starts the script. Wine's programs cannot write to a pipe of Linux: so the output goes to a file.
   * @param major of the Node
   * @param work the folder that the script sees, and in which it is
   */
  constructor(
    target: Target,
    major: number,
    private readonly work: string,
    script: string,
  ) {
    this.#output = path.join(work, 'output.txt');
    const output = openSync(this.#output, 'w');
    const [program, args] = target.run(work, placeNode(target, major, work), script);
    this.#child = spawn(program, args, { stdio: ['ignore', output, output] });
    this.#exit = once(this.#child, 'exit').then(
      ([code, signal]) => (this.#ended = `exit code ${code}, signal ${signal}`),
      (error: unknown) => (this.#ended = String(error)),
    );
    void this.#exit.finally(() => {
      closeSync(output);
    });
  }

  /** The result of that name, as soon as there is one. @throws Error when there will be none */
  async result(name: string): Promise<Result> {
    for (;;) {
      const ended = this.#ended; // looked at first: the last result comes before the end
      const found = this.#results().find((result) => result.name === name);
      if (found !== undefined) return found;
      if (ended !== undefined) {
        throw new Error(`the script ended without this result: ${ended}\n${this.#said()}`);
      }
      await delay(LOOK_MS);
    }
  }

  /** Ends it with all that it has started. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  #results(): Result[] {
    const file = path.join(this.work, 'results.jsonl');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    // What follows the last line end is still being written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Result);
  }

  #said(): string {
    const files = [this.#output, path.join(this.work, 'failure.txt')];
    const found = files.filter((file) => existsSync(file));
    return found.map((file) => readFileSync(file, 'utf8')).join('\n');
  }
}

/** The program of a Node, below the folder that the script sees; relative to it. */
function placeNode(target: Target, major: number, work: string): string {
  const marker = `${path.sep}${String(major)}${path.sep}`;
  const source = nodePart(target.node).files.find((file) => file.includes(marker));
  if (source === undefined) throw new Error(`there is no Node ${String(major)}`);
  const name = path.basename(source);
  try {
    linkSync(source, path.join(work, name));
  } catch {
    copyFileSync(source, path.join(work, name)); // another disk
  }
  return name;
}
