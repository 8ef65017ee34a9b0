import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiServer, controllerManager } from "../../kubernetes/versions";

let folder: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubernetes-versions-"));
  process.env = { ...before, K8S_BIN: folder };
  delete process.env.ONLY_KUBERNETES;
});

afterEach(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

const put = (...names: readonly string[]) => {
  for (const name of names) {
    writeFileSync(join(folder, name), "");
  }
};

test("a control plane has the newest version that is here, whose parts belong together", () => {
  put("kube-apiserver-1.36", "kube-apiserver-1.9", "kube-apiserver", "kube-controller-manager", "kube-controller-manager-1.36");
  expect([apiServer(), controllerManager()]).toEqual([
    join(folder, "kube-apiserver-1.36"),
    join(folder, "kube-controller-manager-1.36"),
  ]);
});

test("a version is chosen by its name, and one that is not here is no reason to take another one", () => {
  put("kube-apiserver-1.36", "kube-apiserver-1.35", "kube-controller-manager");
  process.env.ONLY_KUBERNETES = "1.35";
  expect([apiServer(), controllerManager()]).toEqual([
    join(folder, "kube-apiserver-1.35"),
    join(folder, "kube-controller-manager"),
  ]);
  process.env.ONLY_KUBERNETES = "1.37";
  expect(apiServer).toThrow(`Kubernetes 1.37 is not in ${folder}, which has 1.35, 1.36; run npm run testbed:get.`);
});

test("a folder without an API server says so", () => {
  expect(apiServer).toThrow(`No version of Kubernetes is in ${folder}; run npm run testbed:get.`);
});
