import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const oidc = {
  ZHANQIAO_PUBLIC_URL: "https://data.example.cn",
  ZHANQIAO_OIDC_ISSUER: "https://id.example.cn/realms/qd",
  ZHANQIAO_OIDC_CLIENT_ID: "zhanqiao",
  ZHANQIAO_OIDC_CLIENT_SECRET_FILE: "/etc/zhanqiao/oidc-secret",
};

describe("the settings of staff's sign-in", () => {
  it("ask for a second factor outside a demonstration, and only offer it within one", () => {
    expect(readConfig({}, false).secondFactor).toBe("required");
    expect(readConfig({}, true).secondFactor).toBe("offered");
    expect(readConfig({ ZHANQIAO_DEMO: "off" }, true).secondFactor).toBe("required");
    expect(readConfig({ ZHANQIAO_SECOND_FACTOR: "offered" }, false).secondFactor).toBe("offered");
    expect(readConfig({ ZHANQIAO_SECOND_FACTOR: "required" }, true).secondFactor).toBe("required");
    expect(() => readConfig({ ZHANQIAO_SECOND_FACTOR: "no" }, false)).toThrow(ConfigError);
  });

  it("name no identity provider unless they name all of it", () => {
    expect(readConfig({}, false).oidc).toBeUndefined();
    expect(readConfig(oidc, false).oidc).toEqual({
      issuer: "https://id.example.cn/realms/qd",
      clientId: "zhanqiao",
      clientSecretFile: "/etc/zhanqiao/oidc-secret",
      label: { zh: "统一身份认证", en: "Unified identity" },
      trustSecondFactor: false,
    });
    for (const left of Object.keys(oidc))
      expect(() => readConfig({ ...oidc, [left]: "" }, false)).toThrow(ConfigError);
  });

  it("trust the identity provider's second factor only when told to", () => {
    const trusting = readConfig({ ...oidc, ZHANQIAO_OIDC_TRUST_SECOND_FACTOR: "on" }, false);
    expect(trusting.oidc?.trustSecondFactor).toBe(true);
  });

  it("take an identity provider over https, or on this machine itself", () => {
    const at = (issuer: string) => () =>
      readConfig({ ...oidc, ZHANQIAO_OIDC_ISSUER: issuer }, false).oidc?.issuer;
    for (const issuer of ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
      expect(at(issuer)()).toBe(issuer);
    for (const issuer of ["http://id.example.cn", "http://10.0.0.5", "ftp://id.example.cn", "id.example.cn"])
      expect(at(issuer)).toThrow(ConfigError);
  });
});
