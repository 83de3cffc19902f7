import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A registry that runs as a program of its own on a loopback port. */
export interface RegistryServer {
  /** `localhost:PORT`: notation speaks plain HTTP to exactly this spelling only. */
  readonly host: string;
  /** Ends the program; a second call does nothing. */
  stop(): Promise<void>;
  /** Gives everything the program wrote so far. */
  log(): string;
}

/** Username and password the registry asks for by Basic authentication. */
export interface BasicAuth {
  readonly username: string;
  readonly password: string;
}

const attempts = 3;
const patience = 15_000;

/** Gives a loopback port that is free now; a moment later it may not be. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function answers(port: number): Promise<boolean> {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/v2/`);
    return status === 200 || status === 401;
  } catch {
    return false;
  }
}

async function attempt(
  program: string,
  args: readonly string[],
  port: number,
  env: Record<string, string>,
): Promise<RegistryServer> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.on('error', (error) => (output += error.message));
  const gone = once(child, 'close').catch(() => undefined);
  const kill = (): boolean => child.kill('SIGKILL');
  // A test run that ends early must not leave the program behind.
  process.once('exit', kill);
  async function stop(): Promise<void> {
    process.off('exit', kill);
    if (child.pid !== undefined && !ended(child)) {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, 3000);
      await gone;
      clearTimeout(timer);
    }
  }
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && child.pid !== undefined && !ended(child)) {
    // Whether the child still lives is asked after the answer: another may own the port.
    if ((await answers(port)) && !ended(child)) {
      return { host: `localhost:${port}`, stop, log: () => output };
    }
    await delay(20);
  }
  await stop();
  throw new Error(`${program} did not answer on port ${port}:\n${output}`);
}

/**
 * Starts a registry on a free loopback port and waits until it answers.
 * @param prepare gives the arguments for the port, on each attempt anew
 * @throws with the program's output when it does not come up
 */
export async function startServer(
  program: string,
  prepare: (port: number) => Promise<string[]> | string[],
  env: Record<string, string> = {},
): Promise<RegistryServer> {
  for (let count = 1; ; count += 1) {
    const port = await freePort();
    try {
      return await attempt(program, await prepare(port), port, env);
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('address already in use');
      if (!taken || count === attempts) {
        throw error;
      }
    }
  }
}
