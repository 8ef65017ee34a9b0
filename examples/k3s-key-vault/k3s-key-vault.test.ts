import { App } from "cdktf";
import { plan, planSerializer, synthesize } from "terraform-stack-tools/testing";
import { K3sPull } from "./k3s-pull";

expect.addSnapshotSerializer(planSerializer);

const stack = new K3sPull(new App(), "k3s-pull");

test("plans the secret, the account and the check as before", () => {
  expect(plan(stack)).toMatchSnapshot();
});

test("writes the credentials and stores them nowhere", () => {
  const secret = synthesize(stack).resource("kubernetes_secret_v1.acr-pull");
  expect(secret).toHaveProperty("data_wo");
  expect(secret).not.toHaveProperty("data");
});
