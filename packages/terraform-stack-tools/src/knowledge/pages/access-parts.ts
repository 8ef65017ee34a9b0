import { heading, type Part, sentence } from "../../shared/document";
import { counted } from "../../shared/plural";
import { compare } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import type { Access } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { isAboutImages } from "../catalogue/block-types";
import { drawn } from "../pictures/drawn";
import { edgesOf } from "../pictures/edges";
import { flowchart } from "../pictures/flowchart";
import type { ReachChange } from "../reach/reach";
import { type Line, marked, tableOf } from "./access-rows";
import { reachParts } from "./reach-parts";

/** The section of a report on who may pull what; nothing for a stack that could let nobody pull. */
export function accessParts(
  stack: Stack,
  access: AccessChanges,
  isUpdate: boolean,
  reach: readonly ReachChange[] = [],
): Part[] {
  const { gained, lost, kept, opaque } = access;
  const edges = edgesOf(access);
  if (edges.length === 0) {
    return isAboutImages(stack)
      ? [heading("Who may pull what", 3), sentence("This stack gives nobody access to images."), ...reachParts(reach)]
      : [];
  }
  const changed = [
    ...gained.map((line) => marked(line.change ?? (isUpdate ? "gained" : "new"), "granted")(line)),
    ...opaque.map(marked(isUpdate ? "unclear" : "new, unclear", "unclear")),
    ...lost.map((line) => marked(line.change ?? "lost", "removed")(line)),
  ];
  return [
    heading("Who may pull what", 3),
    ...(changed.length === 0 ? [sentence("Nobody gains or loses access.")] : registryParts(changed)),
    ...(opaque.length === 0 ? [] : [sentence(UNCLEAR)]),
    ...unchanged(kept),
    ...reachParts(reach),
    {
      kind: "collapsed",
      summary: `As a picture: ${counted(new Set(edges.map(({ who }) => who)).size, "holder")}, ${counted(edges.length, "arrow")}`,
      parts: [{ kind: "diagram", lines: flowchart(edges), svg: drawn(edges) }],
    },
  ];
}

const UNCLEAR = "Unclear is what nobody can tell from the stack: whether somebody may do more than before.";

const HEADS = ["Who", "Change", "May", "Repository", "By"];

/** A table for each registry, with the changes of one identity below each other. */
function registryParts(lines: readonly Line[]): Part[] {
  const names = [...new Set(lines.map(({ access }) => access.registry))].sort(compare);
  return names.flatMap((name): Part[] => {
    const own = lines.filter(({ access }) => access.registry === name);
    const isScope = own.every(({ access }) => access.isScope === true);
    const { rows, note } = tableOf(own);
    return [
      heading(isScope ? `In ${name}` : `Registry ${name}`, 4),
      ...note,
      { kind: "table", heads: HEADS, rows: rows.map(({ cells }) => cells) },
    ];
  });
}

function unchanged(kept: readonly Access[]): Part[] {
  const { rows, note } = tableOf(kept.map(marked("unchanged", "kept")));
  const heads = ["Who", "Registry", "May", "Repository", "By"];
  const cells = rows.map(({ cells: [who, _change, ...rest], registry }) => [who, { code: registry }, ...rest]);
  const parts: readonly Part[] = [...note, { kind: "table", heads, rows: cells }];
  return rows.length === 0
    ? []
    : [{ kind: "collapsed", summary: `Who keeps access: ${counted(rows.length, "row")}`, parts }];
}
