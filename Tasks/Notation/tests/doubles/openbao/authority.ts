import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenBao } from './server';

/** A signing certificate of OpenBao's authority; its key is in the transit engine under the same name. */
export interface IssuedSigner {
  readonly name: string;
  readonly serialNumber: string;
}

/** Where a certificate says that its revocation can be asked. */
export type RevocationMethod = 'ocsp' | 'crl' | 'none';

/**
 * Makes the authority of OpenBao's PKI.
 * @returns its certificate, PEM
 */
export async function createAuthority(bao: OpenBao): Promise<string> {
  const subject = { country: 'US', province: 'WA', organization: 'Notary' };
  const key = { key_type: 'ec', key_bits: 256, ttl: '720h' };
  const made = await bao.call('POST', 'pki/root/generate/internal', {
    ...{ common_name: 'openbao-authority', ...subject, ...key },
  });
  await bao.call('POST', 'pki/roles/signer', {
    ...{ allow_any_name: true, enforce_hostnames: false, key_type: 'any', ...subject },
    ...{ server_flag: false, client_flag: false, code_signing_flag: true },
    ...{ key_usage: ['DigitalSignature'], basic_constraints_valid_for_non_ca: true, ttl: '24h' },
  });
  return String(made['certificate']);
}

/**
 * Makes a key in the transit engine, lets the authority certify it, and keeps the chain where the plugin finds it.
 * @param folder an existing one to work in
 */
export async function issueSigner(
  bao: OpenBao,
  folder: string,
  name: string,
  { type, revocation }: { type: 'ecdsa-p256' | 'rsa-2048'; revocation: RevocationMethod },
): Promise<IssuedSigner> {
  await bao.call('POST', `transit/keys/${name}`, { type, exportable: true });
  // The engine makes no certificate requests: the key is taken out once, to write one.
  const { keys } = await bao.call('GET', `transit/export/signing-key/${name}/latest`);
  const keyFile = path.join(folder, `${name}.key`);
  writeFileSync(keyFile, String((keys as Record<string, string>)['1']));
  const request = ['req', '-new', '-key', keyFile, '-subj', `/CN=${name}`];
  const csr = execFileSync('openssl', request, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const { http } = bao.address;
  await bao.call('POST', 'pki/config/urls', {
    ocsp_servers: revocation === 'ocsp' ? [`${http}/v1/pki/ocsp`] : [],
    crl_distribution_points: revocation === 'crl' ? [`${http}/v1/pki/crl`] : [],
  });
  const issued = await bao.call('POST', 'pki/sign/signer', { csr, common_name: name });
  const chain = [issued['certificate'], issued['issuing_ca']].map(String);
  await bao.call('POST', `secret/data/${name}`, { data: { certificate: chain.join('\n') } });
  return { name, serialNumber: String(issued['serial_number']) };
}
