import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { send } from '../registry/client';
import { setTimeout as delay } from 'node:timers/promises';

/** A registry that runs as a program of its own on a loopback port. */
export interface RegistryServer {
  /** `localhost:PORT`, to which notation speaks plain HTTP; `127.0.0.1:PORT` where the registry speaks TLS. */
  readonly host: string;
  /** `http://` or `https://` and the host. */
  readonly url: string;
  /** The certificate, PEM, that its clients must trust, where it speaks TLS. */
  readonly certificate: string | undefined;
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

/** The certificate of a registry that speaks TLS, for 127.0.0.1. */
export interface ServerTls {
  readonly certificatePath: string;
  readonly keyPath: string;
  /** PEM of the authority that issued it. */
  readonly authority: string;
}

const attempts = 3;
const START_TIMEOUT_MS = 60_000;

/** Gives a loopback port that is free now; a moment later it may not be. */
export async function freePort(): Promise<number> {
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

interface Address {
  readonly host: string;
  readonly url: string;
  readonly certificate: string | undefined;
}

function addressOf(port: number, tls: ServerTls | undefined): Address {
  const host = `${tls === undefined ? 'localhost' : '127.0.0.1'}:${port}`;
  const scheme = tls === undefined ? 'http' : 'https';
  return { host, url: `${scheme}://127.0.0.1:${port}`, certificate: tls?.authority };
}

async function answers(address: Address, probe: string): Promise<boolean> {
  try {
    const { status } = await send(address, probe);
    return status === 200 || status === 401;
  } catch {
    return false;
  }
}

async function attempt(
  program: string,
  args: readonly string[],
  port: number,
  { env = {}, tls, probe = '/v2/' }: ServerOptions,
): Promise<RegistryServer> {
  const address = addressOf(port, tls);
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
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.pid !== undefined && !ended(child)) {
    // Whether the child still lives is asked after the answer: another may own the port.
    if ((await answers(address, probe)) && !ended(child)) {
      return { ...address, stop, log: () => output };
    }
    await delay(20);
  }
  await stop();
  throw new Error(`${program} did not answer on port ${port}:\n${output}`);
}

/** What a registry's program is started with. */
export interface ServerOptions {
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly tls?: ServerTls | undefined;
  /** The path that is asked until it answers: that of registries by default. */
  readonly probe?: string;
}

/**
 * Starts a registry on a free loopback port and waits until it answers.
 * @param prepare gives the arguments for the port, on each attempt anew
 * @throws with the program's output when it does not come up
 */
export async function startServer(
  program: string,
  prepare: (port: number) => Promise<string[]> | string[],
  options: ServerOptions = {},
): Promise<RegistryServer> {
  for (let count = 1; ; count += 1) {
    const port = await freePort();
    try {
      return await attempt(program, await prepare(port), port, options);
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('address already in use');
      if (!taken || count === attempts) {
        throw error;
      }
    }
  }
}
