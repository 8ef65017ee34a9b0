import { App } from "cdktf";
import { plan, planSerializer, synthesize } from "terraform-stack-tools/testing";
import { Grants } from "./grants";
import { PipelineIdentity } from "./pipeline-identity";

expect.addSnapshotSerializer(planSerializer);

const app = new App();
const identity = new PipelineIdentity(app, "pipeline-identity");
const grants = new Grants(app, "grants");

test("the pipeline creates role assignments and nothing else", () => {
  const resources = synthesize(grants)
    .addresses()
    .filter((address) => !address.startsWith("data."));
  expect(resources.length).toBeGreaterThan(0);
  expect(resources.filter((address) => !address.startsWith("azurerm_role_assignment."))).toEqual([]);
});

test("the pipeline may assign AcrPull, and no other role", () => {
  const { condition } = synthesize(identity).resource("azurerm_role_assignment.assigns-acr-pull");
  const roles = String(condition).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g);
  expect(new Set(roles)).toEqual(new Set(["7f951dda-4ed3-4680-a7ca-43fe172d538d"]));
});

test("plans the identity as before", () => {
  expect(plan(identity)).toMatchSnapshot();
});

test("plans the grants as before", () => {
  expect(plan(grants)).toMatchSnapshot();
});
