import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubernetesCluster, startKubernetes } from "../support/providers";
import { REAL } from "../support/setup";

/** A kube-apiserver of Kubernetes 1.36 or later, which has MutatingAdmissionPolicy in v1. Nobody has to name one. */
const OTHER_API_SERVER = process.env.K8S_APISERVER;

/** Of Kubernetes 1.34, MutatingAdmissionPolicy is a beta that is off (Kubernetes, "Feature Gates"). */
const FLAGS = OTHER_API_SERVER
  ? []
  : ["--feature-gates=MutatingAdmissionPolicy=true", "--runtime-config=admissionregistration.k8s.io/v1beta1=true"];

/** The version in which the API server has MutatingAdmissionPolicy. */
export const MUTATING_VERSION = OTHER_API_SERVER ? "v1" : "v1beta1";

/** An API server that knows both kinds of admission policies. */
export async function startWithPolicies(): Promise<KubernetesCluster> {
  const { K8S_BIN } = process.env;
  const real = K8S_BIN ?? join(execFileSync("bash", [join(REAL, "lay.sh")], { encoding: "utf8" }).trim(), "kubernetes");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  for (const program of readdirSync(real).filter((name) => name !== "kube-apiserver")) {
    symlinkSync(join(real, program), join(folder, program));
  }
  const apiServer = OTHER_API_SERVER ?? join(real, "kube-apiserver");
  writeFileSync(join(folder, "kube-apiserver"), `#!/bin/sh\nexec '${apiServer}' "$@" ${FLAGS.join(" ")}\n`, { mode: 0o700 });
  process.env.K8S_BIN = folder;
  try {
    return await startKubernetes();
  } finally {
    Object.assign(process.env, { K8S_BIN });
    if (K8S_BIN === undefined) {
      delete process.env.K8S_BIN;
    }
    rmSync(folder, { recursive: true });
  }
}
