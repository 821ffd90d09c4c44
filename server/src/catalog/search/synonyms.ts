// Words that people and departments use for the same thing. A small table on purpose: each group must be safe in
// every context, because it widens what is found.
const groups: readonly (readonly string[])[] = [
  ["停车场", "停车位", "泊位"],
  ["公交", "公交车", "公共汽车"],
  ["地铁", "轨道交通"],
  ["高铁", "高速铁路"],
  ["医院", "医疗机构"],
  ["药店", "药房", "零售药店"],
  ["诊所", "门诊部"],
  ["幼儿园", "学前教育机构"],
  ["大学", "高校", "高等学校"],
  ["企业", "公司", "市场主体", "经营主体"],
  ["法人", "法定代表人"],
  ["个体户", "个体工商户"],
  ["空气质量", "大气质量", "aqi"],
  ["细颗粒物", "pm2.5"],
  ["雾霾", "空气污染"],
  ["垃圾", "生活垃圾", "废弃物"],
  ["污水", "废水"],
  ["自来水", "供水"],
  ["燃气", "天然气", "煤气"],
  ["房产", "房屋", "不动产"],
  ["车辆", "机动车", "汽车"],
  ["驾照", "驾驶证"],
  ["身份证", "居民身份证"],
  ["社保", "社会保险", "社会保障"],
  ["医保", "医疗保险"],
  ["公积金", "住房公积金"],
  ["养老院", "养老机构"],
  ["景区", "景点", "旅游景区"],
  ["酒店", "宾馆", "旅馆"],
  ["饭店", "餐馆", "餐饮"],
  ["超市", "商超"],
  ["公厕", "公共厕所", "卫生间"],
  ["wifi", "无线网络"],
  ["gdp", "生产总值"],
  ["罚款", "行政处罚", "处罚"],
  ["执照", "营业执照"],
  ["招标", "招投标"],
  ["工资", "薪酬"],
  ["人口", "户籍"],
  ["渔业", "水产"],
  ["码头", "港口"],
  ["海水浴场", "浴场"],
];

// A general word also finds what it covers; the other way round would find too much.
const covers: Readonly<Record<string, readonly string[]>> = {
  学校: ["小学", "中学", "高中", "大学", "职业学院"],
  院校: ["大学", "职业学院"],
  医疗机构: ["诊所", "卫生院", "卫生室"],
  公共交通: ["公交", "地铁", "轮渡"],
  水质: ["水环境质量"],
  空气质量: ["pm2.5", "pm10"],
};

const byWord = new Map<string, Set<string>>();
for (const group of groups)
  for (const word of group) {
    const others = byWord.get(word) ?? new Set();
    for (const other of group) if (other !== word) others.add(other);
    byWord.set(word, others);
  }

for (const [word, covered] of Object.entries(covers))
  byWord.set(word, new Set([...(byWord.get(word) ?? []), ...covered]));

/** Other words for the same thing; empty when there are none. */
export const synonymsOf = (word: string): readonly string[] => [...(byWord.get(word) ?? [])];

/** The longest word of the table that begins at `from` in a run, or undefined. */
export function knownWordAt(han: string, from: number): string | undefined {
  for (let length = Math.min(8, han.length - from); length >= 2; length--) {
    const word = han.slice(from, from + length);
    if (byWord.has(word)) return word;
  }
  return undefined;
}
