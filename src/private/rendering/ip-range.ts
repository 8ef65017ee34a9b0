import { Fn, Op, Token } from "cdktf";
import { fail } from "../fail";
import type { Rules } from "../rules";

/** Every public address: what removes a restriction. */
export const ANY_ADDRESS = "0.0.0.0/0";

export function checkOnlyRange(rules: Rules, property: string, ranges: readonly string[]): void {
  if (ranges.length > 1) {
    fail(rules.construct, {
      property,
      must: `be ${ANY_ADDRESS} alone, which allows any address, or a list without it`,
      got: ranges.join(", "),
      repair: "leave out one of the two",
    });
  }
}

/** As Azure answers it: a single address is a range of one. */
export function ipRange(range: string): string {
  if (!Token.isUnresolved(range)) {
    return range.includes("/") ? range : `${range}/32`;
  }
  const isRange = Op.gt(Fn.lengthOf(Fn.split("/", range)), 1);
  return Token.asString(Fn.conditional(isRange, range, Fn.join("/", [range, "32"])));
}
