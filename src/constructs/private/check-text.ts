import { Token, Tokenization } from "cdktf";
import { fail, type Place } from "./fail";
import type { TextRule } from "./text-rules";

/** Throws if a text that is known at synth breaks a rule. Tokens pass. */
export function checkText(place: Place, property: string, value: string, rule: TextRule): void {
  // Callers without a type checker pass a missing environment variable as undefined.
  const given = value ?? "";
  refuseNumber(place, property, given);
  if (!Token.isUnresolved(given) && !isObeyed(given, rule)) {
    const got = rule.mayBeSecret && given !== "" ? undefined : withoutUserInfo(given);
    fail(place, { property, must: rule.must, got, repair: rule.repair });
  }
}

/** cdktf represents a number token by another number, which it does not recognize inside a text. */
function refuseNumber(place: Place, property: string, text: string): void {
  const numbers = typeof text === "string" ? (text.match(/-?\d(\.\d+)?e\+\d+/g) ?? []) : [];
  if (numbers.some((number) => Tokenization.reverseNumber(Number(number)) !== undefined)) {
    fail(place, {
      property,
      must: "not contain a number that is unknown until plan",
      repair: "use a variable of type string, or Token.asString of the number",
    });
  }
}

function isObeyed(value: string, rule: TextRule): boolean {
  return value.length <= (rule.maximumLength ?? value.length) && new RegExp(rule.pattern).test(value);
}

/** A URL, or a part copied from one, may hold a user name and a password before its host. */
function withoutUserInfo(text: string): string {
  const lastAt = text.lastIndexOf("@");
  // The last `@` of an image may introduce its digest.
  const end = text.startsWith("@sha256:", lastAt) ? text.lastIndexOf("@", lastAt - 1) : lastAt;
  const firstDelimiter = text.search(/[/:@]/);
  return text[firstDelimiter] === ":" && firstDelimiter < end ? `…${text.slice(end)}` : text;
}
