import { anyone } from "../platform/index.ts";
import type { Teller } from "./teller.ts";

/** P10 in every state: corrected with a new version, disputed, extended, overdue, out of scope, withdrawn. */
export async function tellCorrections(t: Teller): Promise<void> {
  const { city } = t;
  const entryOf = (name: string) => t.entries.get(name)!;
  const as = (name: string, role: "officer" | "head") => city.as(entryOf(name).provider, role);
  const file = (
    name: string,
    day: number,
    contents: object,
    caller: Parameters<Teller["open"]>[0] = anyone,
  ) => {
    t.at(day, "11:10");
    return t.open(caller, "correction", contents, { action: "file", subject: entryOf(name).code });
  };
  const schools = "义务教育学校名录";
  const parking = "公共停车场信息";
  const beaches = "海水浴场水质监测";

  const corrected = await file(schools, 9, {
    to: "agency",
    row: "第 17 行",
    column: "班级数",
    found: "班级数与学校官网公布的不一致",
    shouldBe: "36",
    contact: "演示联系方式",
  });
  t.at(6, "15:40");
  await t.act(as(schools, "officer"), corrected, "correct", {
    outcome: "已按学校报送数更正，随第 2 版发布",
    newVersion: 2,
  });

  // A dispute: the agency finds its data right, the applicant does not, and turns to the authority.
  const disputed = await file(parking, 8, {
    to: "agency",
    row: "053200012",
    column: "总泊位",
    found: "现场泊位少于公布数，部分泊位已取消",
  });
  t.at(5, "10:20");
  await t.act(as(parking, "officer"), disputed, "confirm", {
    outcome: "经现场核对，取消的为路侧临时泊位，不在本停车场范围内，数据无误",
  });
  const again = await file(parking, 4, {
    to: "authority",
    row: "053200012",
    column: "总泊位",
    found: "对校核结果有异议：入口公示牌泊位数与平台不同",
    evidence: "入口公示牌照片",
  });
  t.at(3, "09:15");
  await t.act(city.as("shuju", "reviewer"), again, "forward", { note: "请提供单位重新核对，并将结果抄告" });

  const extended = await file("医疗机构信息", 7, {
    to: "agency",
    column: "编制床位",
    found: "多家机构床位数为 0，疑似缺报",
  });
  t.at(3, "16:30");
  await t.act(as("医疗机构信息", "head"), extended, "extend", {
    reason: "涉及多家机构，须逐家核对执业登记，情况复杂",
  });

  // Nobody at the agency has looked at this one: its five working days are over.
  await file("占道施工公告", 16, {
    to: "agency",
    row: "ZD26-0003",
    column: "结束日期",
    found: "公告显示已完工，现场仍在围挡施工",
  });
  await file(beaches, 1, { to: "agency", column: "水温", found: "某日水温 0.4℃ 明显有误" });
  await file("公交线路与站点", 1, { to: "authority", found: "28 路站点顺序与实际相反" });
  const foreign = await file("气象观测日数据", 6, { to: "authority", found: "希望增加未来 15 天天气预报" });
  t.at(5, "14:50");
  await t.act(city.as("shuju", "reviewer"), foreign, "reject", {
    outcome: "所提为新增数据需求，不属于校核范围，请通过数据需求渠道提出",
  });
  const withdrawn = await file(
    "环境空气质量日报",
    5,
    { to: "agency", column: "PM2.5", found: "个别日期缺测未标注" },
    city.as("weijian", "officer"),
  );
  t.at(4, "10:30");
  await t.act(city.as("weijian", "officer"), withdrawn, "withdraw");
}
