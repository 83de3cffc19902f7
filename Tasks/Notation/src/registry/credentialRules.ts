import { classifyAddress, parseIpAddress } from '../network/ipAddress';

/**
 * Decides whether a registry's credential may be sent to the token service of its challenge, by the
 * rule of oras-go 2.6.2 (GHSA-28r5-37g7-p6mp). The service needs https and, where its host is an IP
 * address, a public one. Plain HTTP is allowed only on the registry's own host, when the registry
 * itself is reached by plain HTTP. @returns why not; undefined where it may be sent
 *
 * @param registry the address of the registry
 */
export function tokenServiceProblem(registry: URL, realm: URL): string | undefined {
  if (realm.username !== '' || realm.password !== '') return 'it holds user information';
  const isSameHost = realm.hostname === registry.hostname;
  if (realm.protocol === 'http:') {
    return registry.protocol === 'http:' && isSameHost ? undefined : 'it is not https';
  }
  if (realm.protocol !== 'https:') return 'it is not https';
  return isSameHost ? undefined : internalHost(realm);
}

/**
 * Why a redirect is not followed; undefined where it may be followed. The credential goes along only to
 * the same origin.
 *
 * @param from the address that was called
 */
export function redirectProblem(from: URL, to: URL): string | undefined {
  if (to.username !== '' || to.password !== '') return 'it holds user information';
  if (to.protocol !== 'https:' && to.protocol !== 'http:') return 'it is not https';
  if (to.protocol === 'http:' && from.protocol === 'https:') return 'it is not https';
  if (to.hostname === from.hostname) return undefined;
  const address = parseIpAddress(bare(to));
  const kind = address === undefined ? undefined : classifyAddress(address);
  if (kind === 'linkLocal') return 'it is a link-local address';
  const isOwnMachine = kind === 'loopback' || isLocalName(to);
  return isOwnMachine && from.protocol === 'https:' ? 'it is this machine' : undefined;
}

/** Whether the Authorization header may go along. */
export function isSameOrigin(one: URL, other: URL): boolean {
  return one.origin === other.origin;
}

function internalHost(url: URL): string | undefined {
  if (isLocalName(url)) return 'it is this machine';
  const address = parseIpAddress(bare(url));
  if (address === undefined) return undefined;
  const kind = classifyAddress(address);
  return kind === 'public' ? undefined : 'it is no public address';
}

function isLocalName({ hostname }: URL): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}

function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
