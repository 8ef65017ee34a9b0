import { isObject, type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { graph } from "../../azure/graph/graph";
import { DEPLOYER } from "../../azure/known/identities";
import { Refusal } from "../../azure/server/messages";
import { Imitation, requestOf } from "../support/imitation";

class Graph {
  constructor(public readonly imitation: Imitation) {}

  /** The body of an answer, or the code of a refusal. */
  public send(method: string, path: string, body: JsonObject = {}, filter?: string): JsonObject {
    const query = new URLSearchParams(filter === undefined ? {} : { $filter: filter });
    try {
      const answer = graph(this.imitation.azure, requestOf({ method, path: `/v1.0/${path}`, body, query }));
      return isObject(answer.body) ? answer.body : {};
    } catch (error) {
      if (error instanceof Refusal) {
        return { code: error.code };
      }
      throw error;
    }
  }
}

function withPrincipal(env: NodeJS.ProcessEnv = {}) {
  const client = new Graph(new Imitation(env));
  const owner = `https://graph.test/v1.0/directoryObjects/${DEPLOYER.objectId}`;
  const application = client.send("POST", "applications", { displayName: "puller", "owners@odata.bind": [owner] });
  const principal = client.send("POST", "servicePrincipals", { appId: application.appId });
  return { client, application, principal };
}

test("a service principal belongs to an application, whose name it has, and goes with it", () => {
  const { client, application, principal } = withPrincipal();
  client.send("PATCH", `applications/${application.id}`, { displayName: "renamed" });
  expect(client.send("GET", `servicePrincipals/${principal.id}`)).toMatchObject({ displayName: "renamed" });
  expect(client.send("POST", "servicePrincipals", { appId: application.appId })).toEqual({
    code: "Request_MultipleObjectsWithSameKeyValue",
  });
  client.send("DELETE", `applications/${application.id}`);
  expect(client.send("GET", `servicePrincipals/${principal.id}`)).toEqual({ code: "Request_ResourceNotFound" });
});

test("a password is told once, and is gone when it is removed", () => {
  const { client, application } = withPrincipal();
  const path = `applications/${application.id}`;
  const made = client.send("POST", `${path}/addPassword`, { passwordCredential: { displayName: "first" } });
  expect(client.send("GET", path)).toMatchObject({ passwordCredentials: [{ keyId: made.keyId, secretText: null }] });
  const { store } = client.imitation.azure;
  expect(Object.values(store.passwordsOf(textOf(application.id)))).toEqual([made.secretText]);
  client.send("POST", `${path}/removePassword`, { keyId: made.keyId });
  expect(store.passwordsOf(textOf(application.id))).toEqual({});
  expect(client.send("POST", `${path}/removePassword`, { keyId: made.keyId })).toEqual({ code: "Request_BadRequest" });
});

test("a policy of the tenant limits passwords, or allows none", () => {
  const long = { passwordCredential: { endDateTime: "2099-01-01T00:00:00Z" } };
  const thirty = withPrincipal({ FAKE_AZURE_PASSWORD_DAYS: "30" });
  expect(thirty.client.send("POST", `applications/${thirty.application.id}/addPassword`, long)).toEqual({
    code: "CredentialInvalidLifetimeAsPerAppPolicy",
  });
  const none = withPrincipal({ FAKE_AZURE_PASSWORD_DAYS: "0" });
  expect(none.client.send("POST", `applications/${none.application.id}/addPassword`, long)).toEqual({
    code: "CredentialTypeNotAllowedAsPerAppPolicy",
  });
});

test("where the deployer may change only what it owns, it is refused anything else", () => {
  const { client, application, principal } = withPrincipal({ FAKE_AZURE_OWNED_BY: "1" });
  expect(client.send("PATCH", `applications/${application.id}`, { notes: "ours" })).toEqual({});
  expect(client.send("PATCH", `servicePrincipals/${principal.id}`, { notes: "not ours" })).toEqual({
    code: "Authorization_RequestDenied",
  });
});

test("groups have members, which are found by their type", () => {
  const { client, principal } = withPrincipal();
  const group = client.send("POST", "groups", { displayName: "pullers" });
  const members = `groups/${group.id}/members`;
  client.send("POST", `${members}/$ref`, { "@odata.id": `https://graph.test/v1.0/directoryObjects/${principal.id}` });
  expect(client.send("GET", members)).toMatchObject({ value: [{ "@odata.type": "#microsoft.graph.servicePrincipal" }] });
  client.send("DELETE", `${members}/${principal.id}/$ref`);
  expect(client.send("GET", members)).toEqual({ value: [] });
});

test("objects are found by a filter that is understood", () => {
  const { client, principal } = withPrincipal();
  expect(client.send("GET", "servicePrincipals", {}, "displayName eq 'Puller'").value).toMatchObject([{ id: principal.id }]);
  expect(client.send("GET", "servicePrincipals", {}, "tags/any()")).toEqual({ code: "Request_UnsupportedQuery" });
});
