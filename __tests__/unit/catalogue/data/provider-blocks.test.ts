import { BODIES, MAJOR_VERSIONS, TYPES } from "../../../../src/catalogue/data/provider-blocks";

const types = TYPES.trim()
  .split(/\s+/)
  .map((entry) => entry.split(":"));
const bodies = BODIES.trim().split(/;\s*/);

test("each type is there once, in order, and its body exists", () => {
  const names = types.map(([name]) => name);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names.length).toBeGreaterThan(200);
  for (const [, number] of types) {
    expect(bodies[Number.parseInt(number, 36)]).toBeDefined();
  }
});

test("a body names blocks whose bodies stand before it, so that none holds itself", () => {
  bodies.forEach((body, index) => {
    const blocks = body.split("|")[1].split(" ").filter(Boolean);
    for (const [, number] of blocks.map((entry) => entry.split(":"))) {
      expect(Number.parseInt(number, 36)).toBeLessThan(index);
    }
  });
});

test("both generations of each provider are in it", () => {
  expect(MAJOR_VERSIONS).toEqual({ azuread: [3], azurerm: [4, 5], kubernetes: [2, 3], time: [0] });
});
