import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../azure/known/identities";
import { GROUP, Imitation } from "../support/imitation";

const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/prod`;
const BINDING = `${CLUSTER}/identityBindings/shop`;
const STABLE = "2026-04-01";
const PREVIEW = "2026-08-02-preview";

function bindingOf(resourceId: string) {
  return { properties: { managedIdentity: { resourceId } } };
}

test("a binding answers the ids of its identity, an issuer for it, and the group in lower case", () => {
  const imitation = new Imitation();
  const identity = imitation.identity("shop");
  const { clientId, principalId } = imitation.properties("GET", identity);
  const { status, body } = imitation.send("PUT", BINDING, bindingOf(identity), STABLE);
  expect({ status, body }).toEqual({
    status: 201,
    body: {
      id: BINDING,
      name: "shop",
      type: "Microsoft.ContainerService/managedClusters/identityBindings",
      eTag: expect.any(String),
      properties: {
        managedIdentity: {
          resourceId: identity.replace("resourceGroups", "resourcegroups"),
          clientId,
          objectId: principalId,
          tenantId: TENANT,
        },
        oidcIssuer: { oidcIssuerUrl: `https://ib.oic.prod-aks.azure.com/${TENANT}/${clientId}` },
        provisioningState: "Succeeded",
      },
    },
  });
  expect(imitation.send("PUT", BINDING, bindingOf(identity), STABLE).status).toBe(200);
  expect(imitation.send("GET", `${CLUSTER}/identityBindings`).body.value).toMatchObject([{ name: "shop" }]);
});

test("all bindings of an identity share one credential, which stays after the last one", () => {
  const imitation = new Imitation();
  const identity = imitation.identity("shop");
  const credentials = () => imitation.send("GET", `${identity}/federatedIdentityCredentials`).body.value;
  for (const cluster of ["prod", "legacy"]) {
    imitation.send("PUT", BINDING.replace("/prod/", `/${cluster}/`), bindingOf(identity), STABLE);
  }
  const made = credentials();
  expect(made).toMatchObject([{ name: "aks-identity-binding" }]);
  expect(imitation.send("DELETE", BINDING)).toMatchObject({ status: 202 });
  expect(imitation.send("DELETE", BINDING)).toMatchObject({ status: 204 });
  expect(credentials()).toEqual(made);
});

test("a binding goes with its cluster", () => {
  const imitation = new Imitation();
  imitation.send("PUT", BINDING, bindingOf(imitation.identity("shop")), STABLE);
  imitation.send("DELETE", CLUSTER);
  expect(imitation.send("GET", BINDING).status).toBe(404);
});

test.each([
  ["a cluster that is not there", BINDING.replace("/prod/identity", "/none/identity"), "shop", 404, "ParentResourceNotFound"],
  ["a name with a hyphen", `${BINDING}-1`, "shop", 400, "InvalidParameter"],
  ["an identity that is not there", BINDING, "other", 400, "InvalidParameter"],
])("%s is refused", (_, path, name, status, code) => {
  const imitation = new Imitation();
  const identity = imitation.identity("shop").replace(/shop$/, name);
  expect(imitation.send("PUT", path, bindingOf(identity), STABLE)).toMatchObject({ status, body: { code } });
});

test("a binding without an identity is refused", () => {
  expect(new Imitation().send("PUT", BINDING, { properties: {} }, STABLE)).toMatchObject({ status: 400 });
});

describe("the image pull of service accounts", () => {
  function switched(imitation: Imitation, defaultManagedIdentityId: string, version = PREVIEW) {
    const cluster = imitation.send("GET", CLUSTER, {}, version).body;
    const serviceAccountImagePullProfile = { enabled: true, defaultManagedIdentityId };
    const properties = { ...objectOf(cluster.properties), securityProfile: { serviceAccountImagePullProfile } };
    return imitation.send("PUT", CLUSTER, { ...cluster, properties }, version);
  }

  test("is turned on for an identity that is bound to the cluster, and shown by preview APIs alone", () => {
    const imitation = new Imitation();
    const identity = imitation.identity("kubelet");
    expect(switched(imitation, identity)).toMatchObject({ status: 400, body: { code: "InvalidParameter" } });
    imitation.send("PUT", BINDING, bindingOf(identity), STABLE);
    expect(switched(imitation, identity).status).toBe(200);
    const shown = (version: string) => imitation.properties("GET", CLUSTER, {}, version).securityProfile;
    expect(shown(PREVIEW)).toEqual({
      serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identity },
    });
    expect(shown(STABLE)).toEqual({});
  });

  test("stays when somebody writes the cluster with an API that does not know it", () => {
    const imitation = new Imitation();
    const identity = imitation.identity("kubelet");
    imitation.send("PUT", BINDING, bindingOf(identity), STABLE);
    switched(imitation, identity);
    const cluster = imitation.send("GET", CLUSTER, {}, STABLE).body;
    imitation.send("PUT", CLUSTER, { ...cluster, tags: { team: "shop" } }, STABLE);
    expect(imitation.properties("GET", CLUSTER, {}, PREVIEW).securityProfile).toMatchObject({
      serviceAccountImagePullProfile: { enabled: true },
    });
  });

  test("needs an identity that exists", () => {
    const imitation = new Imitation();
    const other = imitation.identity("kubelet").replace(/kubelet$/, "other");
    expect(switched(imitation, other)).toMatchObject({ status: 400, body: { code: "InvalidParameter" } });
  });
});
