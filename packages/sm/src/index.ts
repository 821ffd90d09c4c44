export { SmRefusal, type SmRefusalCode, smRefusalCodes } from "./refusal.ts";
export { sm2Decrypt, sm2Encrypt } from "./sm2-encryption.ts";
export {
  sm2Generate,
  sm2Pem,
  sm2PrivateBytes,
  sm2PrivateKey,
  sm2PrivateKeySize,
  sm2PublicBytes,
  sm2PublicKey,
  sm2PublicKeySize,
} from "./sm2-key.ts";
export { sm2NoteSignature, sm2NoteSigner } from "./sm2-note.ts";
export {
  type Sm2UserId,
  sm2DefaultUserId,
  sm2DerToRaw,
  sm2Identity,
  sm2RawToDer,
  sm2Sign,
  sm2SignatureSize,
  sm2SignDer,
  sm2Verify,
  sm2VerifyDer,
  sm2VerifyDigest,
} from "./sm2-signature.ts";
export { hmacSm3, sm3, sm3Size } from "./sm3.ts";
export { type Sm4Mode, type Sm4Options, sm4Decrypt, sm4Encrypt } from "./sm4.ts";
