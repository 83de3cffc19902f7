import { isIP } from 'node:net';

/** The 16 bytes of an IP address. An IPv4 address has its IPv6 form, `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2). */
export type IpAddress = readonly number[];

/** A network: all addresses that have these leading bits. */
export interface IpNetwork {
  readonly address: IpAddress;
  /** The number of leading bits that define the network, of 128. */
  readonly prefixBits: number;
}

/** The bits before an IPv4 address in its IPv6 form. */
const IPV4_PREFIX_BITS = 96;

/**
 * Reads an address as Go's net.ParseIP does: no brackets, no zone, no leading zeros.
 *
 * @returns undefined where the text is not an address, for example a host name
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.includes('%')) return undefined;
  const family = isIP(text);
  if (family === 4) return [...Array<number>(10).fill(0), 255, 255, ...text.split('.').map(Number)];
  if (family !== 6) return undefined;
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 255]);
}

/**
 * Reads a network in CIDR notation, `10.0.0.0/8`, as Go's net.ParseCIDR does; undefined where the text
 * is not a network.
 */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [, base = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIpAddress(base);
  if (address === undefined) return undefined;
  const isIpv4 = isIP(base) === 4;
  const prefixBits = Number(bits);
  if (prefixBits > (isIpv4 ? 32 : 128)) return undefined;
  const total = isIpv4 ? prefixBits + IPV4_PREFIX_BITS : prefixBits;
  return {
    address: address.map((byte, index) => byte & maskByte(total, index)),
    prefixBits: total,
  };
}

/** Whether the network contains the address. No IPv6 network contains an IPv4 address, not even `::/0`. */
export function containsAddress({ address, prefixBits }: IpNetwork, other: IpAddress): boolean {
  if (isMapped(address) !== isMapped(other)) return false;
  return address.every(
    (byte, index) => byte === ((other[index] ?? 0) & maskByte(prefixBits, index)),
  );
}

export function equalAddresses(one: IpAddress, other: IpAddress): boolean {
  return one.every((byte, index) => byte === other[index]);
}

function isMapped(address: IpAddress): boolean {
  return (
    address.slice(0, 10).every((byte) => byte === 0) && address[10] === 255 && address[11] === 255
  );
}

function maskByte(prefixBits: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - index * 8));
  return (0xff << (8 - bits)) & 0xff;
}

function networks(...texts: string[]): IpNetwork[] {
  return texts.flatMap((text) => parseIpNetwork(text) ?? []);
}

const loopback = networks('127.0.0.0/8', '::1/128');

/** Link-local addresses: metadata services of cloud platforms use them (RFC 3927, RFC 4291). */
const linkLocal = networks('169.254.0.0/16', 'fe80::/10');

/** Private and other addresses that no public host has (RFC 1918, 4193, 6598, 6890). */
const privateNetworks = networks(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24'],
  ...[
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
    '::/128',
    'fc00::/7',
    'fec0::/10',
    'ff00::/8',
  ],
);

/** The prefix of translated IPv4 addresses (RFC 6052). */
const translated = networks('64:ff9b::/96');

/** Classifies an address. A translated address counts as the IPv4 address that it contains. */
export function classifyAddress(
  address: IpAddress,
): 'loopback' | 'linkLocal' | 'private' | 'public' {
  const within = (list: readonly IpNetwork[], one = address): boolean =>
    list.some((network) => containsAddress(network, one));
  if (within(translated)) {
    return classifyAddress([...Array<number>(10).fill(0), 255, 255, ...address.slice(12)]);
  }
  if (within(loopback)) return 'loopback';
  if (within(linkLocal)) return 'linkLocal';
  return within(privateNetworks) ? 'private' : 'public';
}
