import { codeList } from "../../../shared/markdown";
import type { Scope } from "../../../stack/evaluation/evaluator";
import { type InstanceKey, type Instances, instancesOf } from "../../../stack/evaluation/instances";
import { scopeOf } from "../../../stack/evaluation/scope";
import { bare } from "../../../stack/expression/template";
import { blockOf, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { forgottenAddresses, type Renamed } from "../former-names";
import { isEqual } from "../members";
import { type Danger, plain } from "./danger";
import { decisionOf, EVERY, inputsIn, movedPlaces, originAddress, type Place } from "./places";
import { destroyWords, goneWords, repetitionWords, uncertainWords } from "./words";

/** The objects of one block that have the same end. */
interface End {
  readonly isCertain: boolean;
  readonly places: readonly Place[];
}

/**
 * What the next apply destroys or may destroy because the stack no longer has it: blocks, and instances of blocks.
 * @param before under its own names, as the state has them
 * @param renamed the same under the names of the next one, so that references to what is only renamed are equal
 */
export function lostObjects(before: Stack, renamed: Renamed, after: Stack): Danger[] {
  const judge = new Judge(before, renamed, after);
  const byOrigin = new Map<Block, Place[]>();
  for (const place of movedPlaces(before, after)) {
    const others = byOrigin.get(place.origin);
    if (others === undefined) {
      byOrigin.set(place.origin, [place]);
    } else {
      others.push(place);
    }
  }
  return [...byOrigin].flatMap(([origin, places]) => {
    const lost = places.filter((place) => judge.isLost(place));
    const open = places.filter((place) => (lost.length === 0 || place.isByInput) && judge.isOpen(place));
    const ends: readonly End[] = [
      { isCertain: true, places: lost },
      { isCertain: false, places: open },
    ];
    return ends.filter((end) => end.places.length > 0).map((end) => dangerOf(origin, end, places, judge));
  });
}

class Judge {
  private readonly scopes: Readonly<Record<"before" | "after", Scope>>;
  private readonly forgotten: ReadonlySet<string>;
  private readonly nextNames: ReadonlyMap<string, string>;
  private readonly next = new Map<string, Instances>();

  constructor(
    before: Stack,
    private readonly renamed: Renamed,
    private readonly after: Stack,
  ) {
    this.scopes = { before: scopeOf(before), after: scopeOf(after) };
    this.forgotten = forgottenAddresses(after);
    this.nextNames = new Map([...renamed.origins].map(([next, origin]) => [origin, next]));
  }

  public instancesBefore(origin: Block): Instances {
    return instancesOf(origin.body, this.scopes.before);
  }

  /** Undefined where the next version has no such block. */
  public instancesAfter({ block }: Place): Instances | undefined {
    const target = this.after.blockByAddress.get(block);
    const known = this.next.get(block);
    if (target === undefined || known !== undefined) {
      return known;
    }
    const instances = instancesOf(target.body, this.scopes.after);
    this.next.set(block, instances);
    return instances;
  }

  public isLost(place: Place): boolean {
    const next = this.instancesAfter(place);
    if (next === undefined) {
      return !this.forgotten.has(place.block);
    }
    const { key } = place;
    if (key === EVERY) {
      const { repetition } = this.instancesBefore(place.origin);
      return next.repetition !== repetition && !(repetition === "count" && next.repetition === "none");
    }
    return next.keys === undefined ? !fits(key, next.repetition) : !isIn(key, next);
  }

  /** Whether only a plan over the state tells. */
  public isOpen(place: Place): boolean {
    const next = this.instancesAfter(place);
    if (next === undefined || place.isInside || this.isLost(place)) {
      return false;
    }
    const [old, fresh] = [this.decisionBefore(place), this.decisionAfter(place)];
    if (place.isByInput) {
      return !isEqual(withoutDefaults(old), withoutDefaults(fresh));
    }
    return !isEqual(old, fresh) && (next.keys === undefined || place.key === EVERY);
  }

  /** With references as the next version writes them. */
  private decisionBefore({ origin }: Place): JsonObject {
    const address = this.nextNames.get(origin.address) ?? origin.address;
    return decisionOf((this.renamed.stack.blockByAddress.get(address) ?? origin).body, this.renamed.stack);
  }

  private decisionAfter({ block, origin }: Place): JsonObject {
    return decisionOf((this.after.blockByAddress.get(block) ?? origin).body, this.after);
  }

  /** The inputs by which whoever runs the module keeps what the defaults lose. */
  public inputsAfter(place: Place): string[] {
    return inputsIn(this.decisionAfter(place)).map((name) => name.slice("var.".length));
  }

  /** What the next version has in place of the block to say how it goes. */
  public removalOf({ block }: Place): JsonObject | undefined {
    const removals = listOf(this.after.sections.removed).map(objectOf);
    return removals.find(({ from }) => bare(textOf(from)) === block);
  }

  public isProtected(place: Place): boolean {
    const next = this.after.blockByAddress.get(place.block);
    return next !== undefined && isProtected(next);
  }
}

export function isProtected({ body }: Block): boolean {
  return ["true", "${true}"].includes(String(blockOf(body.lifecycle).prevent_destroy));
}

/** Numbers are all that there are below a count. */
function isIn(key: InstanceKey, { repetition, keys = [] }: Instances): boolean {
  return repetition === "count" ? typeof key === "number" && key < keys.length : keys.includes(key);
}

/** Whether a key may be one of a block whose keys only a plan tells. */
function fits(key: number | string | undefined, repetition: Instances["repetition"]): boolean {
  switch (repetition) {
    case "for_each":
      return typeof key === "string";
    case "count":
      return typeof key === "number";
    default:
      return key === undefined;
  }
}

/** What somebody sets in place of a default means the same where the expression is. */
function withoutDefaults(definitions: JsonObject): JsonObject {
  const inputs = inputsIn(definitions);
  return Object.fromEntries(
    Object.entries(definitions).map(([name, one]) => [name, inputs.includes(name) ? null : one]),
  );
}

/** More addresses are counted. */
const MAXIMUM_ADDRESSES = 5;

function dangerOf(origin: Block, { isCertain, places }: End, all: readonly Place[], judge: Judge): Danger {
  const [first, ...others] = places.filter(({ isByInput }) => !isByInput).map(originAddress);
  const next = judge.instancesAfter(places[0]);
  const isWhole = all.every((place) => place.isByInput || places.includes(place));
  const rest = others.length === 0 ? "" : `, also ${also(others)}`;
  const guard = guardWords(origin, next !== undefined && judge.isProtected(places[0]));
  if (next === undefined) {
    const words = `${goneWords(origin)}${destroyWords(origin.body, judge.removalOf(places[0]))}${guard}`;
    return isWhole
      ? { subject: origin.address, reason: "", text: words, consent: "delete" }
      : {
          subject: first ?? origin.address,
          reason: plain(`no longer in the stack${rest}`),
          text: `${words}${rest}`,
          consent: "delete",
        };
  }
  if (!isCertain) {
    const words = uncertainWords(judge.instancesBefore(origin), next);
    return { subject: origin.address, reason: plain(words.why), text: words.text, consent: "delete" };
  }
  const set = judge.inputsAfter(places[0]);
  const inputs = set.length === 0 ? "" : `, unless you set ${codeList(set)}`;
  const words = repetitionWords(origin, judge.instancesBefore(origin), next);
  const hasEvery = places.some(({ key }) => key === EVERY);
  const isAll = hasEvery || (isWhole && next.keys?.length === 0);
  const subject = isAll || first === undefined ? origin.address : first;
  return {
    subject,
    reason: plain(`${words.why}${subject === origin.address ? "" : rest}`),
    text: `**destroyed**${subject === origin.address ? "" : rest}: ${words.why}${inputs}; ${words.remedy}${guard}`,
    consent: "delete",
  };
}

function also(addresses: readonly string[]): string {
  const shown = addresses.slice(0, MAXIMUM_ADDRESSES - 1);
  const more = addresses.length - shown.length;
  return `${codeList(shown)}${more === 0 ? "" : ` and ${more} more`}`;
}

function guardWords(origin: Block, isStillProtected: boolean): string {
  if (isStillProtected) {
    return ". `prevent_destroy` makes Terraform refuse the plan until it is taken away";
  }
  return isProtected(origin) ? ". `prevent_destroy` protected it, and goes with it" : "";
}
