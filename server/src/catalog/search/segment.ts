import { Jieba } from "@node-rs/jieba";
import { dict } from "@node-rs/jieba/dict.js";

let jieba: Jieba | undefined;

/** The words of a run of Han characters, as the dictionary sees them. The dictionary is read on first use (0.2 s). */
export function segment(han: string): string[] {
  jieba ??= Jieba.withDict(dict);
  return jieba.cut(han, true);
}

/** The same with the shorter words inside long ones, for what is stored: 停车场 → 停车, 车场, 停车场. */
export function segmentFully(han: string): string[] {
  jieba ??= Jieba.withDict(dict);
  return jieba.cutForSearch(han, true);
}
