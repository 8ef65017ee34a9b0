import { Fn, Op, Token } from "cdktf";
import { fail } from "../fail";
import type { Rules } from "../rules";
import { RULES } from "../text-rules";

/** Every public address: what removes a restriction. */
export const ANY_ADDRESS = "0.0.0.0/0";

/** Ranges that are known at synth, as Azure takes them. */
export function checkRanges(rules: Rules, property: string, ranges: readonly string[]): void {
  rules.texts(property, ranges, RULES.ipRange, { atPlan: "left to azurerm" });
  for (const range of ranges.filter((given) => !Token.isUnresolved(given))) {
    checkNetworkAddress(rules, property, range);
  }
  rules.distinct(property, "a range", ranges.map(ipRange));
  if (ranges.includes(ANY_ADDRESS) && ranges.length > 1) {
    fail(rules.construct, {
      property,
      must: `be ${ANY_ADDRESS} alone, which allows any address, or a list without it`,
      got: ranges.join(", "),
      repair: "leave out one of the two",
    });
  }
}

/** Azure, "Secure access to the API server using authorized IP address ranges in Azure Kubernetes Service (AKS)", read on 2026-11-28. */
function checkNetworkAddress(rules: Rules, property: string, range: string): void {
  const [address, length = "32"] = range.split("/");
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const host = number % 2 ** (32 - Number(length));
  if (host !== 0) {
    const network = number - host;
    const bytes = [24, 16, 8, 0].map((bits) => Math.floor(network / 2 ** bits) % 256);
    fail(rules.construct, {
      property,
      must: "begin with the network address, the first one of a range",
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
