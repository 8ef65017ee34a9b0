import { ProviderGeneration } from "../../src";
import { render } from "../support/stack";
import configuration from "./first-release.json";
import { firstRelease } from "./first-release-stack";
import { describeReal, type FakeAzure, RealWorkspace, startAzure } from "./support/providers";

// first-release.json is what the first release synthesized for the same stack.
describeReal("a stack of the first release", () => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(configuration).apply();
  });

  /** Clusters of that release have no issuer, which this one states. */
  const PATHS = ["oidc_issuer_enabled", "oidc_issuer_url", "workload_identity_enabled"];
  const issuers = ["aks", "scaled", "sized"].map((name) => ({
    address: `azurerm_kubernetes_cluster.${name}`,
    action: "update",
    paths: PATHS,
    replaces: [],
  }));

  /** By it the password of an account that an apply enables is unknown until then. */
  const account = { address: expect.stringMatching(/^terraform_data\.premium_AdminAccount_/), action: "create" };
  const expected = [...issuers, expect.objectContaining(account)];

  test("gets an issuer for its clusters in this one, in place, and nothing that exists changes otherwise", () => {
    expect(workspace.write(firstRelease()).changes()).toEqual(expected);
  });

  test("changes no more in the newer provider generation", () => {
    const stack = firstRelease();
    ProviderGeneration.useAzurerm5(stack);
    workspace.write(render(stack)).succeed("init", "-upgrade", "-input=false");
    expect(workspace.changes()).toEqual(expected);
  });
});
