/** Frequent labels of public data and what they are called in English; anything else becomes `column_7`. */
const words: Record<string, string> = {
  序号: "seq",
  编号: "number",
  代码: "code",
  名称: "name",
  单位名称: "organisation_name",
  企业名称: "company_name",
  机构名称: "organisation_name",
  项目名称: "project_name",
  学校名称: "school_name",
  产品名称: "product_name",
  统一社会信用代码: "credit_code",
  社会信用代码: "credit_code",
  组织机构代码: "organisation_code",
  身份证号: "citizen_id",
  公民身份号码: "citizen_id",
  姓名: "person_name",
  法定代表人: "legal_representative",
  负责人: "person_in_charge",
  联系人: "contact",
  联系电话: "phone",
  电话: "phone",
  手机号: "phone",
  地址: "address",
  注册地址: "registered_address",
  经营范围: "business_scope",
  区: "district",
  区县: "district",
  所属区: "district",
  行政区划代码: "division_code",
  城市: "city",
  省份: "province",
  街道: "street",
  日期: "date",
  时间: "time",
  年份: "year",
  年度: "year",
  月份: "month",
  季度: "quarter",
  类型: "type",
  类别: "category",
  等级: "grade",
  级别: "level",
  状态: "status",
  数值: "value",
  数量: "quantity",
  指标: "indicator",
  金额: "amount",
  面积: "area",
  经度: "longitude",
  纬度: "latitude",
  备注: "remark",
  说明: "description",
  监测站点: "station",
  监测时间: "observed_at",
  更新时间: "updated_at",
  发证日期: "issued_on",
  许可证号: "licence_number",
  行业: "industry",
};

/** Words SQL dialects of both engines keep for themselves, and names of virtual columns. */
const taken = new Set(
  "all and as asc between by case cast create cross current_date delete desc distinct drop else end exists false for from full group having in inner insert into is join left like limit not null offset on or order outer right select table then true union unique update using values when where with file_row_number file_index filename".split(
    " ",
  ),
);

/**
 * Names for Parquet and SQL from Chinese labels: `[a-z][a-z0-9_]*`, unique, at most 63 characters. An ASCII label
 * keeps its letters, a frequent Chinese one gets its English word, the rest its semantic or its place.
 */
export function physicalNames(
  columns: readonly { label: string; index: number; semantic?: string }[],
): string[] {
  const used = new Set<string>();
  return columns.map(({ label, index, semantic }) => {
    const base = words[label] ?? fromAscii(label) ?? semantic?.replaceAll("-", "_") ?? `column_${index + 1}`;
    let name = base;
    for (let n = 2; used.has(name); n++) name = `${base.slice(0, 58)}_${n}`;
    used.add(name);
    return name;
  });
}

function fromAscii(label: string): string | undefined {
  if (/[^\u0020-\u007e]/.test(label)) return undefined;
  const name = label
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 60);
  if (name === "") return undefined;
  return taken.has(name) ? `${name}_value` : name;
}
