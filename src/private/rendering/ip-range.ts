import { Fn, FOR_EXPRESSION_VALUE, forExpression, type IResolvable, Op, Token } from "cdktf";
import { obeys } from "../condition";
import { fail } from "../fail";
import type { Rules } from "../rules";
import { RULES } from "../text-rules";

/** Every public address: what removes a restriction. */
export const ANY_ADDRESS = "0.0.0.0/0";

/** Ranges that are known at synth, as Azure takes them. */
export function checkRanges(rules: Rules, property: string, ranges: readonly string[]): void {
  for (const range of ranges) {
    rules.text(property, range, RULES.ipRange);
    if (!Token.isUnresolved(range)) {
      checkNetworkAddress(rules, property, range);
    }
  }
  rules.distinct(property, "a range", ranges.map(ipRange));
  if (ranges.includes(ANY_ADDRESS) && ranges.length > 1) {
    fail(rules.construct, { property, ...ANY_ALONE, got: ranges.join(", ") });
  }
}

/** Literals that are empty remove a restriction on purpose, a variable may do so by mistake. */
export const NO_RANGES = {
  must: "contain at least one range where Terraform decides",
  repair: `list the ranges; ["${ANY_ADDRESS}"] removes the restriction`,
};

export function hasRanges(list: string[]): IResolvable {
  return Token.asAny(Op.gte(Fn.try([Fn.lengthOf(list), 0]), 1));
}

const ANY_ALONE = {
  must: `be ${ANY_ADDRESS} alone, which allows any address, or a list without it`,
  repair: "leave out one of the two",
};

const NETWORK_ADDRESS = { must: "begin with the network address, the first one of a range" };

/**
 * The rules of `checkRanges`, in its words, for a list that only the plan knows. Returns what Azure takes: no range if any
 * address is allowed.
 */
export function rangesAtPlan(rules: Rules, property: string, list: string[]): string[] {
  const range = Token.asString(FOR_EXPRESSION_VALUE);
  const each = (value: unknown) => Token.asList(forExpression(list, value));
  const { must, repair } = RULES.ipRange;
  rules.that(Fn.alltrue(each(obeys(range, RULES.ipRange))), { property, must, repair });
  const first = Fn.element(Fn.split("/", range), 0);
  const isNetwork = Op.eq(Fn.cidrhost(ipRange(range), 0), first);
  rules.that(Fn.alltrue(each(Fn.try([isNetwork, true]))), {
    property,
    ...NETWORK_ADDRESS,
    repair: "write the first address of the range, or the address alone",
  });
  const sent = each(ipRange(range));
  rules.that(Op.eq(Fn.lengthOf(Fn.distinct(sent)), Fn.lengthOf(list)), {
    property,
    must: "not contain a range twice",
    repair: "remove the duplicate",
  });
  const isAnyAddress = Token.asAny(Fn.contains(list, ANY_ADDRESS));
  rules.that(Token.asAny(Op.or(Op.not(isAnyAddress), Op.lt(Fn.lengthOf(list), 2))), { property, ...ANY_ALONE });
  return Token.asList(Fn.conditional(isAnyAddress, [], sent));
}

/** Azure, "Secure access to the API server using authorized IP address ranges in Azure Kubernetes Service (AKS)" of 2026-08-03. */
function checkNetworkAddress(rules: Rules, property: string, range: string): void {
  const [address, length = "32"] = range.split("/");
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const host = number % 2 ** (32 - Number(length));
  if (host !== 0) {
    const network = number - host;
    const bytes = [24, 16, 8, 0].map((bits) => Math.floor(network / 2 ** bits) % 256);
    fail(rules.construct, {
      property,
      ...NETWORK_ADDRESS,
      got: range,
      repair: `write ${bytes.join(".")}/${length} for the range, or ${address} for the address alone`,
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
