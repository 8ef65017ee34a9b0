import { areEqual, type Known } from "./known";

/** The operators that bind the least come first. HashiCorp, "Arithmetic and Logical Operators". */
export const PRECEDENCES: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  [">=", "<=", ">", "<"],
  ["+", "-"],
  ["*", "/", "%"],
];

const NUMBERS: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

/** Undefined where only a plan tells. */
export function operationOf(operator: string, left: Known | undefined, right: Known | undefined): Known | undefined {
  switch (operator) {
    case "==":
      return areEqual(left, right);
    case "!=": {
      const equal = areEqual(left, right);
      return equal === undefined ? undefined : !equal;
    }
    case "||":
    case "&&": {
      const decisive = operator === "||";
      if (left === decisive || right === decisive) {
        return decisive;
      }
      return typeof left === "boolean" && typeof right === "boolean" ? !decisive : undefined;
    }
    default: {
      const result =
        typeof left === "number" && typeof right === "number" ? NUMBERS[operator](left, right) : Number.NaN;
      return Number.isNaN(result) ? undefined : result;
    }
  }
}
