import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Interface, createInterface } from 'node:readline';
import path from 'node:path';

/** Where images come from: the registry in its own process. */
export class Images {
  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: Interface,
  ) {}

  /** @param latency milliseconds before every answer of the registry */
  static open(latency: number): Images {
    const args = ['--require', 'tsx/cjs', path.join(__dirname, 'registry.ts'), String(latency)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return new Images(child, createInterface(child.stdout));
  }

  /** Pushes so many images without signatures, spread over so many repositories. */
  async push(count: number, repositories: number): Promise<string[]> {
    const answer = once(this.answers, 'line') as Promise<[string]>;
    this.child.stdin?.write(`${count} ${repositories}\n`);
    const [line] = await answer;
    return JSON.parse(line) as string[];
  }

  async close(): Promise<void> {
    const end = once(this.child, 'close');
    this.child.stdin?.end();
    await end;
  }
}
