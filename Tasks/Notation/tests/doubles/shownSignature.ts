const digest = `sha256:${'5'.repeat(64)}`;

/** The one signature that stand-ins of notation show, and what notation says of it. */
export const shownSignature = {
  /** What `inspect --output json` writes. */
  inspection: `{\n    "mediaType": "x",\n    "Signatures": [{ "digest": "${digest}" }]\n}`,
  /** What `verify` writes to its log when it turns to it. */
  turn: `level=info msg=Processing signature with manifest mediaType: application/vnd.oci.image.manifest.v1+json and digest: ${digest}`,
};
