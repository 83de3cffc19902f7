import assert from 'node:assert/strict';
import { requireTool } from './tools';
import { type World, type WorldOptions, openWorld } from './world';

/** A server, a world or whatever else must not outlive the tests that use it. */
type Opened = { close(): unknown } | { stop(): unknown };

/**
 * Ends something when the suite of a running hook or test has ended, whatever came of it.
 * @param context the hook's or test's own `this`
 * @returns what was given
 */
export function endedWith<T extends Opened>(context: Mocha.Context, opened: T): T {
  suiteOf(context).afterAll(async () => {
    await ('close' in opened ? opened.close() : opened.stop());
  });
  return opened;
}

/** Does something after each test of the suite of a running hook. @param context the hook's own `this` */
export function afterEachOf(context: Mocha.Context, action: () => void): void {
  suiteOf(context).afterEach(action);
}

function suiteOf(context: Mocha.Context): Mocha.Suite {
  const suite = context.test?.parent;
  assert(suite !== undefined, 'a hook or a test belongs to a suite');
  return suite;
}

/** Opens a world that ends with the suite, where a notation for it is at hand. */
export async function openSuiteWorld(
  context: Mocha.Context,
  options: WorldOptions = {},
): Promise<World> {
  requireTool(context, 'notation');
  return endedWith(context, await openWorld(options));
}
