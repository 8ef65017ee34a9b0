import { entries, isObject, withVisibleLetters } from "../../stack/json";
import type { ReviewedPlan } from "../model";
import { headlineOf } from "../report";
import { findingsOf, IN_JSON } from "../sections";

/** Grows in the first part when a reader must change, in the second when something is added. */
const FORMAT_VERSION = "2.0";

/** A plan as JSON. Its shape is in docs/tools/reports.md. */
export function writeJson(planned: readonly ReviewedPlan[]): string {
  const { headline, verdict } = headlineOf(planned.map(({ reviewed }) => reviewed));
  const stacks = planned.map((one) => {
    const { name, file, isUpdate } = one.reviewed;
    return Object.assign({ name, file, isUpdate }, ...IN_JSON.map(({ json }) => json?.(one)), {
      findings: findingsOf(one.reviewed).map(({ rule, address, message }) => ({ rule, address, message })),
    });
  });
  const document = { formatVersion: FORMAT_VERSION, headline, verdict, stacks };
  return `${withVisibleLetters(JSON.stringify(document, inOrder, 2))}\n`;
}

/** Keys of the document are in the order above, those of values by name. */
function inOrder(key: string, value: unknown): unknown {
  return key === "values" && isObject(value) ? Object.fromEntries(entries(value)) : value;
}
