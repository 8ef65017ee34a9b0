import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { ref, type TerraformStack, TerraformVariable } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, ImagePolicy, PullSecretPolicy, PullSecretPolicyMode } from "../../src";
import { startWithPolicies } from "./policy/api-server";
import { ALLOWED, EXEMPT, IMAGE_PODS, IMAGE_ROLLOUTS, IMAGE_UPDATES, TAGS } from "./policy/images";
import { image, WORKLOADS, workload } from "./policy/pods";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  patch,
  RealWorkspace,
  secretOf,
} from "./support/providers";

const EXEMPT_LABEL = "contoso.example/exempt";
const MERGE = "application/strategic-merge-patch+json";
const POLICIES = ["places", "digests", "tags"];
const GROUP = "/apis/admissionregistration.k8s.io/v1";
const NEVER = [{ name: "never", expression: "false" }];
const ADD_ON = "azurepolicy-k8sazurev2containerallowedimages";
const REGISTRY_ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/fabrikam";

/** What workloads are made in is the namespace `demand` of a table that other policies have. */
const NAMESPACES: Readonly<Record<string, JsonObject>> = {
  places: { approved: "places" },
  demand: { approved: "places" },
  digests: { approved: "digests" },
  tags: { approved: "tags" },
  apps: { approved: "warned" },
  exempt: { approved: "places", [EXEMPT_LABEL]: "" },
  unlabelled: {},
};

/** Three policies that deny, and one that only warns, beside one for the secret of the registry. */
function policies(): TerraformStack {
  const stack = kubernetesStack();
  const host = (id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
  const loginServer = host("fabrikam");
  const registries = [ContainerRegistry.fromRegistryAttributes(stack, "fabrikam-acr", { registryId: REGISTRY_ID, loginServer })];
  // As the host of a registry that the same apply creates.
  stack.addOverride("resource.terraform_data.tailspin", { input: host("tailspin") });
  const allowedImages = [...ALLOWED, `${ref("terraform_data.tailspin.output")}/team-c`];
  const [places, digests, tags] = [{ exemptNamespaceLabel: EXEMPT_LABEL }, { digestRequired: true }, { allowedTagPattern: TAGS }];
  for (const [id, props] of Object.entries({ places, digests, tags })) {
    new ImagePolicy(stack, id, {
      allowedImages,
      registries,
      exemptImages: EXEMPT,
      namespaceSelector: { approved: id },
      validationActions: PullSecretPolicy.DENY,
      workloadValidationActions: PullSecretPolicy.DENY,
      ...props,
    });
  }
  new ImagePolicy(stack, "warned", { allowedImages: ["contoso.azurecr.io"], digestRequired: true });
  new PullSecretPolicy(stack, "secret", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret: secretOf(stack) });
  return stack;
}

const SAID = {
  unapproved: "not in an approved registry",
  "no digest": "not pinned to a digest",
  "no tag": "nor an approved tag",
};

function verdict({ code, body }: { readonly code: number; readonly body: JsonObject }): string {
  const message = String(body.message);
  const [refused] = Object.entries(SAID).find(([, words]) => message.includes(words)) ?? [message];
  return code < 300 ? "admitted" : refused;
}

describeReal("an API server with policies for images", () => {
  let cluster: KubernetesCluster;

  async function create(path: string, body: JsonObject): Promise<void> {
    const answer = await cluster.api("POST", path, body);
    if (answer.code >= 300) {
      throw new Error(`POST ${path} answered ${answer.code}: ${JSON.stringify(answer.body)}`);
    }
  }

  async function ask(namespace: string, spec: JsonObject): Promise<string> {
    const metadata = { generateName: "pod-" };
    return verdict(await cluster.api("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, { metadata, spec }));
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; !(await holds()); attempt += 1) {
      if (attempt === 300) {
        throw new Error(`${what} did not come in time`);
      }
      await sleep(100);
    }
  }

  beforeAll(async () => {
    cluster = await startWithPolicies();
    for (const [name, labels] of Object.entries(NAMESPACES)) {
      await create("/api/v1/namespaces", { metadata: { name, labels } });
      await create(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: "other" } });
    }
    await cluster.api("PATCH", "/api/v1/namespaces/kube-system", { metadata: { labels: { approved: "places" } } }, MERGE);
    await create(`${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: ADD_ON },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        },
        validations: [
          { expression: "!object.spec.containers.exists(one, one.image == 'evil.example/app:1')", message: "by the add-on" },
        ],
      },
    });
    await create(`${GROUP}/validatingadmissionpolicybindings`, {
      metadata: { name: ADD_ON },
      spec: { policyName: ADD_ON, validationActions: ["Warn"] },
    });
    for (const [index, [, spec]] of IMAGE_UPDATES.entries()) {
      await create("/api/v1/namespaces/places/pods", { metadata: { name: `old-${index}` }, spec });
    }
    for (const [index, [, before]] of IMAGE_ROLLOUTS.entries()) {
      for (const kind of Object.keys(WORKLOADS)) {
        await create(WORKLOADS[kind].path, workload(kind, before, `old-${index}`));
      }
    }
  });

  describe.each(GENERATIONS)("with $generation", ({ use }) => {
    let workspace: RealWorkspace;

    beforeAll(async () => {
      workspace = new RealWorkspace(cluster);
      const stack = policies();
      use(stack);
      workspace.write(stack).variables({ fabrikam: "fabrikam.azurecr.io", tailspin: "tailspin.azurecr.io", password: "secret" });
      await workspace.applyMeanwhile();
      for (const name of POLICIES) {
        await until(name, async () => (await ask(name, image("evil.example/app:v1"))) === "unapproved");
        await until(name, async () => {
          const path = `/apis/apps/v1/namespaces/${name}/deployments?dryRun=All`;
          return verdict(await cluster.api("POST", path, workload("Deployment", image("evil.example/app:v1")))) === "unapproved";
        });
      }
    });

    test("the second plan is empty, and the list of the policy is JSON", async () => {
      expect(await workspace.changesMeanwhile()).toEqual([]);
      const { body } = await cluster.api("GET", `${GROUP}/validatingadmissionpolicies/places`);
      const variables: { name: string; expression: string }[] = Object(body.spec).variables;
      const list = variables.find(({ name }) => name === "allowedImages")?.expression ?? "";
      expect(JSON.parse(list)).toEqual([...ALLOWED, "tailspin.azurecr.io/team-c", "fabrikam.azurecr.io"]);
    });

    test.each(IMAGE_PODS.map((row) => [row.title, row] as const))("a pod %s", async (_title, { spec, verdicts }) => {
      expect(await Promise.all(POLICIES.map((name) => ask(name, spec)))).toEqual(verdicts);
    });

    test.each(Object.keys(WORKLOADS))("a %s of each of these pods", async (kind) => {
      const { path } = WORKLOADS[kind];
      const said = [];
      for (const { title, spec } of IMAGE_PODS) {
        said.push([title, verdict(await cluster.api("POST", `${path}?dryRun=All`, workload(kind, spec)))]);
      }
      expect(said).toEqual(IMAGE_PODS.map(({ title, verdicts }) => [title, verdicts[0]]));
    });

    test.each(IMAGE_UPDATES.map((row, index) => [row[0], row, index] as const))("an older pod %s", async (_title, row, index) => {
      const [, , patch, expected] = row;
      const place = "ephemeralContainers" in Object(patch.spec) ? "/ephemeralcontainers" : "";
      const path = `/api/v1/namespaces/places/pods/old-${index}${place}?dryRun=All`;
      expect(verdict(await cluster.api("PATCH", path, patch, MERGE))).toBe(expected);
    });

    test.each(IMAGE_ROLLOUTS.map((row, index) => [row[0], row, index] as const))(
      "an older workload %s",
      async (_title, row, index) => {
        const [, , after, expected] = row;
        // The template of a Job is immutable.
        for (const kind of Object.keys(WORKLOADS).filter((kind) => kind !== "Job")) {
          const path = `${WORKLOADS[kind].path}/old-${index}`;
          const { body } = await cluster.api("GET", path);
          const spec = { ...Object(body.spec), ...Object(workload(kind, after).spec) };
          expect([kind, verdict(await cluster.api("PUT", `${path}?dryRun=All`, { ...body, spec }))]).toEqual([kind, expected]);
        }
      },
    );

    test("an older Deployment is scaled, labelled and deleted, and its status is written", async () => {
      const path = `${WORKLOADS.Deployment.path}/old-0`;
      const patches: readonly (readonly [string, JsonObject])[] = [
        [path, { metadata: { labels: { team: "web" } } }],
        [path, { spec: { replicas: 3 } }],
        [`${path}/scale`, { spec: { replicas: 4 } }],
        [`${path}/status`, { status: { observedGeneration: 9 } }],
      ];
      for (const [place, patch] of patches) {
        const type = place.endsWith("scale") ? "application/merge-patch+json" : MERGE;
        expect(verdict(await cluster.api("PATCH", `${place}?dryRun=All`, patch, type))).toBe("admitted");
      }
      expect((await cluster.api("DELETE", `${path}?dryRun=All`)).code).toBe(200);
    });

    test.each(["unlabelled", "exempt", "kube-system"])("nobody judges the namespace %s", async (namespace) => {
      expect(await ask(namespace, image("evil.example/app:v1"))).toBe("admitted");
    });

    test.each<[string, string[]]>([
      [
        "evil.example/app:1",
        [ADD_ON, "not in an approved registry or repository: evil.example/app:1; approved: contoso.azurecr.io"],
      ],
      ["contoso.azurecr.io/app:1", ["needs credentials", "not pinned to a digest: contoso.azurecr.io/app:1"]],
      [`contoso.azurecr.io/app@sha256:${"0".repeat(64)}`, ["needs credentials"]],
    ])(
      "beside a policy for the secret and one of the Azure Policy add-on, of %s one thing is said for each fault",
      async (name, said) => {
        const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "warned", namespace: "apps" }, spec: image(name) };
        const args = ["create", "--dry-run=server", "--filename=-"];
        const { stderr } = spawnSync("kubectl", args, { env: cluster.env, input: JSON.stringify(pod), encoding: "utf8" });
        const warnings = stderr.split("\n").filter((line) => line.startsWith("Warning: "));
        expect(warnings.sort()).toEqual(said.map((words) => expect.stringContaining(words)));
      },
    );

    test("the API server finds no fault with the types in the expressions", async () => {
      for (const name of POLICIES.flatMap((policy) => [policy, `${policy}-workloads`])) {
        const path = `${GROUP}/validatingadmissionpolicies/${name}`;
        const checked = async () => Object((await cluster.api("GET", path)).body.status).typeChecking;
        await until(name, async () => (await checked()) !== undefined);
        expect([name, await checked()]).toEqual([name, {}]);
      }
    });

    test("what somebody else has written to a spec is replaced", async () => {
      await patch(cluster, `${GROUP}/validatingadmissionpolicybindings/places`, { spec: { validationActions: ["Audit"] } });
      await patch(cluster, `${GROUP}/validatingadmissionpolicies/places`, { spec: { matchConditions: NEVER } });
      const changes = await workspace.changesMeanwhile();
      expect(changes.map(({ action }) => action)).toEqual(expect.arrayContaining(["delete+create", "delete+create"]));
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      const { body } = await cluster.api("GET", `${GROUP}/validatingadmissionpolicybindings/places`);
      expect(Object(body.spec).validationActions).toEqual(["Deny"]);
    });

    test("what is destroyed leaves nothing, and what the Azure Policy add-on wrote", async () => {
      await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
      for (const kind of ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]) {
        const { body } = await cluster.api("GET", `${GROUP}/${kind}`);
        const names = (body.items as JsonObject[]).map(({ metadata }) => String(Object(metadata).name));
        expect(names.filter((name) => /^(places|digests|tags|warned|secret|azure)/.test(name))).toEqual([ADD_ON]);
      }
    });
  });
});
