import { differences, isIn, printPath } from "../../src/planned/values";

test("differences are named at the innermost place", () => {
  const before = { same: 1, list: ["a"], blocks: [{ a: 1, b: 2 }], gone: null, fewer: [{ a: 1 }, { a: 2 }] };
  const after = { same: 1, list: ["b"], blocks: [{ a: 1, b: 3 }], added: 1, fewer: [{ a: 1 }] };
  expect(differences(before, after).map(printPath)).toEqual(["added", "blocks[0].b", "fewer", "list"]);
});

test("paths are printed as Terraform prints them", () => {
  expect(printPath(["metadata", 0, "labels", "app.kubernetes.io/name"])).toBe('metadata[0].labels["app.kubernetes.io/name"]');
});

test("a place is in itself and in what is above it", () => {
  expect(isIn(["a", 0, "b"], [["a", 0]])).toBe(true);
  expect(isIn(["a"], [["a", 0]])).toBe(false);
  expect(isIn(["b"], [[]])).toBe(true);
  expect(isIn(["b"], [])).toBe(false);
});
