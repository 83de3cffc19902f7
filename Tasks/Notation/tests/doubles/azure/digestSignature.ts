import { constants, createHash, createPrivateKey, privateEncrypt, randomBytes } from 'node:crypto';

/**
 * Signs a digest by RSASSA-PSS (RFC 8017, 9.1.1), as signing services do: they never see what was
 * hashed, and Node signs only that.
 * @param key PEM
 * @param algorithm the digest's, such as `sha256`
 */
export function signDigest(key: string, algorithm: string, digest: Buffer): Buffer {
  const size = (createPrivateKey(key).asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const salt = randomBytes(digest.length);
  const hash = createHash(algorithm)
    .update(Buffer.concat([Buffer.alloc(8), digest, salt]))
    .digest();
  const masked = size - hash.length - 1;
  const padding = Buffer.alloc(masked - salt.length - 1);
  const block = Buffer.concat([padding, Buffer.from([1]), salt]);
  const mask = maskOf(hash, masked, algorithm);
  const data = block.map((byte, at) => byte ^ (mask[at] ?? 0));
  data[0] = (data[0] ?? 0) & 0x7f;
  const encoded = Buffer.concat([data, hash, Buffer.from([0xbc])]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

/** MGF1 (RFC 8017, B.2.1). */
function maskOf(seed: Buffer, length: number, algorithm: string): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0, counter = 0; at < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    const block = createHash(algorithm).update(seed).update(number).digest();
    blocks.push(block);
    at += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}
