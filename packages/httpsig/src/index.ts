export {
  type AlgorithmName,
  type SigningKey,
  signingKey,
  type VerificationKey,
  verificationKey,
} from "./algorithms.ts";
export { type Component, component } from "./component.ts";
export { checkContentDigest, contentDigest, type DigestName } from "./content-digest.ts";
export { type FieldTypes, knownFieldTypes } from "./field-value.ts";
export type { Fields, HttpMessage, HttpRequest, HttpResponse } from "./message.ts";
export { SignatureRefusal, type SignatureRefusalCode, signatureRefusals } from "./refusal.ts";
export {
  createSignature,
  type FoundSignature,
  readSignatures,
  type SignatureFields,
  verifySignature,
} from "./signature.ts";
export { type SignatureInput, signatureBase, writeInput } from "./signature-base.ts";
export { openPeerKey, type PeerAlgorithm, type PeerPublicKey, peerKeyId, peerSigner } from "./strict/keys.ts";
export { clockTolerance, longestValidity, peerLabel, peerMethods, peerTag } from "./strict/rules.ts";
export { type Content, type Signing, signPeerRequest, signPeerResponse } from "./strict/sign.ts";
export { type PeerClaim, readPeerMessage, type Verified } from "./strict/verify.ts";
