import type { PlannedChange } from "../../plan";
import type { ConfigurationPlan } from "../../plan/rewritten";
import { blockAddress, blockOfInstance, parseAddress, printAddress } from "../../stack/address";
import { print, quoted } from "../../stack/json";
import type { Configuration } from "../configuration";

/** What the plans of a source and of its result differ in. */
export interface Verdict {
  readonly objects: number;
  readonly differences: readonly string[];
  /** What both plan. */
  readonly pending: readonly string[];
}

/**
 * @param before the plan of the source: what it changes as well is no difference
 * @param isStateGiven whether both are over the same state; otherwise each is over one of its own, made at another time
 */
export function verdictOf(
  configuration: Pick<Configuration, "draft" | "call">,
  after: ConfigurationPlan,
  before: ConfigurationPlan,
  isStateGiven: boolean,
): Verdict {
  const place = placesIn(configuration);
  const sentence = (address: string, change: PlannedChange) => sentenceOf(address, change, isStateGiven);
  const known = new Map(managed(before).map(([address, change]) => [place(address), sentence(place(address), change)]));
  const found = managed(after).map(([address, change]) => [address, sentence(address, change)] as const);
  const isKnown = ([address, { key }]: (typeof found)[number]) => known.get(address)?.key === key;
  const lost = [...known].filter(([address]) => !found.some(([other]) => other === address));
  const outputs = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])];
  const isSame = (name: string) => {
    const [old, own] = [before.outputs[name], after.outputs[name]];
    return old !== undefined && own !== undefined && print(old) === print(own);
  };
  return {
    objects: found.length,
    differences: [
      ...found.filter((one) => !isKnown(one)).flatMap(([, { text }]) => text),
      ...lost.flatMap(([address, { text }]) => text.map(() => `${address}: no change, which the source plans`)),
      ...outputs.filter((name) => !isSame(name)).map((name) => `output ${quoted(name)} changes`),
    ],
    pending: [
      ...found.filter(isKnown).flatMap(([, { text }]) => text),
      ...outputs.filter(isSame).map((name) => `output ${quoted(name)} changes`),
    ],
  };
}

function managed({ resources }: ConfigurationPlan): [string, PlannedChange][] {
  return Object.entries(resources).filter(([address]) => !blockOfInstance(address).startsWith("data."));
}

/** In words, of which there are none where nothing changes, and with what tells it from another change. */
function sentenceOf(address: string, { action, changes = {} }: PlannedChange, isStateGiven: boolean) {
  const paths = Object.keys(changes);
  const places = paths.length === 0 ? "" : ` (${paths.join(", ")})`;
  return {
    text: action === "no-op" ? [] : [`${address}: ${action}${places}`],
    key: print([
      action,
      Object.entries(changes).map(([path, { before, after }]) => [path, isStateGiven ? before : null, after]),
    ]),
  };
}

/** Where the result has an object of the source. */
function placesIn({ draft: { addresses }, call }: Pick<Configuration, "draft" | "call">): (address: string) => string {
  return (text) => {
    const address = parseAddress(text);
    const now = address && addresses.get(blockAddress(address));
    const target = now === undefined ? undefined : parseAddress(now);
    if (address === undefined || target === undefined) {
      return text;
    }
    const moved = { ...target, key: target.key ?? address.key };
    return printAddress(call === undefined ? moved : { ...moved, modules: [`module.${call.name}`] });
  };
}
