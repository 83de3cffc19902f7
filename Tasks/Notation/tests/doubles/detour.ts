import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** Where connections lead instead: `host:port` to a port of this machine. */
type Detours = Readonly<Record<string, number>>;

/**
 * Has connections of this process lead elsewhere, past all proxies: the metadata service of Azure has an address of
 * its own on every machine, which a test cannot listen on.
 *
 * @returns ends it
 */
export function openDetours(detours: Detours): () => void {
  return install(net, detours);
}

/**
 * As `openDetours`, for every Node program that inherits the environment.
 *
 * @param folder gets the script
 */
export function detourEnvironment(folder: string, detours: Detours): { NODE_OPTIONS: string } {
  const script = path.join(folder, 'detour.cjs');
  const text = `(${install.toString()})(require('net'), ${JSON.stringify(detours)});\n`;
  // The transpiler of the tests names functions by this one.
  writeFileSync(script, `const __name = (one) => one;\n${text}`);
  return { NODE_OPTIONS: `--require ${script}` };
}

/** It stands by itself: its text is the script. */
function install(library: typeof net, detours: Detours): () => void {
  const { prototype } = library.Socket;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the socket that it is called on
  const original = prototype.connect as (this: net.Socket, ...args: unknown[]) => net.Socket;
  const replacement = function (this: net.Socket, ...args: unknown[]): net.Socket {
    // Node hands on options and callback as one list.
    const [options, callback] = (Array.isArray(args[0]) ? args[0] : args) as [
      { host?: string; port?: number | string } | null,
      unknown,
    ];
    const port = detours[`${String(options?.host)}:${String(options?.port)}`];
    if (port === undefined) return original.apply(this, args);
    return original.call(this, { ...options, host: '127.0.0.1', port }, callback);
  };
  Object.assign(prototype, { connect: replacement });
  return () => void Object.assign(prototype, { connect: original });
}
