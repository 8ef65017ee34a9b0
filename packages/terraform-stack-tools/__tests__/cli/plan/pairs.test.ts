import { pairsOf } from "../../../src/cli/plan/pairs";
import { sourceOf } from "../../support/hand-off";

const named = (isApp: boolean, ...names: readonly string[]) => ({
  isApp,
  sources: names.map((name) => ({ ...sourceOf({ terraform: {} }), name })),
});
const app = (...names: readonly string[]) => named(true, ...names);
const single = (name: string) => named(false, name);

/** Names with a sign: `=` in both versions, `+` created, `-` deleted. */
function signs(...versions: Parameters<typeof pairsOf>): string[] {
  return pairsOf(...versions).map(({ name, changed, existing }) => {
    if (changed === undefined) {
      return `-${name}`;
    }
    return existing === undefined ? `+${name}` : `=${name}`;
  });
}

test("stacks of two apps belong together by name; others are created or deleted", () => {
  expect(signs(app("b", "new"), app("a", "b"))).toEqual(["-a", "=b", "+new"]);
});

test("without an earlier version, every stack is created", () => {
  expect(signs(app("a", "b"), undefined)).toEqual(["+a", "+b"]);
  expect(signs(single("a"), undefined)).toEqual(["+a"]);
});

test("two single stacks belong together whatever their names", () => {
  expect(signs(single("new-name"), single("old-name"))).toEqual(["=new-name"]);
});

test("one stack is found in an app, whose other stacks are left alone", () => {
  expect(signs(single("b"), app("a", "b"))).toEqual(["=b"]);
  expect(signs(single("c"), app("a", "b"))).toEqual(["+c"]);
  expect(signs(app("a", "b"), single("b"))).toEqual(["+a", "=b"]);
  expect(signs(app("a"), single("of-another-app"))).toEqual(["+a"]);
});
