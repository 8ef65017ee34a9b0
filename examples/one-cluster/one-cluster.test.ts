import { App } from "cdktf";
import { accessMatchers, accessOf, plan } from "terraform-stack-tools/testing";
import { OneCluster } from "./one-cluster";

expect.extend(accessMatchers);

const stack = new OneCluster(new App(), "one-cluster");

test("creates a grant and a check, and nothing else", () => {
  const created = Object.entries(plan(stack).resources).map(([address, { action }]) => `${action} ${address}`);
  expect(created).toEqual([
    expect.stringMatching(/^create azurerm_role_assignment\.aks_PullFrom-acr_\w{8}$/),
    expect.stringMatching(/^create azurerm_role_assignment\.aks_PullFrom-acr_RepositoryReader_/),
    'create kubernetes_job_v1.pull-check["apps"]',
  ]);
});

test("the pods of the cluster may pull, and nobody may do more", () => {
  expect(accessOf(stack)).toGrantPullOnly({ "every pod of AKS cluster prod": { contosoregistry: ["*"] } });
});
