import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { nextStep, type Pod } from "../../kubernetes/kubelet/pods";
import { credentialsIn, pullError, registriesOf, sourceOf } from "../../kubernetes/kubelet/pulls";

const NOW = "2026-01-01T00:00:00Z";

function pod(
  spec: Partial<Pod["spec"]> = {},
  more: { readonly phase?: Pod["status"]["phase"]; readonly deleted?: boolean } = {},
): Pod {
  const { phase = "Pending", deleted = false } = more;
  return {
    metadata: { name: "app", namespace: "apps", uid: "1", deletionTimestamp: deleted ? NOW : undefined },
    spec: { nodeName: "played", restartPolicy: "Never", containers: [{ name: "app", image: "app" }], ...spec },
    status: { phase, startTime: NOW },
  };
}

test.each([
  ["app", "docker.io", "docker.io/library/app"],
  ["team/app:1", "docker.io", "docker.io/team/app"],
  ["contoso.azurecr.io/team/app:1", "contoso.azurecr.io", "contoso.azurecr.io/team/app"],
  ["localhost/app", "localhost", "localhost/app"],
  ["registry:5000/app@sha256:0", "registry:5000", "registry:5000/app"],
])("the image %s is at %s", (image, host, name) => {
  expect(sourceOf(image)).toEqual({ host, name });
});

function secretOf(auths: JsonObject, type = "kubernetes.io/dockerconfigjson"): JsonObject {
  return { type, data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths })).toString("base64") } };
}

test.each([
  ["the host", "contoso.azurecr.io", true],
  ["the host as a URL", "https://contoso.azurecr.io/v2/", true],
  ["a path above the image", "contoso.azurecr.io/team", true],
  ["another path", "contoso.azurecr.io/other", false],
  ["another spelling of the host", "Contoso.azurecr.io", false],
])("an entry for %s is used or not", (_, entry, isUsed) => {
  const source = sourceOf("contoso.azurecr.io/team/app:1");
  const auth = Buffer.from("user:password").toString("base64");
  expect(credentialsIn(secretOf({ [entry]: { auth } }), source)).toEqual(isUsed ? ["user:password"] : []);
});

test("a secret of another type or that is malformed gives nothing", () => {
  const source = sourceOf("contoso.azurecr.io/app");
  expect(credentialsIn(secretOf({ "contoso.azurecr.io": { username: "a", password: "b" } }, "Opaque"), source)).toEqual([]);
  expect(credentialsIn({ type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": "e30" } }, source)).toEqual([]);
});

test.each([
  ["the right credential", ["a:b", "user:password"], undefined],
  ["a wrong one", ["a:b"], /failed to fetch oauth token.*repository%3Ateam%2Fapp%3Apull: 401/],
  ["none", [], /failed to fetch anonymous token/],
])("a pull with %s", (_, offered, error) => {
  const image = "contoso.azurecr.io/team/app:1";
  const result = pullError(registriesOf(["contoso.azurecr.io=user:password"]), { image, source: sourceOf(image), offered });
  expect(result === undefined ? undefined : error?.test(result)).toBe(error === undefined ? undefined : true);
});

test.each([
  ["a new pod is bound", pod({ nodeName: undefined }), "bind"],
  ["one that waits for a gate is not", pod({ nodeName: undefined, schedulingGates: [{}] }), "nothing"],
  ["a pod of another node is left alone", pod({ nodeName: "other" }), "nothing"],
  ["a bound pod is run", pod(), "run"],
  ["one that is over is left", pod({}, { phase: "Failed" }), "nothing"],
  ["a deleted one is ended first", pod({}, { deleted: true }), "end"],
  ["and then removed", pod({}, { deleted: true, phase: "Succeeded" }), "delete"],
  ["a pod that takes too long fails", pod({ activeDeadlineSeconds: 1 }), "exceed"],
])("%s", (_, one, step) => {
  expect(nextStep(one, "played", Date.parse(NOW) + 2000)).toBe(step);
});
