/** What an intake's line of progress says. */
export const steps = {
  waiting: { zh: "等待上传", en: "Waiting for the file" },
  queuedInspect: { zh: "已全部收到，等待识别", en: "All received; waiting to be inspected" },
  inspecting: {
    zh: "正在识别格式、编码、表头和各列类型",
    en: "Working out format, encoding, header and types",
  },
  inspected: { zh: "识别完成，请确认各列的对应关系", en: "Inspected; please confirm where each column goes" },
  refused: { zh: "该文件不能接收", en: "This file cannot be taken" },
  queuedLoad: { zh: "等待装载", en: "Waiting to be loaded" },
  loading: { zh: "正在装载并检查每一行", en: "Loading and checking every row" },
  checked: { zh: "检查完成，请查看结果后发布", en: "Checked; look at the result, then publish" },
  failed: { zh: "装载没有成功", en: "Loading did not succeed" },
  published: { zh: "已发布", en: "Published" },
  cancelled: { zh: "已取消", en: "Cancelled" },
} as const;
