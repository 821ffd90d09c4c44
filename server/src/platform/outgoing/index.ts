export { parseAllowList } from "./address-rules.ts";
export { type OutgoingFetch, type OutgoingNeeds, openOutgoing } from "./open-outgoing.ts";
