import type { AccessChanges } from "../../../knowledge/access/changes";
import { accessRemark, accessSentence } from "../../../knowledge/access/sentences";
import { notJudgedWords } from "../../../knowledge/judgement/judgement";
import { reachLines } from "../../../knowledge/reach/reach";
import { switchLines } from "../../../knowledge/switch/switch-words";

import { planSerializer } from "../../../plan/jest-extensions";
import { driftWords, resourceCounts } from "../../../report/changes";
import { type Scanner, scannerLines } from "../../../report/scanners";
import { details, headline } from "../../../report/verdict";
import { visible } from "../../../shared/markdown";
import type { PlannedPair } from "../compared-plans";

/** The report for a terminal: the verdict, who gains and loses access, and the plan as snapshots have it. */
export function textReport(planned: readonly PlannedPair[], scanners: readonly Scanner[]): string {
  const access = planned.flatMap(({ reviewed }) => accessLines(reviewed.access));
  const outside = planned.flatMap(({ reviewed: { drift = [], found } }) => [
    ...drift.map((one) => `! ${one.address} ${driftWords(one)}`),
    ...(found === undefined ? [] : accessLines(found)),
  ]);
  const opened = planned.flatMap(({ reviewed }) => (reviewed.opened ?? []).map(({ message }) => `! ${message}`));
  const reach = planned.flatMap(({ reviewed }) => reachLines(reviewed.reach ?? []));
  const switches = planned.flatMap(({ reviewed }) => switchLines(reviewed.switches ?? []));
  const notJudged = planned.flatMap(({ reviewed }) =>
    (reviewed.notJudged ?? []).map((one) => `? ${notJudgedWords(one)}`),
  );
  const stacks = planned.map(({ reviewed }) => reviewed);
  const scanned = scannerLines(scanners);
  const more = details(stacks);
  const sections = [
    visible(headline(stacks)),
    ...(more.length === 0 ? [] : [more.map((line) => `- ${visible(line)}`).join("\n")]),
    `Resources: ${resourceCounts(stacks)}`,
    ...(outside.length === 0 ? [] : [["Changed outside of Terraform:", ...outside.map(visible)].join("\n")]),
    ...(access.length === 0 ? [] : [["Access:", ...access.map(visible)].join("\n")]),
    ...(notJudged.length === 0 ? [] : [["Not judged:", ...notJudged.map(visible)].join("\n")]),
    ...(opened.length === 0 ? [] : [["Network:", ...opened.map(visible)].join("\n")]),
    ...(reach.length === 0 ? [] : [["Reach:", ...reach.map(visible)].join("\n")]),
    ...(switches.length === 0 ? [] : [["ABAC mode:", ...switches.map(visible)].join("\n")]),
    ...(scanned.length === 0 ? [] : [["Findings of scanners:", ...scanned.map(visible)].join("\n")]),
    planText(planned),
  ];
  return sections.join("\n\n");
}

function accessLines({ gained, opaque, lost }: AccessChanges): string[] {
  return [
    ...gained.map((line) => `+ ${accessSentence(line)} (${accessRemark(line)})`),
    ...opaque.map((line) => `? ${accessSentence(line)} (${accessRemark(line)}; opaque)`),
    ...lost.map((line) => `- ${accessSentence(line)} (${accessRemark(line)})`),
  ];
}

/** The text of a snapshot: of one stack the one that jest has, of several each below its name. */
export function planText(planned: readonly PlannedPair[]): string {
  const texts = planned.map(({ plan, reviewed }) => {
    const text = planSerializer.serialize(plan, undefined, "");
    return planned.length === 1 ? text : `Stack ${reviewed.name}\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}
