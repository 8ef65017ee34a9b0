import { join } from "node:path";
import { complaintsOf, readFacts } from "../../../tools/facts";

const PROJECT = join(__dirname, "../../..");

test("each page that code and docs cite has a fact, and each fact is cited where it says", () => {
  expect(complaintsOf(PROJECT, readFacts(join(PROJECT, "docs/facts")))).toEqual([]);
});
