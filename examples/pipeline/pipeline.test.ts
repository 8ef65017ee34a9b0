import { App } from "cdktf";
import { plan, planSerializer } from "terraform-stack-tools/testing";
import { Grants } from "./grants";

expect.addSnapshotSerializer(planSerializer);

test("plans the grants as before", () => {
  expect(plan(new Grants(new App(), "grants"))).toMatchSnapshot();
});
