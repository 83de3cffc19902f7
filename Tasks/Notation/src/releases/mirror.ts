/**
 * The address of a file, at its own host or at a mirror: the mirror's address takes the place of the
 * host's, query and all, and the path stays behind it.
 *
 * @param official the address at the file's own host
 * @param mirror undefined: none
 */
export function addressAt(official: URL, mirror: string | undefined): string {
  if (mirror === undefined) return official.href;
  const url = new URL(mirror);
  url.pathname = url.pathname.replace(/\/+$/, '') + official.pathname;
  return url.href;
}
