/** A block of a PEM file. */
export interface PemBlock {
  /** The label of its BEGIN line. */
  readonly label: string;
  /** Its unchanged lines, with a line break after the last one. */
  readonly text: string;
}

const beginLine = /^-----BEGIN ([^\r\n]*)-----$/;

/**
 * Reads the blocks of a PEM file in which every reader finds the same blocks (Go: encoding/pem, where a
 * block starts at the beginning of a line). Text between blocks is skipped, even with a BEGIN in the
 * middle of a line.
 *
 * @param text the bytes as Latin-1
 * @returns undefined where a block has no end, or readers could read it differently
 */
export function readPem(text: string): PemBlock[] | undefined {
  const blocks: PemBlock[] = [];
  let open: { label: string; lines: string[] } | undefined;
  const lines = text.split('\n');
  for (const [at, raw] of lines.entries()) {
    // Go counts a carriage return as part of a line break, so not at the end of the file.
    const line = (at < lines.length - 1 ? raw.replace(/\r$/, '') : raw).replace(/[ \t]+$/, '');
    if (open === undefined) {
      if (!raw.startsWith('-----BEGIN ')) continue;
      const label = beginLine.exec(line)?.[1];
      if (label === undefined || label.includes('-----')) return undefined;
      open = { label, lines: [raw] };
      continue;
    }
    open.lines.push(raw);
    if (!line.includes('-----')) continue;
    if (line !== `-----END ${open.label}-----`) return undefined;
    blocks.push({ label: open.label, text: `${open.lines.join('\n')}\n` });
    open = undefined;
  }
  return open === undefined ? blocks : undefined;
}

/**
 * The content of a block, without its headers (RFC 1421).
 *
 * @returns undefined where the content is not base64
 */
export function decodeBlock({ text }: PemBlock): Buffer | undefined {
  const lines = text.split('\n').slice(1, -2);
  while (lines[0]?.includes(':') === true) lines.shift();
  const body = lines.join('').replace(/[ \t\r]/g, '');
  const isBase64 = body.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(body);
  return isBase64 ? Buffer.from(body, 'base64') : undefined;
}
