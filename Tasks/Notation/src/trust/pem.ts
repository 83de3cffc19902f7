/** A block of a PEM file. */
export interface PemBlock {
  /** What its BEGIN line names. */
  readonly label: string;
  /** Its lines, as they came, with a line break behind the last. */
  readonly text: string;
}

const beginLine = /^-----BEGIN ([^\r\n]*)-----$/;

/**
 * The blocks of a PEM file, where every reader finds the same ones (Go: encoding/pem, in which a block
 * begins at the start of a line). Text between blocks, one with a BEGIN in the middle of its line too,
 * is passed over.
 *
 * @param text the bytes as Latin-1
 * @returns undefined where a block is not closed, or holds what readers understand differently
 */
export function readPem(text: string): PemBlock[] | undefined {
  const blocks: PemBlock[] = [];
  let open: { label: string; lines: string[] } | undefined;
  const lines = text.split('\n');
  for (const [at, raw] of lines.entries()) {
    // Go takes a carriage return for a part of the line break, so none from the end of the file.
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
 * What a block holds, without the headers that may stand before (RFC 1421).
 *
 * @returns undefined where it is no base64
 */
export function decodeBlock({ text }: PemBlock): Buffer | undefined {
  const lines = text.split('\n').slice(1, -2);
  while (lines[0]?.includes(':') === true) lines.shift();
  const body = lines.join('').replace(/[ \t\r]/g, '');
  const isBase64 = body.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(body);
  return isBase64 ? Buffer.from(body, 'base64') : undefined;
}
