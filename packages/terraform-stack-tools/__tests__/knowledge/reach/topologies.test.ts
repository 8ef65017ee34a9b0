import { Reachability } from "../../../src/knowledge/reach/reach-in";
import { reachWords } from "../../../src/knowledge/reach/reach-words";
import { configuredStack } from "../../../src/planned/planned-stack";
import { readStack } from "../../../src/stack/stack";
import { Sketch } from "../../support/networks/sketch";
import { TOPOLOGIES } from "../../support/networks/topologies";

describe.each([4, 5] as const)("azurerm %d, as configured", (azurerm) => {
  test.each(TOPOLOGIES)("$id: $what", ({ id, draw, cell, because = "" }) => {
    const sketch = draw(new Sketch(id, azurerm));
    const { here, data } = sketch;
    const cells = new Reachability([configuredStack(readStack({ resource: here, data }))]).cells();
    expect(cells).toEqual([{ cluster: id, registry: `reach${id}`, reach: expect.anything() }]);
    const words = sketch.plain(reachWords(cells[0].reach));
    expect(words).toMatch(new RegExp(`^${cell}`));
    expect(words).toContain(because);
  });
});
