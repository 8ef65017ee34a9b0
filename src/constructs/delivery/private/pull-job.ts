import type { JobV1Spec, JobV1Timeouts } from "@cdktf/provider-kubernetes/lib/job-v1";
import { Op, Token } from "cdktf";

/** A failed Job is reported up to ten seconds after its deadline. */
const SECONDS_TO_REPORT = 30;

export interface PullJobOptions {
  readonly image: string;
  readonly command?: string[];
  readonly serviceAccountName?: string;
  readonly secretNames?: string[];
  readonly deadlineSeconds: number;
}

/**
 * The spec of a Job that pulls an image and meets the restricted Pod Security Standard. It has no
 * `ttlSecondsAfterFinished`: Terraform would take a failed Job that disappears for a success.
 */
export function jobSpec(options: PullJobOptions): JobV1Spec {
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: options.deadlineSeconds,
    template: {
      metadata: {},
      spec: {
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        serviceAccountName: options.serviceAccountName,
        imagePullSecrets: options.secretNames?.map((name) => ({ name })),
        securityContext: { runAsNonRoot: true, runAsUser: "65534", seccompProfile: { type: "RuntimeDefault" } },
        container: [
          {
            name: "pull",
            image: options.image,
            // A copy on the node must not hide a failing pull.
            imagePullPolicy: "Always",
            command: options.command ?? ["true"],
            resources: { limits: { cpu: "100m", memory: "64Mi" }, requests: { cpu: "10m", memory: "16Mi" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
    },
  };
}

/** How long Terraform waits for the Job. Terraform computes it if the deadline is a token. */
export function timeoutsOf(deadlineSeconds: number): JobV1Timeouts {
  const seconds = Token.isUnresolved(deadlineSeconds)
    ? Token.asString(Op.add(deadlineSeconds, SECONDS_TO_REPORT))
    : deadlineSeconds + SECONDS_TO_REPORT;
  return { create: `${seconds}s`, update: `${seconds}s` };
}
