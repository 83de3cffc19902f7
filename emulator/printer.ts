import type { TaskResult } from './results';
import type { StepHandle } from './step';

const rule = '='.repeat(78);

/** Prints a run like a pipeline's log, each line made harmless for the system that runs the tests. */
export class Printer {
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  /** Prints a step while it runs. @param header what the log says of its task, in lines */
  follow(step: StepHandle, displayName: string, header: readonly string[]): void {
    const framed = header.length === 0 ? [] : [rule, ...header, rule];
    for (const line of [`Starting: ${displayName}`, ...framed]) {
      this.#print(line);
    }
    step.onLog((line) => {
      this.#print(line);
    });
  }

  finish(displayName: string, result: TaskResult): void {
    this.#print(`Finishing: ${displayName} (${result})`);
    this.#print('');
  }

  /** Tells of a step that did not run. */
  skip(displayName: string): void {
    this.#print(`Skipped: ${displayName}`);
    this.#print('');
  }

  #print(line: string): void {
    this.#stream.write(`${escapeLine(line)}\n`);
  }
}

/**
 * Takes from a line what Azure Pipelines or GitHub Actions would obey or colour. Tags like that of an
 * error lose their hashes; the order matters, since what one rule removes could join another's prefix.
 */
export function escapeLine(line: string): string {
  return line
    .replace(/[\r\n]/g, ' ')
    .replace(/#+\[/g, '[')
    .replace(/#+vso/gi, '#vso')
    .replace(/^(\s*)::/, '$1: :');
}
