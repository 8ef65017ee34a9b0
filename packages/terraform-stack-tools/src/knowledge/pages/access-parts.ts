import { heading, type Inline, type Part, sentence } from "../../shared/document";
import { listed } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";
import type { Access } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { accessRemark } from "../access/sentences";
import { isAboutImages } from "../catalogue/questions";
import type { ReachChange } from "../reach/reach";
import { pullDiagram } from "./pull-diagram";
import { reachParts } from "./reach-parts";

/** The section of a report on who may pull what; nothing for a stack that could let nobody pull. */
export function accessParts(
  stack: Stack,
  access: AccessChanges,
  isUpdate: boolean,
  reach: readonly ReachChange[] = [],
): Part[] {
  const { gained, lost, kept, opaque } = access;
  const all = [...gained, ...opaque, ...lost, ...kept];
  if (all.length === 0) {
    return isAboutImages(stack)
      ? [heading("Who may pull what", 3), sentence("This stack gives nobody access to images."), ...reachParts(reach)]
      : [];
  }
  const changed = isUpdate
    ? [
        ...gained.map((line) => accessRow("gained", line)),
        ...opaque.map((line) => accessRow("opaque", line)),
        ...lost.map((line) => accessRow("lost", line)),
      ]
    : [...gained.map((line) => accessRow("new", line)), ...opaque.map((line) => accessRow("new, opaque", line))];
  const unchanged: Part[] =
    kept.length === 0
      ? []
      : [
          {
            kind: "collapsed",
            summary: `${kept.length} unchanged`,
            parts: [{ kind: "table", heads: HEADS, rows: kept.map((line) => accessRow("kept", line)) }],
          },
        ];
  return [
    heading("Who may pull what", 3),
    ...(changed.length === 0 ? [sentence("Nobody gains or loses access.")] : [accessTable(changed)]),
    ...unchanged,
    ...reachParts(reach),
    { kind: "collapsed", summary: "As a picture", parts: [{ kind: "diagram", lines: pullDiagram(access) }] },
  ];
}

const HEADS = ["Change", "Who", "May", "Repository", "Registry", "By"];

function accessTable(rows: readonly (readonly Inline[])[]): Part {
  return { kind: "table", heads: HEADS, rows };
}

function accessRow(change: string, line: Access): Inline[] {
  const { who, rights, repository, registry } = line;
  return [
    { strong: change },
    who,
    listed(rights) || "not known",
    { code: repository },
    { code: registry },
    accessRemark(line),
  ];
}
