import type { ApplicationPasswordA } from "@cdktf/provider-azuread/lib/application-password";
import { type TerraformStack, TerraformVariable } from "cdktf";
import {
  ContainerRegistry,
  type IContainerRegistry,
  ImagePullSecret,
  type IRegistryCredentials,
  PullCheck,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { emptyStack, render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

type Credentials = (stack: TerraformStack, registry: IContainerRegistry, generation: number) => IRegistryCredentials;

const token: Credentials = (stack, registry, generation) =>
  new RegistryToken(stack, "pull-token", {
    registry,
    repositories: ["team/*"],
    generation,
    expiry: `20${30 + generation}-01-01T00:00:00Z`,
  });

const servicePrincipal: Credentials = (stack, registry, generation) => {
  const puller = new ServicePrincipalCredentials(stack, "puller", {
    registry,
    generation,
    expiry: `20${30 + generation}-01-01T00:00:00Z`,
  });
  const { keyId } = puller.node.findChild(`Password-${generation}`) as ApplicationPasswordA;
  // Every password is the same without a cloud; the id of its key is not.
  return { loginServer: puller.loginServer, username: puller.username, password: keyId, requires: puller.requires };
};

function stackOf(credentials: Credentials, generation: number) {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
  const namespaces = ["apps", "jobs"];
  const secret = new ImagePullSecret(stack, "acr-pull", { credentials: [credentials(stack, registry, generation)], namespaces });
  new PullCheck(stack, "check", { image: `${registry.loginServer}/team/app:1`, imagePullSecrets: [secret] });
  return stack;
}

/** Addresses without hashes and types: what happens, in words. */
function brief(address: string): string {
  return address.replace(/_[0-9A-F]{8}$/, "").replace(/^azure\w+\.|^kubernetes_/, "");
}

const [binary] = binaries();

describe("a new generation", () => {
  test.each([
    ["token", token],
    ["service principal", servicePrincipal],
  ])("refuses another expiry for an existing password, which would have no effect (%s)", (_case, credentials) => {
    inWorkspace(binary, (workspace) => {
      const json = render(stackOf(credentials, 1));
      workspace.write(json).apply();
      workspace.write(JSON.parse(JSON.stringify(json).replace(/2031-01-01/g, "2032-01-01")));
      expect(workspace.planError()).toContain(
        "expiry must be the time that this generation was created with, which cannot change",
      );
    });
  });

  test("accepts a variable that means no expiry, and a sensitive one", () => {
    inWorkspace(binary, (workspace) => {
      const stack = emptyStack();
      const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
      const expiry = new TerraformVariable(stack, "expiry", { type: "string" }).stringValue;
      const secret = new TerraformVariable(stack, "secret_expiry", { type: "string", sensitive: true }).stringValue;
      new RegistryToken(stack, "open-token", { registry, repositories: ["*"], expiry });
      new RegistryToken(stack, "hidden-token", { registry, repositories: ["*"], expiry: secret });
      new ServicePrincipalCredentials(stack, "puller", { registry, expiry });
      workspace.write(stack).variables({ expiry: null, secret_expiry: "2031-01-01T00:00:00Z" });
      expect(workspace.apply()).not.toContain("Warning");
      expect(workspace.plan()).toEqual({});
    });
  });

  test.each([
    ["token", token, "pull-token"],
    ["service principal", servicePrincipal, "puller"],
  ])(
    "keeps the password in use until every secret has the new one, in the next and a later generation (%s)",
    (_case, source, id) => {
      inWorkspace(binary, (workspace) => {
        workspace.write(stackOf(source, 1)).apply();
        for (const generation of [2, 5]) {
          const log = workspace.write(stackOf(source, generation)).apply();
          const events = [...log.matchAll(/^(\S+): (Creation|Modifications|Destruction) complete/gm)].map(
            ([, address, event]) => `${event} ${brief(address)}`,
          );
          const at = (event: string) => events.findIndex((line) => line.startsWith(event));
          const created = at(`Creation ${id}_Password-${generation}`);
          const secrets = ["apps", "jobs"].map((namespace) => at(`Modifications secret_v1.acr-pull["${namespace}"]`));
          expect(created).toBeGreaterThan(-1);
          expect(Math.min(...secrets)).toBeGreaterThan(created);
          expect(events.filter((line) => line.startsWith("Creation job_v1.check"))).toHaveLength(2);
          const destroyed = events.filter((line) => line.startsWith(`Destruction ${id}`));
          // The generation before stays. Each one of a registry token is a token and its password.
          const perGeneration = source === token ? 2 : 1;
          expect(destroyed).toHaveLength(generation === 2 ? 0 : 2 * perGeneration);
          for (const line of destroyed.filter((one) => one.includes("-2"))) {
            expect(events.indexOf(line)).toBeGreaterThan(Math.max(...secrets));
          }
          expect(workspace.plan()).toEqual({});
        }
      });
    },
  );
});
