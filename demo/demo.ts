import { chooseNotation } from './notation';
import { show } from './show';

async function main(): Promise<void> {
  process.once('SIGINT', () => process.exit(130));
  const isRight = await show(process.stdout, await chooseNotation());
  process.exitCode = isRight ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
