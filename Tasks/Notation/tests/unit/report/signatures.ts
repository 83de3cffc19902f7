import type { Signature } from '../../../src/notation/signature';

/** A signature that says little of itself. */
export const plainSignature: Signature = {
  ...{ digest: 'd', format: 'COSE', signedAt: 't', expiry: undefined, signer: 's', issuer: 'i' },
  ...{ certificateExpiry: 't', fingerprint: 'f', metadata: new Map<string, string>() },
  ...{ timestamp: undefined, timestampNote: undefined, verificationPlugin: undefined },
  signedArtifact: { mediaType: 'm', digest: 'sha256:0', size: 1 },
  isForSubject: true,
};
