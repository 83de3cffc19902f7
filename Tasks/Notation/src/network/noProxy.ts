import { domainToASCII } from 'node:url';
import {
  type IpAddress,
  type IpNetwork,
  containsAddress,
  equalAddresses,
  parseIpAddress,
  parseIpNetwork,
} from './ipAddress';

/** The host and port of a call, with the IP address where the host is one. */
interface Target {
  readonly host: string;
  readonly port: string;
  readonly address: IpAddress | undefined;
}

/** One entry of NO_PROXY. */
type Entry = (target: Target) => boolean;

/**
 * Reads NO_PROXY as Go does (golang.org/x/net/http/httpproxy): a domain with all below it, `.domain` for what is
 * below it alone, an address, a network in CIDR notation, each but a network with a port where one is given, or `*`.
 *
 * @param text comma-separated
 * @returns whether calls to a host and port go without a proxy
 */
export function parseNoProxy(text: string): (host: string, port: string) => boolean {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  if (words.includes('*')) return () => true;
  const entries = words.flatMap((word) => parseEntry(word) ?? []);
  return (host, port) => {
    const target = { host, port, address: parseIpAddress(host) };
    return entries.some((entry) => entry(target));
  };
}

function parseEntry(word: string): Entry | undefined {
  const network = parseIpNetwork(word);
  if (network !== undefined) return isIn(network);
  const [host, port] = splitHostPort(word);
  if (host === '') return undefined;
  const address = parseIpAddress(host);
  return address === undefined ? isBelow(host, port) : isAt(address, port);
}

function isIn(network: IpNetwork): Entry {
  return ({ address }) => address !== undefined && containsAddress(network, address);
}

function isAt(expected: IpAddress, expectedPort: string): Entry {
  return ({ address, port }) =>
    address !== undefined &&
    equalAddresses(expected, address) &&
    (expectedPort === '' || expectedPort === port);
}

function isBelow(name: string, expectedPort: string): Entry {
  const bare = name.startsWith('*.') ? name.slice(1) : name;
  const ascii = /^[\0-\x7f]*$/.test(bare) ? bare : domainToASCII(bare) || bare;
  const suffix = ascii.startsWith('.') ? ascii : `.${ascii}`;
  return ({ host, port, address }) =>
    address === undefined &&
    (host.endsWith(suffix) || host === ascii) &&
    (expectedPort === '' || expectedPort === port);
}

/** Splits an entry into host and port. A text with several colons and no brackets is an IPv6 address. */
function splitHostPort(word: string): [host: string, port: string] {
  const [, bracketed, port = ''] = /^\[([^[\]]*)\]:([^:[\]]*)$/.exec(word) ?? [];
  if (bracketed !== undefined) return [bracketed, port];
  const [, host, plainPort = ''] = /^([^:[\]]*):([^:[\]]*)$/.exec(word) ?? [];
  return host === undefined ? [word, ''] : [host, plainPort];
}
