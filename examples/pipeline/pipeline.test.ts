import { join } from "node:path";
import { App } from "cdktf";
import { accessMatchers, accessOf, plan, planSerializer } from "terraform-stack-tools/testing";
import { Grants } from "./grants";

expect.addSnapshotSerializer(planSerializer);
expect.extend(accessMatchers);

const grants = new Grants(new App(), "grants");

test("plans the grants as before", () => {
  expect(plan(grants)).toMatchSnapshot();
});

test("grants what is agreed in access.json, and nothing else", () => {
  expect(accessOf(grants)).toGrantAsAgreed(join(__dirname, "access.json"));
});
