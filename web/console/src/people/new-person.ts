import type { Role, Text } from "../api-types.ts";
import type { Params } from "../texts/messages.ts";
import { peopleTexts as T } from "../texts/supervision.ts";

export interface NewPerson {
  name: string;
  login: string;
  password: string;
  roles: Role[];
}

export const shortestPassword = 10;

/** What is missing before a person can be added. */
export function newPersonComplaints(
  given: NewPerson,
): Partial<Record<keyof NewPerson, { text: Text; params?: Params }>> {
  return {
    ...(given.name.trim() ? {} : { name: { text: T.needName } }),
    ...(/^[a-z0-9][a-z0-9._-]{2,63}$/.test(given.login.trim().toLowerCase())
      ? {}
      : { login: { text: T.needLogin } }),
    ...(given.password.length >= shortestPassword
      ? {}
      : { password: { text: T.needPassword, params: { n: shortestPassword } } }),
    ...(given.roles.length > 0 ? {} : { roles: { text: T.needRoles } }),
  };
}
