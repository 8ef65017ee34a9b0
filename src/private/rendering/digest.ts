import { Fn, Token } from "cdktf";
import { operand } from "./operand";

/**
 * A number that changes with any of its parts, for arguments that take effect only when they change. Terraform computes
 * it, so that parts may be variables. 28 bits fit into the integers of every platform that providers are built for.
 */
export function digestOf(parts: readonly (string | number)[]): number {
  const texts = parts.map((part) => (typeof part === "string" ? operand(part) : part));
  return Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(Fn.jsonencode(texts)), 0, 7), 16));
}
