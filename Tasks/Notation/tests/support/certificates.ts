import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';

/** A certificate with its private key, as PEM files. */
export interface Certificate {
  readonly commonName: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  /** The certificate itself. */
  readonly pem: string;
}

/** What every certificate needs to be told. */
export interface CertificateOptions {
  /** The existing folder that `<commonName>.crt` and `<commonName>.key` are written to. */
  readonly folder: string;
  readonly commonName: string;
  /** Days it is valid from now, 365 by default. */
  readonly days?: number;
  /** Makes it valid from 30 days ago until yesterday. */
  readonly expired?: boolean;
  readonly key?: 'RSA-2048' | 'RSA-3072' | 'EC-256' | 'EC-384';
  /** Further lines of the extension section, such as `authorityInfoAccess = OCSP;URI:…`. */
  readonly extensions?: readonly string[];
}

const day = 24 * 60 * 60 * 1000;
const minute = 60 * 1000;

const keyArguments = {
  'RSA-2048': ['-newkey', 'rsa:2048'],
  'RSA-3072': ['-newkey', 'rsa:3072'],
  'EC-256': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'EC-384': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
};
const signerExtensions = [
  'basicConstraints = critical, CA:FALSE',
  'keyUsage = critical, digitalSignature',
  'extendedKeyUsage = codeSigning',
];
const serverExtensions = [
  'basicConstraints = critical, CA:FALSE',
  'keyUsage = critical, digitalSignature',
  'extendedKeyUsage = serverAuth',
];
const authorityExtensions = [
  'basicConstraints = critical, CA:TRUE',
  'keyUsage = critical, keyCertSign, cRLSign',
];

/** OpenSSL's way to write a time: 20261123151900Z. */
function written(time: number): string {
  return `${new Date(time).toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`;
}

function openssl(folder: string, args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    const reason = stderr?.toString() ?? String(error);
    throw new Error(`openssl ${args.join(' ')} failed; is it installed?\n${reason}`, {
      cause: error,
    });
  }
}

/** `openssl ca` alone can set both dates in every release of OpenSSL 1.1 and 3. */
function configuration(extensions: readonly string[]): string {
  const section = [
    '[ca]',
    'default_ca = authority',
    '[authority]',
    'database = index.txt',
    'serial = serial',
    'new_certs_dir = .',
    'default_md = sha256',
    'policy = any',
    'x509_extensions = extensions',
    '[any]',
    ...['countryName', 'stateOrProvinceName', 'organizationName'].map(
      (each) => `${each} = optional`,
    ),
    'commonName = supplied',
    '[req]',
    'distinguished_name = name',
    '[name]',
    '[extensions]',
  ];
  return [...section, ...extensions, ''].join('\n');
}

function create(
  options: CertificateOptions,
  extensions: readonly string[],
  issuer: Certificate | undefined,
  start: number,
): Certificate {
  const { folder, commonName, days = 365, expired = false, key = 'RSA-2048' } = options;
  const certificatePath = path.join(folder, `${commonName}.crt`);
  const keyPath = path.join(folder, `${commonName}.key`);
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(folder, 'openssl-'));
  try {
    writeFileSync(
      path.join(work, 'openssl.cnf'),
      configuration([...extensions, ...(options.extensions ?? [])]),
    );
    writeFileSync(path.join(work, 'index.txt'), '');
    openssl(work, [
      ...['req', '-new', '-config', 'openssl.cnf', '-nodes', ...keyArguments[key]],
      ...['-keyout', keyPath, '-out', 'request.csr'],
      ...['-subj', `/C=US/ST=WA/O=Notary/CN=${commonName}`],
    ]);
    const signer = issuer
      ? ['-cert', issuer.certificatePath, '-keyfile', issuer.keyPath]
      : ['-selfsign', '-keyfile', keyPath];
    const now = Date.now();
    const [from, until] = expired ? [now - 30 * day, now - day] : [start, now + days * day];
    openssl(work, [
      ...['ca', '-batch', '-notext', '-preserveDN', '-rand_serial', '-config', 'openssl.cnf'],
      ...['-startdate', written(from), '-enddate', written(until), ...signer],
      ...['-in', 'request.csr', '-out', certificatePath],
    ]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { commonName, certificatePath, keyPath, pem: readFileSync(certificatePath, 'utf8') };
}

/**
 * Creates a self-signed signing certificate like those Azure Key Vault makes.
 * @throws with OpenSSL's output when it fails
 */
export function selfSignedCertificate(options: CertificateOptions): Certificate {
  return create(options, signerExtensions, undefined, Date.now() - minute);
}

/**
 * Creates a certificate authority, valid since a year so that it covers expired leaves too. With
 * an issuer it is an intermediate one.
 * @throws with OpenSSL's output when it fails
 */
export function certificateAuthority(
  options: CertificateOptions,
  issuer?: Certificate,
): Certificate {
  return create(options, authorityExtensions, issuer, Date.now() - 365 * day);
}

/**
 * Creates a signing certificate issued by the authority.
 * @throws with OpenSSL's output when it fails
 */
export function issuedCertificate(
  authority: Certificate,
  options: CertificateOptions,
): Certificate {
  return create(options, signerExtensions, authority, Date.now() - minute);
}

/**
 * Creates the certificate of a TLS server, issued by the authority.
 * @param hosts the names and addresses it is valid for
 * @throws with OpenSSL's output when it fails
 */
export function serverCertificate(
  authority: Certificate,
  hosts: readonly string[],
  options: CertificateOptions,
): Certificate {
  const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`);
  const extensions = [...serverExtensions, `subjectAltName = ${names.join(',')}`];
  return create(options, extensions, authority, Date.now() - minute);
}
