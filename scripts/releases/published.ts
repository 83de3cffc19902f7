/** Milliseconds; the file has a few lines. */
const TIMEOUT_MS = 30_000;

/**
 * The checksums file that a release was published with.
 *
 * @param base an archive is at `<base>/v<version>/<file>`
 * @throws Error naming the address, where it cannot be had
 */
export async function downloadChecksums(
  base: string,
  tool: string,
  version: string,
): Promise<string> {
  const url = `${base}/v${version}/${tool}_${version}_checksums.txt`;
  const reply = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      throw new Error(`${url} could not be downloaded: ${reason}.`, { cause: error });
    },
  );
  if (!reply.ok) throw new Error(`${url} could not be downloaded: HTTP status ${reply.status}.`);
  return reply.text();
}
