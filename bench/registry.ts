import { createInterface } from 'node:readline';
import { pushImage } from '../Tasks/Notation/tests/doubles/registry/image';
import { startRegistry } from '../Tasks/Notation/tests/doubles/registry/registry';
import { login } from './login';

/** Milliseconds before every answer. */
const LATENCY = Number(process.argv[2]);

/**
 * A registry that demands bearer tokens, in a process of its own, so that it shares no event loop with what is measured. Each
 * line of standard input has two numbers: so many fresh images are pushed into so many repositories, and
 * their references are written as one line of JSON. It ends with its standard input.
 */
async function serve(): Promise<void> {
  const registry = await startRegistry({ authentication: { kind: 'bearer', ...login } });
  for await (const line of createInterface(process.stdin)) {
    registry.latency = 0;
    const references: string[] = [];
    const [count = 0, repositories = 1] = line.split(' ').map(Number);
    for (let at = 0; at < count; at += 1) {
      const repository = `team/app${at % repositories}`;
      const options = { credentials: login };
      references.push((await pushImage(registry, repository, 'latest', options)).reference);
    }
    registry.requests.length = 0;
    registry.latency = LATENCY;
    console.log(JSON.stringify(references));
  }
  await registry.stop();
}

void serve();
