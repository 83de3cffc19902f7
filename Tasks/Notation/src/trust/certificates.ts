import { X509Certificate } from 'node:crypto';
import { type PemBlock, decodeBlock, readPem } from './pem';

/** The content of a certificate file. */
export interface CertificateContent {
  /** Empty where the file cannot be read unambiguously. */
  readonly certificates: readonly X509Certificate[];
  /**
   * The bytes that notation receives: the bytes of the file, so that notation's own reader decides
   * about trust. Empty, which notation refuses, without certificates.
   */
  readonly staged: Buffer;
}

const UNREADABLE: CertificateContent = { certificates: [], staged: Buffer.alloc(0) };

/** The byte order mark of UTF-8, as Latin-1. */
const MARK = '\u00ef\u00bb\u00bf';
const privateKey = /(?:^| )PRIVATE KEY$/;

/**
 * Reads a certificate file, PEM or DER, as notation does (notation-core-go: x509/cert.go), or not at
 * all. It never trusts more than notation would trust from the same bytes. Two things for which
 * notation refuses a file are removed: private keys beside certificates, which are not copied, and a
 * byte order mark before the BEGIN of a file's only certificate.
 */
export function readCertificates(content: Buffer): CertificateContent {
  try {
    return isDer(content) ? readDer(content) : readText(content);
  } catch {
    return UNREADABLE;
  }
}

/** The subject of a certificate on one line; its fingerprint where the certificate has none. */
export function subjectOf(certificate: X509Certificate): string {
  // The types promise a text, but a certificate may have no subject.
  const subject = (certificate.subject as string | undefined) ?? '';
  return subject === '' ? `SHA-256 ${certificate.fingerprint256}` : subject.replace(/\n/g, ', ');
}

/** A SEQUENCE longer than 127 bytes, like every certificate. No text starts with these bytes. */
function isDer(content: Buffer): boolean {
  return content[0] === 0x30 && (content[1] ?? 0) >= 0x80;
}

/** notation looks for PEM first, even within the fields of a certificate. */
function readDer(content: Buffer): CertificateContent {
  if (content.includes('\n-----BEGIN ')) return UNREADABLE;
  const certificates: X509Certificate[] = [];
  for (let rest = content; rest.length > 0;) {
    const one = rest.subarray(0, elementLength(rest));
    certificates.push(certificateOf(one));
    rest = rest.subarray(one.length);
  }
  return { certificates, staged: content };
}

/**
 * The length of the first DER element in bytes, with its header. Bytes that are no certificate may give any length:
 * `certificateOf` refuses them.
 *
 * @throws RangeError where the header is no header of DER
 */
function elementLength(content: Buffer): number {
  const count = (content[1] ?? 0) - 0x80;
  return 2 + count + content.readUIntBE(2, count);
}

function readText(content: Buffer): CertificateContent {
  const text = content.toString('latin1');
  const isMarked = text.startsWith(`${MARK}-----BEGIN `);
  const unmarked = isMarked ? text.slice(MARK.length) : text;
  const blocks = readPem(unmarked) ?? [];
  const kept = blocks.filter(({ label }) => !privateKey.test(label));
  // With several certificates, notation would skip only the first and trust the others.
  const isAlone = kept.length === 1 && textOf(blocks).trim() === unmarked.trim();
  if (isMarked && !isAlone) return UNREADABLE;
  const certificates = kept.map((block) => certificateOf(decodeBlock(block)));
  if (certificates.length === 0) return UNREADABLE;
  if (isMarked || kept.length < blocks.length) {
    return { certificates, staged: Buffer.from(textOf(kept), 'latin1') };
  }
  // A private key in comments is not copied either.
  return text.includes('PRIVATE KEY-----') ? UNREADABLE : { certificates, staged: content };
}

function textOf(blocks: readonly PemBlock[]): string {
  return blocks.map(({ text }) => text).join('');
}

/**
 * Parses the certificate that consists of exactly these bytes. OpenSSL would also look for PEM text
 * within them, and ignore bytes after a certificate, such as the trust settings of a TRUSTED
 * CERTIFICATE.
 */
function certificateOf(der: Buffer | undefined): X509Certificate {
  if (der !== undefined) {
    const certificate = new X509Certificate(der);
    if (certificate.raw.equals(der)) return certificate;
  }
  throw new Error('no certificate');
}
