import { Token } from "cdktf";
import { fail, type Place } from "./fail";
import { text } from "./props/values";
import type { TextRule } from "./text-rules";

/** Throws if a text that is known at synth breaks a rule, or if it is no text. Tokens pass. */
export function checkText(place: Place, property: string, value: string, rule: TextRule): void {
  // What each rule accepted last: a thousand grants of a registry give its id a thousand times.
  if (value !== undefined && accepted.get(rule) === value) {
    return;
  }
  const given = text(place, property, value);
  if (!Token.isUnresolved(given) && !isObeyed(given, rule)) {
    const got = rule.mayBeSecret && given !== "" ? undefined : withoutUserInfo(given);
    fail(place, { property, must: rule.must, got, repair: rule.repair, see: rule.see });
  }
}

const accepted = new WeakMap<TextRule, string>();

function isObeyed(value: string, rule: TextRule): boolean {
  const { pattern, forbidden, maximumLength = value.length } = rule;
  const isForbidden = forbidden !== undefined && compiled(forbidden).test(value);
  const isAccepted = value.length <= maximumLength && compiled(pattern).test(value) && !isForbidden;
  if (isAccepted && !rule.mayBeSecret) {
    accepted.set(rule, value);
  }
  return isAccepted;
}

const expressions = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const expression = expressions.get(pattern) ?? new RegExp(pattern);
  expressions.set(pattern, expression);
  return expression;
}

/** A URL, or a part copied from one, may hold a user name and a password before its host. */
function withoutUserInfo(text: string): string {
  const lastAt = text.lastIndexOf("@");
  // The last `@` of an image may introduce its digest.
  const end = /^@sha(256|512):/.test(text.slice(lastAt)) ? text.lastIndexOf("@", lastAt - 1) : lastAt;
  const firstDelimiter = text.search(/[/:@]/);
  return text[firstDelimiter] === ":" && firstDelimiter < end ? `…${text.slice(end)}` : text;
}
