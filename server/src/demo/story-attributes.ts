import type { Teller } from "./teller.ts";

const statistics = { kind: "law", title: "中华人民共和国统计法", clause: "第二十五条" } as const;
const privacy = { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十条" } as const;

/** P2 in every state: from sharing at once to the negative list and a refusal. */
export async function tellSharing(t: Teller): Promise<void> {
  const propose = (name: string, day: number, contents: object) => {
    const entry = t.entries.get(name)!;
    t.at(day, "10:15");
    return t.open(t.city.as(entry.provider, "officer"), "share-type", contents, { subject: entry.code });
  };
  const conditional = {
    to: "conditional",
    reason: "涉及在建工程安全，仅限工程监管使用",
    basis: { kind: "department-rule", title: "建设工程信息管理规定", clause: "第八条" },
  };
  const review = t.city.as("shuju", "reviewer");

  const accepted = await propose("商品房预售许可", 15, conditional);
  t.at(14, "11:00");
  await t.act(review, accepted, "accept", { note: "理由和依据成立" });
  await propose("占道施工公告", 1, { ...conditional, reason: "涉及施工安全联系方式，仅限道路管理使用" });

  const listed = await propose("社会救助对象信息", 14, {
    to: "none",
    reason: "含未成年人救助信息，不宜提供",
    basis: { kind: "law", title: "中华人民共和国未成年人保护法", clause: "第七十二条" },
  });
  t.at(12, "10:30");
  await t.act(review, listed, "approve", { note: "依据为法律，列入共享负面清单" });
  await propose("机动车登记状态", 2, { to: "none", reason: "机动车所有人信息敏感", basis: privacy });
  const refused = await propose("各区市常住人口与地区生产总值", 11, {
    to: "none",
    reason: "担心数据被误读",
    basis: statistics,
  });
  t.at(10, "16:20");
  await t.act(review, refused, "refuse", {
    reason: "所引条款针对单个统计调查对象的资料，汇总数据不在其内，依据不充分",
  });
  const withdrawn = await propose("部门预算公开汇总", 9, { ...conditional, reason: "拟限定财政监督使用" });
  t.at(9, "16:40");
  await t.act(t.city.as("caizheng", "officer"), withdrawn, "withdraw");
}

/** P12 in every state: one opening narrowed with approval, one narrowing refused, one widened after de-identification. */
export async function tellOpening(t: Teller): Promise<void> {
  const open = (action: "propose" | "widen", name: string, day: number, contents: object) => {
    const entry = t.entries.get(name)!;
    t.at(day, "09:40");
    return t.open(t.city.as(entry.provider, "officer"), "open-type", contents, {
      action,
      subject: entry.code,
    });
  };
  const review = t.city.as("shuju", "reviewer");

  const narrowed = await open("propose", "新设企业登记信息", 13, {
    to: "conditional",
    reason: "批量下载量大，需登记用途以保障服务稳定",
    condition: "实名登记用途，不得用于骚扰营销",
  });
  t.at(12, "15:10");
  await t.act(review, narrowed, "approve", { note: "同意，三个月后复评" });
  const refused = await open("propose", "食品监督抽检结果", 12, {
    to: "none",
    reason: "不合格结果可能影响企业经营",
    basis: { kind: "law", title: "中华人民共和国食品安全法", clause: "第一百一十八条" },
  });
  t.at(10, "11:30");
  await t.act(review, refused, "refuse", { reason: "抽检结果依法应当公布，理由不成立，维持无条件开放" });
  await open("propose", "公共停车场信息", 1, {
    to: "conditional",
    reason: "实时泊位接口压力大",
    condition: "注册后调用",
  });
  const withdrawn = await open("propose", "气象观测日数据", 8, {
    to: "conditional",
    reason: "拟限制商业转发",
    condition: "非商业使用",
  });
  t.at(7, "10:00");
  await t.act(t.city.as("qixiang", "officer"), withdrawn, "withdraw");
}
