import { generateKeyPairSync, sign } from "node:crypto";
import { isObject, type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { decoded } from "../../azure/entra/jwt";
import { tokenEndpoint } from "../../azure/entra/tokens";
import { DEPLOYER, TENANT } from "../../azure/known/identities";
import { registryService } from "../../azure/registry/service";
import { Imitation, requestOf } from "../support/imitation";

const ISSUER = "https://oidc.contoso.com/prod";
const CLAIMS = { iss: ISSUER, sub: "system:serviceaccount:shop:app", aud: ["api://AzureADTokenExchange"], exp: 4102444800 };
const SERVER = "contosoregistry.azurecr.io";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...keys.publicKey.export({ format: "jwk" }), kid: "one", use: "sig" };

function signed(claims: JsonObject, kid = "one"): string {
  const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", kid })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), keys.privateKey).toString("base64url")}`;
}

/** An identity that trusts a service account of the issuer. */
function trusting() {
  const imitation = new Imitation();
  const identity = imitation.identity("shop");
  const properties = { issuer: ISSUER, subject: CLAIMS.sub, audiences: CLAIMS.aud };
  imitation.send("PUT", `${identity}/federatedIdentityCredentials/shop`, { properties });
  imitation.azure.store.contents.issuers[ISSUER] = JSON.parse(JSON.stringify({ keys: [jwk] }));
  const { clientId, principalId } = imitation.properties("GET", identity);
  return { imitation, identity, clientId: textOf(clientId), principalId: textOf(principalId) };
}

function login({ azure }: Imitation, form: Record<string, string>): JsonObject {
  const raw = new URLSearchParams({ scope: "https://containerregistry.azure.net/.default", ...form }).toString();
  const { body } = tokenEndpoint(azure, requestOf({ method: "POST", raw }));
  return isObject(body) ? body : {};
}

test("an identity keeps its isolation scope, and that of an update without one", () => {
  const imitation = new Imitation();
  const identity = imitation.identity("shop");
  expect(imitation.properties("GET", identity)).toMatchObject({ isolationScope: "None" });
  imitation.send("PUT", identity, { location: "westeurope", properties: { isolationScope: "Regional" } });
  imitation.send("PUT", identity, { location: "westeurope", tags: { team: "web" } });
  expect(imitation.properties("GET", identity)).toMatchObject({ isolationScope: "Regional" });
});

test("a token of the trusted service account becomes a token of the identity", () => {
  const { imitation, clientId, principalId } = trusting();
  const { access_token } = login(imitation, { client_id: clientId, client_assertion: signed(CLAIMS) });
  expect(decoded(textOf(access_token))?.claims).toMatchObject({
    oid: principalId,
    appid: clientId,
    tid: TENANT,
    aud: "https://containerregistry.azure.net",
  });
});

test.each([
  ["another issuer", { ...CLAIMS, iss: "https://oidc.contoso.com/test" }, 700211],
  ["another namespace", { ...CLAIMS, sub: "system:serviceaccount:other:app" }, 700213],
  ["another account", { ...CLAIMS, sub: "system:serviceaccount:shop:web" }, 700213],
  ["another audience", { ...CLAIMS, aud: ["api://AKSIdentityBinding"] }, 700212],
  ["a token that is over", { ...CLAIMS, exp: 1 }, 700024],
])("%s is refused", (_, claims, code) => {
  const { imitation, clientId } = trusting();
  expect(login(imitation, { client_id: clientId, client_assertion: signed(claims) })).toMatchObject({ error_codes: [code] });
});

test("a token that others signed or changed is refused", () => {
  const { imitation, clientId } = trusting();
  const [header, , signature] = signed({ ...CLAIMS, sub: "system:serviceaccount:shop:web" }).split(".");
  const claims = signed(CLAIMS).split(".")[1];
  for (const assertion of [`${header}.${claims}.${signature}`, signed(CLAIMS, "two"), "nothing"]) {
    expect(login(imitation, { client_id: clientId, client_assertion: assertion })).toMatchObject({ error: "invalid_client" });
  }
});

test("an identity without a credential, and one that is not there, get nothing", () => {
  const { imitation } = trusting();
  const { clientId } = imitation.properties("GET", imitation.identity("bare"));
  const client_assertion = signed(CLAIMS);
  expect(login(imitation, { client_id: textOf(clientId), client_assertion })).toMatchObject({ error_codes: [70025] });
  expect(login(imitation, { client_id: "none", client_assertion })).toMatchObject({ error_codes: [700016] });
});

test("a password gets a token, and a wrong one does not", () => {
  const { imitation } = trusting();
  const client_id = DEPLOYER.clientId;
  expect(login(imitation, { client_id, client_secret: DEPLOYER.password })).toMatchObject({ token_type: "Bearer" });
  expect(login(imitation, { client_id, client_secret: "wrong" })).toMatchObject({ error_codes: [7000215] });
});

describe("a registry", () => {
  function ask({ azure }: Imitation, path: string, { form = {}, authorization = "" } = {}) {
    const raw = new URLSearchParams(form).toString();
    const [pathname, search] = path.split("?");
    const query = new URLSearchParams(search);
    const answer = registryService(azure, requestOf({ path: pathname, query, raw, host: `${SERVER}:443` }), authorization);
    return { ...answer, body: isObject(answer.body) ? answer.body : {} };
  }

  function granted({ imitation, principalId }: ReturnType<typeof trusting>): void {
    const registry = imitation.azure.store.all().find(({ name }) => name === "contosoregistry");
    const path = `${registry?.id}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000999`;
    const properties = {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: "/x/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    };
    expect(imitation.send("PUT", path, { properties }).status).toBe(201);
  }

  function exchanged({ imitation, clientId }: ReturnType<typeof trusting>): string {
    const { access_token } = login(imitation, { client_id: clientId, client_assertion: signed(CLAIMS) });
    const form = { grant_type: "access_token", service: SERVER, access_token: textOf(access_token) };
    return textOf(ask(imitation, "/oauth2/exchange", { form }).body.refresh_token);
  }

  function pull(imitation: Imitation, refreshToken: string): number {
    const authorization = `Basic ${Buffer.from(`00000000-0000-0000-0000-000000000000:${refreshToken}`).toString("base64")}`;
    const { body } = ask(imitation, "/oauth2/token?scope=repository:team/app:pull", { authorization });
    return ask(imitation, "/v2/team/app/manifests/1", { authorization: `Bearer ${textOf(body.access_token)}` }).status;
  }

  test("lets an identity pull that has a role, and no other", () => {
    const world = trusting();
    expect(pull(world.imitation, exchanged(world))).toBe(401);
    granted(world);
    expect(pull(world.imitation, exchanged(world))).toBe(200);
  });

  test("challenges whoever comes without a token, and exchanges nothing but one of its tenant", () => {
    const { imitation } = trusting();
    expect(ask(imitation, "/v2/")).toMatchObject({
      status: 401,
      headers: { "www-authenticate": `Bearer realm="https://${SERVER}/oauth2/token",service="${SERVER}"` },
    });
    const form = { grant_type: "access_token", service: SERVER, access_token: signed({ tid: "another" }) };
    expect(ask(imitation, "/oauth2/exchange", { form }).status).toBe(401);
    expect(ask(imitation, "/oauth2/exchange", { form: { ...form, access_token: "" } }).status).toBe(401);
  });
});
