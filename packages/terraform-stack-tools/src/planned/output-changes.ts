import { compare, type Json } from "../stack/json";
import type { MadeUpTexts } from "./made-up-texts";
import { differences } from "./path";
import type { Change } from "./plan-json";
import type { OutputChange } from "./plan-notes";
import { isUnknownOffline, shown, shownAt, UNKNOWN } from "./values";

type Changes = Readonly<Record<string, Change>>;

/** The outputs of which a plan changes something, in order. Left out is what nobody knows before nor after. */
export function changedOutputs(changes: Changes, madeUp: Pick<MadeUpTexts, "marked">): Record<string, OutputChange> {
  const changed = Object.entries(changes)
    .filter(([, change]) => change.actions[0] !== "no-op" && !isOpen(change, madeUp))
    .map(([name, { actions, before, after, after_unknown, before_sensitive, after_sensitive }]) => {
      const sides = {
        before: madeUp.marked(shown(before, false, before_sensitive)),
        after: madeUp.marked(shown(after, after_unknown, after_sensitive)),
      };
      return [name, { action: actions[0], ...sides }] as const;
    });
  return Object.fromEntries(changed.sort(([left], [right]) => compare(left, right)));
}

/** Whether all that differs is a value that was made up before, in place of one that only the cloud knows. */
function isOpen({ actions, before, after, after_unknown }: Change, madeUp: Pick<MadeUpTexts, "marked">): boolean {
  if (actions[0] !== "update") {
    return false;
  }
  const [old, fresh] = [madeUp.marked(shown(before, false, false)), madeUp.marked(shown(after, after_unknown, false))];
  const isUnknown = (value: Json) => value === UNKNOWN || isUnknownOffline(value);
  const paths = differences(old, fresh);
  return (
    (isUnknown(old) || paths.length > 0) &&
    paths.every((path) => isUnknownOffline(shownAt(old, path)) && isUnknown(shownAt(fresh, path)))
  );
}
