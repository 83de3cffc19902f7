import { readdirSync, readlinkSync } from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { readBounded } from '../files/readBounded';
import { derToPem, readPemContents } from './pem';
import { type ProgramRunner, readSystemStore } from './systemStore';

/** The settings that select the trusted authorities of TLS servers. */
export interface RootSources {
  readonly platform: NodeJS.Platform;
  /** The environment that the step was started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** The agent's own file of authorities (Agent.CAInfo), PEM. */
  readonly agentFile?: string | undefined;
  /** Runs a program of the system; tests replace it. */
  readonly run?: ProgramRunner;
  /** The places where Go looks for roots; tests replace them. */
  readonly places?: { readonly files: readonly string[]; readonly directories: readonly string[] };
  /** Node's access to the system's certificate store, from 22.15 on; tests replace it. */
  readonly nodeStore?: (() => readonly string[]) | undefined;
}

/**
 * Go's places on Linux (crypto/x509: root_linux.go). Go uses the first readable file, and all
 * directories.
 */
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
 * Reads the trusted authorities of TLS servers: the authorities that Go, and so notation, would trust
 * on this machine, and the agent's own. On Linux SSL_CERT_FILE and SSL_CERT_DIR replace the system's
 * files. Node's own list is used only where the system has no list and neither variable is set.
 *
 * @returns PEM, each certificate once
 */
export async function readRoots(sources: RootSources): Promise<string[]> {
  const { platform, agentFile } = sources;
  const isStore = platform === 'win32' || platform === 'darwin';
  const system = isStore ? await storeRoots(sources) : fileRoots(sources);
  const agent = agentFile === undefined ? [] : (certificatesIn(agentFile) ?? []);
  // Systems store each certificate in several files. Each certificate is parsed once.
  const contents = new Set([...system.contents, ...agent]);
  const parsed = [...contents].flatMap((content) => derToPem(Buffer.from(content, 'base64')));
  return [...new Set([...parsed, ...system.pems])];
}

/** Certificates in base64 that are not parsed yet, and certificates in PEM. */
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
  // Windows loads public roots into its store only when it needs them, so Node's list is added.
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

/** Such links are hash names of files in the same folder. */
function isLinkWithin(folder: string, name: string): boolean {
  try {
    return !readlinkSync(path.join(folder, name)).includes('/');
  } catch {
    return true;
  }
}
