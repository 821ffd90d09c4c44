import { unitPattern, units } from "./cell-kinds.ts";
import { decodeEntities, halfWidth, trimAll } from "./cell-text.ts";

/** A column's name as found, cleaned, and the unit taken out of it. */
export interface ColumnName {
  label: string;
  unit?: string;
}

/** Units long enough to be recognised without brackets at the end of a name: 工程规模平方米. */
const bareUnit =
  /^(.{2,}?)[/／]?(平方公里|平方千米|平方米|立方米|公顷|万亩|万吨|万元|亿元|千元|万美元|亿美元|万人次|人次|万人|千瓦时|万千瓦|㎡)$/;
const bracketed =
  /^(.*?)\s*[(（[【〔]\s*(?:单位\s*[:：]?\s*|unit\s*[:：]?\s*)?([^()（）[\]【】〔〕]{1,20})\s*[)）\]】〕]\s*(.*)$/i;
// biome-ignore lint/plugin: made of the constants of cell-kinds alone.
const slashed = new RegExp(`^(.+?)\\s*[/／,，]\\s*((?:${units})(?:[/·](?:${units}))?)$`);

/**
 * Cleans a header cell: entities decoded, line breaks and blanks collapsed, full-width letters and digits
 * narrowed, marks of required fields (*) dropped, the unit taken out: `环翠区（亿元）` → 环翠区, 亿元.
 */
export function readColumnName(found: string): ColumnName {
  let text = decodeEntities(found).replace(/[\r\n]+/g, "");
  text = trimAll(text.replace(/[\s\u3000\u00a0]+/g, " "));
  if (/^[\u4e00-\u9fff] [\u4e00-\u9fff]( [\u4e00-\u9fff])*$/.test(text)) text = text.replaceAll(" ", "");
  text = text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, halfWidth).replace(/^[*＊]+|[*＊:：]+$/g, "");
  const bracket = bracketed.exec(text);
  if (bracket) {
    const unit = trimAll(halfWidth(bracket[2]!));
    const rest = trimAll(`${bracket[1]}${bracket[3]}`);
    if (rest !== "" && unitPattern.test(unit)) return { label: rest, unit };
  }
  const slash = slashed.exec(text);
  if (slash && !/[年月日季]$/.test(slash[2]!)) return { label: trimAll(slash[1]!), unit: slash[2]! };
  const bare = bareUnit.exec(text);
  if (bare) return { label: trimAll(bare[1]!), unit: bare[2]! };
  return { label: text };
}

/** Makes labels unique and fills empty ones: 列3 for the third column, 名称_2 for a second 名称. */
export function uniqueLabels(names: { index: number; label: string }[]): string[] {
  const seen = new Set<string>();
  return names.map(({ index, label }) => {
    const base = label === "" ? `列${index + 1}` : label;
    let name = base;
    for (let k = 2; seen.has(name.toLowerCase()); k++) name = `${base}_${k}`;
    seen.add(name.toLowerCase());
    return name;
  });
}

/** What a header says about its column, where the values alone leave it open. */
export const hints = {
  code: /代码|编码|编号|号码|证号|账号|卡号|证书号|条码|区划码|邮编|邮政编码|电话|手机|身份证|信用代码|标识码|文号|案号|(?:^|[_\s])(?:id|code|no|zip|phone|mobile|uuid|guid)$|_id$|ID$|Code$|^ID\b|AD_?code/i,
  serial: /^(?:序号|编号|序|行号|No\.?|#|seq|index|row)$/i,
  date: /日期|时间|日$|date|time|_at$/i,
  year: /年份|年度|^年$|^year$|_year$|^年\//i,
  period: /年份|年度|季度|月份|期间|期$|季$|^年|^月|年月|month|quarter|period|year/i,
  quarter: /季/,
  clock: /小时|^时$|^时刻|hour|^月$|月份$|^日$|month|^day$|分钟$|minute/i,
  money:
    /金额|价格|单价|总价|投资|收入|支出|产值|总值|预算|决算|工资|费用|税额|资产|负债|注册资本|amount|price|budget|revenue|cost/i,
  boolean: /^是否|^有无|^is[_A-Z]|^has[_A-Z]|标志$|_flag$|^flag/,
  citizen: /身份证|公民身份|证件号码|id_?card/i,
  credit: /信用代码|社会信用|uscc|credit_?code/i,
  phone: /电话|手机|联系方式|联系号码|热线|传真|phone|mobile|tel/i,
  postcode: /邮编|邮政编码|postcode|postal|zip/i,
  longitude: /经度|lng|lon(?:gitude)?\b|longitude|^x$|东经/i,
  latitude: /纬度|lat(?:itude)?\b|latitude|^y$|北纬/i,
  person: /姓名|负责人|联系人|法定代表人|法人代表|经办人|申请人|人员$|名字/,
  organisation: /单位|机构|机关|部门|企业|公司|对象|学校|主体|department|company|organi[sz]ation/i,
  address: /地址|住址|住所|详细地址|地点|坐落|address/i,
  division:
    /区划|行政区|所在区|所属区|区县|区域|城市|地区|省份|^省|^市|^区|^县|city|adm\d|province|district/i,
} as const;

/** A word that names a column rather than being a value in it. */
export const headerWord =
  /名称|名字|地区|区市|区县|项目|编号|代码|序号|类型|类别|日期|时间|地址|单位|部门|电话|备注|说明|状态|结果|内容|事项|数量|面积|金额|级别|等级|等次|年份|年度|季度|月份|机构|对象|区域|区划|所在|来源|范围|性质|法人|负责|联系|指标|数值|站点|温度|天气|质量|浓度|^id$|name|code|date|time|type|status|count|total|desc|format|size|city|level|param|url|rate/i;
