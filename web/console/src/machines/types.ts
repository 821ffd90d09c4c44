/** An organisation's own systems as the server says them. */

export const machineScopes = ["catalog:read", "data:read", "data:deliver", "cases:read"] as const;
export type MachineScope = (typeof machineScopes)[number];
export type MachineAuth = "private_key_jwt" | "client_secret_basic";

export interface Machine {
  id: string;
  name: string;
  purpose: string;
  scopes: MachineScope[];
  auth: MachineAuth;
  key: { alg: string; thumbprint: string } | null;
  addresses: string[];
  expiresAt: string;
  state: "active" | "suspended" | "expired";
  createdAt: string;
  credentialAt: string;
  lastUsedAt: string | null;
}

export interface MachineList {
  items: Machine[];
  total: number;
  /** Scopes that this kind of organisation can give. */
  scopes: MachineScope[];
  issuer: string;
  tokenEndpoint: string;
}

export interface Registered {
  machine: Machine;
  /** Shown once. */
  secret?: string;
}
