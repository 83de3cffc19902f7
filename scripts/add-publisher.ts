// Adds a publisher to the task's data: npm run add-publisher -- <name> --registry <host> --identity <subject> --ca <url> --tsa <url>
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TASK_SOURCE } from './paths';
import { addPublisher } from './publishers/add';

async function main(): Promise<void> {
  const list = { type: 'string', multiple: true, default: [] as string[] } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { registry: list, identity: list, ca: list, tsa: list, file: list },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new Error(
      'Say which: npm run add-publisher -- <name> --registry <host> --identity <subject> --ca <url> --tsa <url> [--file <certificate>]',
    );
  }
  const target = path.join(TASK_SOURCE, 'data/publishers.json');
  const { registry, identity, ca, tsa, file } = values;
  const told = await addPublisher({
    ...{ target, name, registries: registry, identities: identity },
    certificates: [
      ...ca.map((url) => ({ kind: 'ca' as const, url })),
      ...tsa.map((url) => ({ kind: 'tsa' as const, url })),
    ],
    files: file,
  });
  for (const line of told) console.log(line);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
