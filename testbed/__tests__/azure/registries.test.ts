import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { GROUP, Imitation } from "../support/imitation";

const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/shopregistry`;
const BASIC = { location: "westeurope", sku: { name: "Basic" } };

test("a new registry has the defaults of Azure, and network rules in Premium only", () => {
  const imitation = new Imitation();
  const { status, body } = imitation.send("PUT", REGISTRY, BASIC);
  expect(status).toBe(201);
  expect(body.properties).toMatchObject({
    loginServer: "shopregistry.azurecr.io",
    provisioningState: "Creating",
    adminUserEnabled: false,
    publicNetworkAccess: "Enabled",
    roleAssignmentMode: "LegacyRegistryPermissions",
  });
  expect(body.properties).not.toHaveProperty("networkRuleSet");
  expect(imitation.properties("PUT", REGISTRY, { ...BASIC, sku: { name: "Premium" } })).toMatchObject({
    networkRuleSet: { defaultAction: "Allow" },
  });
});

test("a long operation is in progress once", () => {
  const imitation = new Imitation();
  const { headers } = imitation.send("PUT", REGISTRY, BASIC);
  const { pathname } = new URL(headers["azure-asyncoperation"]);
  expect(imitation.send("GET", pathname).body).toMatchObject({ status: "InProgress" });
  expect(imitation.send("GET", pathname).body).toMatchObject({ status: "Succeeded" });
  expect(imitation.properties("GET", REGISTRY)).toMatchObject({ provisioningState: "Succeeded" });
});

test.each([
  ["a name that another one has", REGISTRY.replace("shopregistry", "ContosoRegistry"), BASIC, 409, "AlreadyInUse"],
  ["a short name", REGISTRY.replace("shopregistry", "shop"), BASIC, 400, "InvalidResourceName"],
  ["another tier", REGISTRY, { ...BASIC, sku: { name: "Free" } }, 400, "InvalidSku"],
  ["anonymous pull in Basic", REGISTRY, { ...BASIC, properties: { anonymousPullEnabled: true } }, 400, "SkuNotSupported"],
  ["a group that is not there", REGISTRY.replace("rg-prod", "rg-none"), BASIC, 404, "ResourceGroupNotFound"],
])("%s is refused", (_, path, body, status, code) => {
  expect(new Imitation().send("PUT", path, body)).toMatchObject({ status, body: { code } });
});

test("the passwords of the admin account are told while it is on, and one is replaced alone", () => {
  const imitation = new Imitation();
  imitation.send("PUT", REGISTRY, BASIC);
  const list = () => imitation.send("POST", `${REGISTRY}/listCredentials`);
  expect(list()).toMatchObject({ status: 400, body: { code: "UnAuthorizedForCredentialOperations" } });
  imitation.send("PATCH", REGISTRY, { properties: { adminUserEnabled: true } });
  const before = list().body.passwords as object[];
  imitation.send("POST", `${REGISTRY}/regenerateCredential`, { name: "password2" });
  const after = list().body.passwords as object[];
  expect(after[0]).toEqual(before[0]);
  expect(after[1]).not.toEqual(before[1]);
});

test("a token's password is told once, and its scope map stays while it is used", () => {
  const imitation = new Imitation();
  imitation.send("PUT", REGISTRY, BASIC);
  const [scopeMap, token] = [`${REGISTRY}/scopeMaps/read`, `${REGISTRY}/tokens/app`];
  expect(imitation.send("PUT", scopeMap, { properties: { actions: ["repositories/app/pull"] } })).toMatchObject({
    status: 400,
    body: { code: "InvalidScopeMapAction" },
  });
  imitation.properties("PUT", scopeMap, { properties: { actions: ["repositories/app/content/read"] } });
  imitation.properties("PUT", token, { properties: { scopeMapId: scopeMap } });
  const made = imitation.send("POST", `${REGISTRY}/generateCredentials`, { tokenId: token, name: "password1" });
  expect(made.body.passwords).toMatchObject([{ name: "password1", value: expect.any(String) }]);
  const { passwords } = objectOf(imitation.properties("GET", token).credentials);
  expect(passwords).toEqual([{ name: "password1", creationTime: expect.any(String) }]);
  expect(imitation.send("DELETE", scopeMap)).toMatchObject({ status: 409, body: { code: "ScopeMapInUse" } });
  imitation.send("DELETE", token);
  expect(imitation.send("DELETE", scopeMap).status).toBe(200);
});
