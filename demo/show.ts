import { rmSync } from 'node:fs';
import { Printer } from '../emulator/printer';
import { type World, openWorld, registryLogin } from '../Tasks/Notation/tests/fixtures/world';
import { verifyFromHostileRegistry, wasDisarmed } from './hostileRegistry';
import type { Origin } from './notation';
import { endedAsWritten, namedVersion, runWalkthrough, walkthroughText } from './walkthrough';

/**
 * Shows the walkthrough and the hostile registry, like a pipeline's log.
 * @param output where it is printed
 * @returns whether both ended as they should
 */
export async function show(output: NodeJS.WritableStream, origin: Origin): Promise<boolean> {
  const say = (line: string): boolean => output.write(`${line}\n`);
  const world = await openWorld({
    registry: { authentication: { kind: 'bearer', ...registryLogin } },
    notation: origin.kind,
  });
  const clear = (): void => {
    rmSync(world.root, { recursive: true, force: true });
  };
  process.once('exit', clear); // Ctrl-C comes here too
  try {
    say('A test vault plays Azure Key Vault: its plugin signs with a key made for this run.');
    say(origin.kind === 'pinned' ? sayPinned() : sayAtHand(origin.version));
    say('');
    return await act(world, origin, new Printer(output), say);
  } finally {
    await world.close();
    process.off('exit', clear);
  }
}

async function act(
  world: World,
  { version }: Origin,
  printer: Printer,
  say: (line: string) => boolean,
): Promise<boolean> {
  const walkthrough = await runWalkthrough(world, walkthroughText(version), printer);
  const isRight = endedAsWritten(walkthrough);
  const isDisarmed = wasDisarmed(await verifyFromHostileRegistry(world, walkthrough, printer));
  say(
    isDisarmed
      ? 'A hostile registry tried to end the step as Skipped by an agent command in its error message, with a forged section line and terminal escapes: that failed, the step did.'
      : 'The text of the hostile registry was NOT disarmed.',
  );
  say(
    isRight
      ? 'The signed image was verified, the unsigned one refused.'
      : 'The walkthrough did NOT end as it should.',
  );
  return isRight && isDisarmed;
}

function sayPinned(): string {
  return `Notation ${namedVersion} comes from its own release host, held to the checksum in the package.`;
}

function sayAtHand(version: string): string {
  return `The release host of notation cannot be reached: a loopback server serves notation ${version} from this machine instead of ${namedVersion}.`;
}
