import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { readPemContents } from './pem';

/** Runs a program and returns its standard output. */
export type ProgramRunner = (
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
) => Promise<string>;

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

const runProgram: ProgramRunner = (program, args, env) =>
  new Promise((resolve, reject) => {
    const options = { env, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
    execFile(program, [...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${path.basename(program)} failed`, { cause: error }));
    });
  });

/**
 * A script that writes each trusted root of this machine and user, without distrusted ones, as one
 * base64 line.
 */
const WINDOWS_SCRIPT = [
  "$ErrorActionPreference = 'Stop'",
  '$roots = @{}; $distrusted = @{}',
  "foreach ($location in 'LocalMachine', 'CurrentUser') {",
  "  foreach ($name in 'Root', 'Disallowed') {",
  '    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store($name, $location)',
  "    $store.Open('ReadOnly')",
  '    foreach ($certificate in $store.Certificates) {',
  "      if ($name -eq 'Root') { $roots[$certificate.Thumbprint] = $certificate.RawData }",
  '      else { $distrusted[$certificate.Thumbprint] = $true }',
  '    }',
  '    $store.Close()',
  '  }',
  '}',
  'foreach ($thumbprint in $roots.Keys) {',
  '  if (-not $distrusted.ContainsKey($thumbprint)) { [Convert]::ToBase64String($roots[$thumbprint]) }',
  '}',
].join('\n');

const MACOS_KEYCHAINS = [
  '/System/Library/Keychains/SystemRootCertificates.keychain',
  '/Library/Keychains/System.keychain',
];

/**
 * Reads the trusted roots of Windows or macOS with a system program at an absolute path.
 *
 * @returns the certificates in base64; an empty list where the program fails
 */
export async function readSystemStore(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  run: ProgramRunner = runProgram,
): Promise<string[]> {
  try {
    return platform === 'win32' ? await readWindows(environment, run) : await readMacOs(run);
  } catch {
    return [];
  }
}

async function readWindows(environment: NodeJS.ProcessEnv, run: ProgramRunner): Promise<string[]> {
  const SystemRoot = environment['SystemRoot'] || 'C:\\Windows';
  const folder = path.win32.join(SystemRoot, 'System32', 'WindowsPowerShell', 'v1.0');
  const encoded = Buffer.from(WINDOWS_SCRIPT, 'utf16le').toString('base64');
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', encoded];
  const output = await run(path.win32.join(folder, 'powershell.exe'), args, { SystemRoot });
  return output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

async function readMacOs(run: ProgramRunner): Promise<string[]> {
  const args = ['find-certificate', '-a', '-p', ...MACOS_KEYCHAINS];
  return readPemContents(await run('/usr/bin/security', args, {}));
}
