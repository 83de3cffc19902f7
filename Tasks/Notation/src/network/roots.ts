import { readdirSync, readlinkSync } from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { readBounded } from '../files/readBounded';
import { derToPem, readPemContents } from './pem';
import { type ProgramRunner, readSystemStore } from './systemStore';

/** What decides which authorities a TLS server's certificate may come from. */
export interface RootSources {
  readonly platform: NodeJS.Platform;
  /** The environment that the step was started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** The agent's own file of authorities (Agent.CAInfo), PEM. */
  readonly agentFile?: string | undefined;
  /** Runs a program of the system; tests bring their own. */
  readonly run?: ProgramRunner;
  /** Where Go looks for roots; tests bring their own. */
  readonly places?: { readonly files: readonly string[]; readonly directories: readonly string[] };
  /** Node's own access to the store of the system, from 22.15 on; tests bring their own. */
  readonly nodeStore?: (() => readonly string[]) | undefined;
}

/** Go's places on Linux (crypto/x509: root_linux.go). The first file that can be read counts, and all directories. */
const GO_PLACES = {
  files: [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/pki/tls/cacert.pem',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/ssl/cert.pem',
  ],
  directories: ['/etc/ssl/certs', '/etc/pki/tls/certs'],
};

const MAX_FILE_BYTES = 8 * 1024 * 1024;

/**
 * The authorities that a TLS server's certificate may come from: what Go, and with it notation, would trust on this
 * machine, and the agent's own. On Linux SSL_CERT_FILE and SSL_CERT_DIR take the place of the system's files; Node's
 * own list counts only where the system has none and neither variable is set.
 *
 * @returns PEM, each certificate once
 */
export async function readRoots(sources: RootSources): Promise<string[]> {
  const { platform, agentFile } = sources;
  const isStore = platform === 'win32' || platform === 'darwin';
  const system = isStore ? await storeRoots(sources) : fileRoots(sources);
  const agent = agentFile === undefined ? [] : (certificatesIn(agentFile) ?? []);
  // Systems hold each certificate in several files: it is parsed once.
  const contents = new Set([...system.contents, ...agent]);
  const parsed = [...contents].flatMap((content) => derToPem(Buffer.from(content, 'base64')));
  return [...new Set([...parsed, ...system.pems])];
}

/** Certificates that are to be parsed yet, in base64, and such that are PEM already. */
interface FoundRoots {
  readonly contents: readonly string[];
  readonly pems: readonly string[];
}

async function storeRoots(sources: RootSources): Promise<FoundRoots> {
  const { platform, environment, run } = sources;
  const nodeStore = 'nodeStore' in sources ? sources.nodeStore : nodeSystemStore();
  const stored = nodeStore?.() ?? [];
  const contents = nodeStore === undefined ? await readSystemStore(platform, environment, run) : [];
  const isEmpty = stored.length + contents.length === 0;
  // Windows fetches public roots into its store only when it needs them, so that Node's list counts, too.
  const own = platform === 'win32' || isEmpty ? tls.rootCertificates : [];
  return { contents, pems: [...stored, ...own] };
}

/** Node's access to the system's store, where this release of Node has it. */
function nodeSystemStore(): (() => readonly string[]) | undefined {
  const known: Readonly<Partial<Record<string, unknown>>> = { ...tls };
  const read = known['getCACertificates'] as ((type: 'system') => string[]) | undefined;
  return read === undefined ? undefined : () => read('system');
}

function fileRoots({ environment, places = GO_PLACES }: RootSources): FoundRoots {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directories } = environment;
  const files = file ? [file] : places.files;
  const folders = directories ? directories.split(':') : places.directories;
  const first = files.map(certificatesIn).find((found) => found !== undefined) ?? [];
  const contents = [...first, ...folders.flatMap(certificatesBelow)];
  const isGiven = Boolean(file || directories);
  return { contents, pems: contents.length > 0 || isGiven ? [] : tls.rootCertificates };
}

/** The contents in base64; undefined where the file cannot be read. */
function certificatesIn(file: string): string[] | undefined {
  try {
    return readPemContents(readBounded(file, MAX_FILE_BYTES).toString('latin1'));
  } catch {
    return undefined;
  }
}

function certificatesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !(entry.isSymbolicLink() && isLinkWithin(folder, entry.name)))
      .flatMap(({ name }) => certificatesIn(path.join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

/** Such links are other names for files of the same folder, by a hash of their content. */
function isLinkWithin(folder: string, name: string): boolean {
  try {
    return !readlinkSync(path.join(folder, name)).includes('/');
  } catch {
    return true;
  }
}
