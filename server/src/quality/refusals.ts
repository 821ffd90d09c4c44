import { refusals } from "../platform/index.ts";

/** What quality refuses, and in which words. */
export const refuse = refusals("quality", {
  dataset_missing: {
    status: 404,
    zh: "目录中没有这项已公布的数据，请核对目录编码",
    en: "The catalog has no published entry of this code; check the code",
  },
  identity_unchecked: {
    status: 422,
    zh: "更正涉及个人信息，须先核验申请人身份并写明核验方式",
    en: "This correction touches personal information: check the applicant's identity first and say how",
  },
});
