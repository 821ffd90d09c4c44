/** Identifiers of people and organisations in China: checks with reasons, and makers of synthetic ones. */
export { type IdentifierCheck, type IdentifierFault, isCalendarDay, provinces } from "./check.ts";
export { checkCitizenId, citizenIdCheckCharacter, makeCitizenId } from "./citizen-id.ts";
export {
  checkCreditCode,
  creditCodeAlphabet,
  creditCodeCheckCharacter,
  makeCreditCode,
} from "./credit-code.ts";
export { checkPhone, makePhone, type PhoneKind, phoneDigits, phoneKind } from "./phone.ts";
