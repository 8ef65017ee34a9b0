import type {
  JobV1Spec,
  JobV1SpecTemplateMetadata,
  JobV1SpecTemplateSpec,
  JobV1SpecTemplateSpecContainerResources,
  JobV1Timeouts,
} from "@cdktf/provider-kubernetes/lib/job-v1";
import { Op, Token } from "cdktf";

/** How long the pod of a failed check stays, so that it can be asked for the reason. */
const SECONDS_TO_DIAGNOSE = 86_400;

/**
 * Changes that take effect when the check runs the next time. The metadata of a pod template is immutable, so that its
 * update would be planned for ever, and a change of resources would run the check again for nothing.
 */
export const NEXT_RUN_ONLY = [
  "spec[0].template[0].metadata[0].labels",
  "spec[0].template[0].metadata[0].annotations",
  "spec[0].template[0].spec[0].container[0].resources",
];

export interface PullJobOptions extends Pick<JobV1SpecTemplateSpec, "nodeSelector" | "toleration"> {
  readonly image: string;
  readonly command?: string[];
  readonly serviceAccountName?: string;
  readonly secretNames?: string[];
  readonly deadlineSeconds: number;
  readonly metadata: JobV1SpecTemplateMetadata;
  readonly resources: JobV1SpecTemplateSpecContainerResources;

  /** The uids of what the pod pulls with: the check runs again if one of them is created again. */
  readonly uids?: string;
}

/**
 * The spec of a Job that pulls an image and meets the restricted Pod Security Standard. It has no
 * `ttlSecondsAfterFinished`: Terraform would take a failed Job that disappears for a success.
 */
export function jobSpec(options: PullJobOptions): JobV1Spec {
  const { metadata, deadlineSeconds } = options;
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: Token.isUnresolved(deadlineSeconds)
      ? Token.asNumber(Op.add(deadlineSeconds, SECONDS_TO_DIAGNOSE))
      : deadlineSeconds + SECONDS_TO_DIAGNOSE,
    template: { metadata, spec: podSpec(options) },
  };
}

function podSpec(options: PullJobOptions): JobV1SpecTemplateSpec {
  const { nodeSelector, toleration, resources, uids } = options;
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    serviceAccountName: options.serviceAccountName,
    imagePullSecrets: options.secretNames?.map((name) => ({ name })),
    nodeSelector,
    toleration,
    securityContext: { runAsNonRoot: true, runAsUser: "65534", seccompProfile: { type: "RuntimeDefault" } },
    container: [
      {
        name: "pull",
        image: options.image,
        // A copy on the node must not hide a failing pull.
        imagePullPolicy: "Always",
        command: options.command ?? ["true"],
        // An environment variable replaces the Job when it changes. `replace_triggered_by` does not see a creation.
        env: uids === undefined ? undefined : [{ name: "PULLED_WITH", value: uids }],
        resources,
        securityContext: {
          // The provider sends false if it is left out, which outweighs the pod's own.
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
}

/**
 * How long Terraform waits for the Job. Its wait ends before the deadline of the Job, at which Kubernetes would delete
 * the pod and with it the reason.
 */
export function timeoutsOf(deadlineSeconds: number): JobV1Timeouts {
  const seconds = Token.isUnresolved(deadlineSeconds) ? Token.asString(deadlineSeconds) : String(deadlineSeconds);
  return { create: `${seconds}s`, update: `${seconds}s` };
}
