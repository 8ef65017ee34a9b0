import { nearNames } from "../../src/shared/words";

const NAMES = ["init", "plan", "hand-off"];

test.each([
  ["handoff", ["hand-off"]],
  ["hand_off", ["hand-off"]],
  ["nit", ["init"]],
  ["plna", ["plan"]],
  ["p", ["plan"]],
  ["", []],
  ["deploy", []],
])("%j may mean %j", (text, near) => {
  expect(nearNames(text, NAMES)).toEqual(near);
});
