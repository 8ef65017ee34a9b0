import { ANSWERS } from "../../../src/catalogue/answers";

test("every id is shaped as its provider writes it", () => {
  for (const [kind, { id }] of Object.entries(ANSWERS).filter(([, answer]) => "id" in answer)) {
    expect(`${kind} ${id}`).toMatch(
      / (\/subscriptions\/[0-9a-f-]{36}|\/(applications|servicePrincipals)\/[0-9a-f-]{36}$|[0-9a-f-]{36}\/password\/)/,
    );
  }
});

test("a looked-up cluster has the lists that conditions look into", () => {
  expect(ANSWERS["data.azurerm_kubernetes_cluster"]).toMatchObject({
    kubelet_identity: [{ object_id: expect.any(String) }],
    kube_config: [{ host: expect.stringMatching(/^https:/) }],
  });
});
