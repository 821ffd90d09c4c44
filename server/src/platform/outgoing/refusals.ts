import { refusals } from "../refusal.ts";

/** What an outgoing request is refused for. No text says which addresses a name has: that is the network's own affair. */
export const refuse = refusals("outgoing", {
  unreadable: {
    status: 422,
    zh: "这不是可以访问的网址：{url}",
    en: "This is not an address that can be asked: {url}",
  },
  scheme: {
    status: 422,
    zh: "只允许 http 与 https 网址",
    en: "Only http and https addresses may be asked",
  },
  credentials: {
    status: 422,
    zh: "网址中不得带用户名或口令",
    en: "An address must carry no user name or password",
  },
  port: {
    status: 422,
    zh: "不允许访问端口 {port}；如确需访问，由运维人员列入 ZHANQIAO_OUTGOING_ALLOW",
    en: "Port {port} may not be asked; whoever runs the platform may list it in ZHANQIAO_OUTGOING_ALLOW",
  },
  address_forbidden: {
    status: 422,
    zh: "{host} 指向内部或保留地址，不得访问；如确需访问，由运维人员列入 ZHANQIAO_OUTGOING_ALLOW",
    en: "{host} stands for an internal or reserved address and may not be asked; whoever runs the platform may list it in ZHANQIAO_OUTGOING_ALLOW",
  },
  unresolved: { status: 422, zh: "找不到主机 {host}", en: "There is no host {host}" },
  too_many_redirects: {
    status: 422,
    zh: "对方转向超过 {most} 次",
    en: "It redirects more than {most} times",
  },
  redirect_refused: {
    status: 422,
    zh: "不跟随对方的转向：从 https 降为 http、把请求内容转给另一主机，或地址无法读懂",
    en: "Its redirect is not followed: from https to http, the request's content to another host, or an unreadable address",
  },
  too_large: {
    status: 422,
    zh: "对方的答复超过 {most} 字节",
    en: "Its answer is larger than {most} bytes",
  },
  encoded: {
    status: 422,
    zh: "对方以未请求的压缩方式答复",
    en: "It answered in a compression that was not asked for",
  },
  too_slow: { status: 503, zh: "对方未在时限内答复", en: "It did not answer in time" },
  unreachable: { status: 503, zh: "无法连接 {host}", en: "{host} cannot be reached" },
});
