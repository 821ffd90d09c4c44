import { type Article, chapterOf } from "./article.ts";

const sharing = chapterOf(3, "公共数据共享", "Sharing Public Data");
const opening = chapterOf(4, "公共数据开放", "Opening Public Data");

/** Articles 19–30 of order 299. */
export const chapters3And4: readonly Article[] = [
  sharing(
    19,
    "机构之间默认共享，分为无条件、有条件、不予共享三类。",
    "Agencies share by default; data are shared without conditions, with conditions, or not at all.",
    ["agency"],
  ),
  sharing(
    20,
    "有条件的要讲理由、附依据；不共享的须有法律或行政法规撑腰，并进负面清单。",
    "Conditions need a reason and a basis; not sharing needs a law or administrative regulation and goes on the negative list.",
    ["agency", "city-authority"],
  ),
  sharing(
    21,
    "无条件类随申随得；有条件类一日审核、两日答复、五日交付，拒绝要讲理由。",
    "Unconditional data are had on request; conditional ones take 1 working day to review, 2 to answer, 5 to deliver; a refusal gives its reason.",
    ["requester", "authority", "provider"],
    { periods: ["share.review", "share.answer", "share.deliver"] },
  ),
  sharing(
    22,
    "申请只要够用的最少数据并承诺安全；拿到后专用于此，不得流向第三方。",
    "Ask for the least that suffices and vouch for it; use it for that alone and pass it to no third party.",
    ["requester"],
  ),
  sharing(
    23,
    "主管部门用沙箱、隐私计算、智能技术提供比对核验，让数据可用而不必搬走。",
    "The authority offers sandboxes, privacy computing, AI, comparison and verification, so that data serve without moving.",
    ["authority"],
  ),
  sharing(
    24,
    "现有共享不够用时，机构可提需求清单或比对请求，主管部门居中协商。",
    "Where sharing falls short, agencies file a demand list or a comparison request and the authority negotiates.",
    ["authority", "agency"],
  ),
  sharing(
    25,
    "跨层级或跨地区要数据，也走本级平台，由主管部门协调取得。",
    "Data of another level or region are applied for on one's own platform and obtained through the authority.",
    ["agency", "authority"],
  ),
  opening(
    26,
    "以开放为常态，收窄开放属性须先经主管部门审核。",
    "Opening is the rule; narrowing an open type needs the authority's review first.",
    ["agency", "authority"],
  ),
  opening(
    27,
    "原本不开放的数据，脱敏达标或权利人点头后可以开放。",
    "Closed data may be opened once de-identified, or once the right holders agree.",
    ["agency", "public"],
  ),
  opening(
    28,
    "开放清单写明属性、类型、条件和更新频率，审核后公布，并随时调整。",
    "The open list gives attribute, type, condition and update frequency, is reviewed, published and kept current.",
    ["agency", "authority"],
  ),
  opening(
    29,
    "开放之前先清洗、脱敏、转成好用的格式，之后持续维护。",
    "Data are cleaned, masked and converted before they are opened, and maintained afterwards.",
    ["agency"],
  ),
  opening(
    30,
    "开放方式有三种：下载、接口，或只给模型算出的结果。",
    "Opening takes three forms: download, data service, or results computed by a model.",
    ["agency"],
  ),
];
