import type { MachineAuth } from "./types.ts";

/** Makes a key pair and prints the half to paste here. */
export const keyCommands = `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out system-key.pem
openssl pkey -in system-key.pem -pubout`;

/** A whole program that gets a token and asks who it is. */
export function nodeExample(given: { issuer: string; id: string; auth: MachineAuth }): string {
  const api = given.issuer.replace(/\/oauth$/, "/api/v1");
  const [imports, authentication] =
    given.auth === "private_key_jwt"
      ? [
          `import { readFileSync } from "node:fs";\nimport { importPKCS8 } from "jose";\n`,
          `oauth.PrivateKeyJwt(await importPKCS8(readFileSync("system-key.pem", "utf8"), "ES256"))`,
        ]
      : ["", "oauth.ClientSecretBasic(process.env.CLIENT_SECRET)"];
  // Where the platform is tried out on one machine, without a certificate.
  const insecure = given.issuer.startsWith("http:") ? ", execute: [oauth.allowInsecureRequests]" : "";
  return `// npm install openid-client${given.auth === "private_key_jwt" ? " jose" : ""}
${imports}import * as oauth from "openid-client";

const config = await oauth.discovery(
  new URL("${given.issuer}"),
  "${given.id}",
  undefined,
  ${authentication},
  { algorithm: "oauth2"${insecure} },
);
const DPoP = oauth.getDPoPHandle(config, await oauth.randomDPoPKeyPair("ES256"));
const { access_token } = await oauth.clientCredentialsGrant(config, {}, { DPoP });
const answer = await oauth.fetchProtectedResource(
  config, access_token, new URL("${api}/machine"), "GET", undefined, undefined, { DPoP },
);
console.log(await answer.json());
`;
}

/** The same requests as they go over the wire; a proof is made anew for each. */
export function curlExample(given: { issuer: string; id: string; auth: MachineAuth }): string {
  const authentication =
    given.auth === "private_key_jwt"
      ? [
          "  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\",
          "  -d client_assertion=$ASSERTION \\",
        ]
      : [`  -u "${given.id}:$CLIENT_SECRET" \\`];
  return [
    ...(given.auth === "private_key_jwt"
      ? [`# ASSERTION: JWT (RFC 7523) with iss = sub = ${given.id}, aud = ${given.issuer}`]
      : []),
    `# PROOF: DPoP proof JWT (RFC 9449) for POST ${given.issuer}/token`,
    `curl ${given.issuer}/token \\`,
    ...authentication,
    `  -H "DPoP: $PROOF" \\`,
    "  -d grant_type=client_credentials",
    "",
    "# PROOF: for this address, with the token's hash (ath) and the last DPoP-Nonce",
    `curl ${given.issuer.replace(/\/oauth$/, "/api/v1")}/machine \\`,
    `  -H "Authorization: DPoP $TOKEN" \\`,
    `  -H "DPoP: $PROOF"`,
  ].join("\n");
}
