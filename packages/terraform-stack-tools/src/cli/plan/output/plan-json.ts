import type { AccessChanges } from "../../../knowledge/access/changes";
import { accessRecord } from "../../../knowledge/access/sentences";
import { reachCellRecord } from "../../../knowledge/reach/reach";
import { switchRecord } from "../../../knowledge/switch/switch-words";
import { findingsOf } from "../../../report/findings";
import type { Scanner } from "../../../report/scanners";
import { headline, verdict } from "../../../report/verdict";
import { entries, isObject, withVisibleLetters } from "../../../stack/json";

import type { PlannedPair } from "../compared-plans";

/** Grows in the first part when a reader must change, in the second when something is added. */
const FORMAT_VERSION = "1.4";

/** A plan as JSON. Its shape is in docs/reference/report-json.md. */
export function planJson(planned: readonly PlannedPair[], scanners: readonly Scanner[] = []): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  const document = {
    formatVersion: FORMAT_VERSION,
    headline: headline(stacks),
    verdict: verdict(stacks),
    stacks: planned.map(({ plan, reviewed }) => ({
      name: reviewed.name,
      file: reviewed.file,
      isUpdate: reviewed.isUpdate,
      resources: plan.resources,
      outputs: plan.outputs,
      checks: plan.checks,
      access: {
        gained: reviewed.access.gained.map(accessRecord),
        lost: reviewed.access.lost.map(accessRecord),
        kept: reviewed.access.kept.map(accessRecord),
        opaque: reviewed.access.opaque.map(accessRecord),
      },
      notJudged: reviewed.notJudged ?? [],
      drift: reviewed.drift ?? [],
      found: foundRecord(reviewed.found),
      opened: reviewed.opened ?? [],
      reach: (reviewed.reach ?? []).map(reachCellRecord),
      switches: (reviewed.switches ?? []).map(switchRecord),
      findings: findingsOf(reviewed).map(({ rule, address, message }) => ({ rule, address, message })),
    })),
    scanners,
  };
  return `${withVisibleLetters(JSON.stringify(document, inOrder, 2))}\n`;
}

/** Who gained or lost access when something was changed outside of the engine. */
function foundRecord({ gained, lost, opaque }: Pick<AccessChanges, "gained" | "lost" | "opaque"> = NOTHING) {
  return { gained: gained.map(accessRecord), lost: lost.map(accessRecord), opaque: opaque.map(accessRecord) };
}

const NOTHING = { gained: [], lost: [], opaque: [] };

/** Keys of the document are in the order above, those of values by name. */
function inOrder(key: string, value: unknown): unknown {
  return key === "values" && isObject(value) ? Object.fromEntries(entries(value)) : value;
}
