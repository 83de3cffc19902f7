import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Failure } from './failure';

/** Certificates, at least one. */
export type Certificates = [X509Certificate, ...X509Certificate[]];

/**
 * Reads every certificate of a PEM file.
 * @throws Failure when there is none
 */
export function readCertificates(file: string): Certificates {
  if (!existsSync(file)) {
    throw new Failure(`Could not find file '${file}'.`);
  }
  const blocks = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  const [first, ...others] = readFileSync(file, 'utf8').match(blocks) ?? [];
  if (first === undefined) {
    throw new Failure(`No certificate found in ${file}`);
  }
  return [new X509Certificate(first), ...others.map((pem) => new X509Certificate(pem))];
}

function isRoot(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}

/** Gives the one certificate that issued none of the others. */
function leafOf(certificates: readonly X509Certificate[]): X509Certificate {
  const issuers = new Set(certificates.map((each) => each.issuer));
  const [leaf, another] = certificates.filter((each) => !issuers.has(each.subject));
  if (leaf === undefined || another !== undefined) {
    throw new Failure('Found multiple leaf certificates or unreferenced intermediate CAs');
  }
  return leaf;
}

/**
 * Orders certificates from leaf to root by the names of subject and issuer.
 * @throws Failure when one is missing, doubled or not needed
 */
export function buildChain(certificates: Certificates): Certificates {
  const [first] = certificates;
  if (certificates.length === 1) {
    if (!isRoot(first)) {
      throw new Failure(
        'Only obtained one certificate but it is not a self-signed certificate. Please complete the certificate bundle by `ca_certs` through plugin config.',
      );
    }
    return [first];
  }
  const bySubject = new Map<string, X509Certificate>();
  for (const each of certificates) {
    if (bySubject.has(each.subject)) {
      throw new Failure(`Found duplicated certificates: ${each.subject}`);
    }
    bySubject.set(each.subject, each);
  }
  const chain: Certificates = [leafOf(certificates)];
  for (let last = chain[0]; !isRoot(last);) {
    const issuer = bySubject.get(last.issuer);
    if (issuer === undefined) {
      throw new Failure(
        `Certificate chain is not complete. The issuer of ${last.subject} is not found.`,
      );
    }
    if (chain.includes(issuer)) {
      throw new Failure(`Found multiple certificates issued by ${last.issuer}`);
    }
    chain.push(issuer);
    last = issuer;
  }
  if (chain.length !== certificates.length) {
    throw new Failure(
      `Obtained ${certificates.length} certificates but the certificate chain only needs ${chain.length} certficates.`,
    );
  }
  return chain;
}
