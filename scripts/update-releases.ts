// Adds a release to the task's catalogue: npm run update-releases -- <tool> <version> [--file checksums.txt]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TASK_SOURCE } from './paths';
import { updateReleases } from './releases/update';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { file: { type: 'string' } },
  });
  const [tool, version, ...more] = positionals;
  if (tool === undefined || version === undefined || more.length > 0) {
    throw new Error(
      'Say which: npm run update-releases -- <tool> <version> [--file checksums.txt]',
    );
  }
  const catalogue = path.join(TASK_SOURCE, 'data/releases.json');
  const told = await updateReleases({ catalogue, tool, version, file: values.file });
  for (const line of told) console.log(line);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
