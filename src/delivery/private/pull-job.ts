import type {
  JobV1Spec,
  JobV1SpecTemplateMetadata,
  JobV1SpecTemplateSpec,
  JobV1SpecTemplateSpecContainerEnv,
  JobV1SpecTemplateSpecContainerResources,
  JobV1Timeouts,
} from "@cdktf/provider-kubernetes/lib/job-v1";
import { Fn, Op, Token } from "cdktf";

/** How long the pod of a failed check stays, so that it can be asked for the reason. */
const SECONDS_TO_DIAGNOSE = 86_400;

/**
 * What no update is planned for: a change of resources takes effect with the next run, and one of the metadata of a pod,
 * which is immutable, runs the check again.
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
  const { nodeSelector, toleration, resources } = options;
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
        env: environment(options),
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
 * What the check runs again for: a changed environment variable replaces the Job. `replace_triggered_by` does not see a
 * creation; and on a Job that stays, a label that is no longer stated could not be told from those of others.
 */
function environment({ uids, metadata }: PullJobOptions): JobV1SpecTemplateSpecContainerEnv[] | undefined {
  const { labels, annotations } = metadata;
  const values = { PULLED_WITH: uids, LABELS: textOf(labels), ANNOTATIONS: textOf(annotations) };
  const env = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return env.length > 0 ? env : undefined;
}

function textOf(map: { [name: string]: string } | undefined): string | undefined {
  if (map === undefined || Token.isUnresolved(map)) {
    return map && Fn.jsonencode(map);
  }
  return JSON.stringify(Object.fromEntries(Object.entries(map).sort()));
}

/**
 * How long Terraform waits for the Job. Its wait ends before the deadline of the Job, at which Kubernetes would delete
 * the pod and with it the reason.
 */
export function timeoutsOf(deadlineSeconds: number): JobV1Timeouts {
  const seconds = Token.isUnresolved(deadlineSeconds) ? Token.asString(deadlineSeconds) : String(deadlineSeconds);
  return { create: `${seconds}s`, update: `${seconds}s` };
}
