import type * as jobBinding from "@cdktf/provider-kubernetes/lib/job-v1";
import { dependable, type ITerraformDependable, Op, TerraformIterator, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../../interfaces";
import { conditions } from "../private/conditions";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { check, RULES } from "../private/rules";
import { asList, checkNamespaces, namespaceConditions } from "./private/namespaces";
import { checkPullSecrets, checkSameStack, clusterOf, refuseSecondObject } from "./private/pull-secrets";

const bindings = lazy<typeof jobBinding>(() => require("@cdktf/provider-kubernetes/lib/job-v1"));

/** A failed Job is reported up to ten seconds after its deadline. */
const SECONDS_TO_REPORT = 30;

export interface PullCheckProps {
  /** The image to pull, beginning with the login server: `contoso.azurecr.io/team/app:1`. */
  readonly image: string;

  /** Pull as pods of this service account do, in its namespaces. @default - none */
  readonly serviceAccount?: IServiceAccount;

  /** Pull as pods that name these secrets do, in the secrets' namespaces. @default - none */
  readonly imagePullSecrets?: IImagePullSecret[];

  /**
   * Pull as the node does, by its own identity, in these namespaces. Where the namespace's default service account carries
   * secrets, those are tried as well. An empty list in a variable checks nothing.
   *
   * @default - the namespaces of the service account or of the secrets
   */
  readonly namespaces?: string[];

  /** What to wait for, such as the pull grant of the nodes' identity. The secrets are waited for anyway. @default - nothing more */
  readonly dependsOn?: ITerraformDependable[];

  /** A command of the image that ends at once with success, without a shell. @default ["true"] */
  readonly command?: string[];

  /** Seconds until an image that was not pulled counts as a failure: at least 1. A new grant may need 600. @default 120 */
  readonly deadlineSeconds?: number;

  /** Changing it runs the check again. @default - the construct's id */
  readonly jobName?: string;

  /** The provider of the cluster, with `namespaces` only. @default - that of the service account or secrets, else the stack's only one */
  readonly provider?: TerraformProvider;
}

/**
 * A Job in each namespace whose success proves that a pod there can pull an image. The apply waits for it and fails when the pull
 * fails, after the deadline and up to ten seconds more. It runs again when the image or a pull secret changes, and after a failure.
 * Its pods meet the restricted Pod Security Standard and get no token for the API server. Nothing secret lands in the state.
 *
 * A node tries its own identity beside the pod's secrets. On a cluster that may pull from the registry by itself, a check by secret or
 * service account therefore succeeds whatever the secret holds.
 *
 * A pull that fails never fails a pod, so Kubernetes gives the apply no reason (Kubernetes, "Jobs": only the deadline ends it), and
 * the pod is gone afterwards. To see the reason, look while the apply waits, or within the hour that events are kept:
 *
 *     kubectl get events -n <namespace> --field-selector reason=Failed
 *
 * `401 Unauthorized` or `403`: the secret's password or the grant; `not found`: the image; `exec: "true": not found`: the image
 * was pulled but has no such command, set `command`.
 */
export class PullCheck extends Construct implements ITerraformDependable {
  private readonly job: jobBinding.JobV1;

  /**
   * @throws when the image has no login server, when not exactly one of service account, secrets and namespaces is given, or when
   * the deadline is no whole number of seconds
   */
  constructor(scope: Construct, id: string, props: PullCheckProps) {
    super(scope, id);
    const jobName = props.jobName ?? id;
    const deadline = props.deadlineSeconds ?? 120;
    check(this, "jobName", jobName, RULES.jobName);
    check(this, "image", props.image, RULES.image);
    checkDeadline(this, deadline);
    checkCommand(this, props.command);
    const way = wayToPull(this, props);
    refuseSecondObject(this, "job", jobName, way);
    for (const other of props.dependsOn ?? []) {
      if (Construct.isConstruct(other)) {
        checkSameStack(this, "dependsOn", other);
      }
    }
    // A variable's number is added to by Terraform.
    const seconds = Token.isUnresolved(deadline)
      ? Token.asString(Op.add(deadline, SECONDS_TO_REPORT))
      : deadline + SECONDS_TO_REPORT;
    const timeout = `${seconds}s`;

    const requires = [...way.requires, ...(props.dependsOn ?? [])];

    const each = TerraformIterator.fromList(way.namespaces);
    this.job = new (bindings().JobV1)(this, "Default", {
      forEach: each,
      metadata: { name: jobName, namespace: each.value },
      waitForCompletion: true,
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: deadline,
        // No ttlSecondsAfterFinished: a failed Job that vanishes would be taken for a success.
        template: {
          metadata: {},
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            serviceAccountName: props.serviceAccount?.serviceAccountName,
            imagePullSecrets: props.imagePullSecrets?.map(({ secretName }) => ({ name: secretName })),
            securityContext: { runAsNonRoot: true, runAsUser: "65534", seccompProfile: { type: "RuntimeDefault" } },
            container: [
              {
                name: "pull",
                image: props.image,
                // A copy on the node must not hide that the pull would fail.
                imagePullPolicy: "Always",
                command: props.command ?? ["true"],
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
      },
      timeouts: { create: timeout, update: timeout },
      provider: way.provider,
      lifecycle: lifecycle({
        // The secret of the same namespace only: a rotation runs the check again where it happened.
        replaceTriggeredBy: way.secrets.map((secret) => `${dependable(secret)}[each.key]`),
        precondition: [
          ...conditions(this, "jobName", jobName, RULES.jobName),
          ...conditions(this, "image", props.image, RULES.image),
          ...(props.namespaces ? namespaceConditions(this, way.namespaces, each) : []),
        ],
      }),
      dependsOn: requires.length > 0 ? requires : undefined,
    });
  }

  public get fqn(): string {
    return this.job.fqn;
  }
}

interface WayToPull {
  readonly namespaces: string[];
  readonly secrets: IImagePullSecret[];
  readonly requires: ITerraformDependable[];
  readonly provider?: TerraformProvider;
}

function wayToPull(check: PullCheck, props: PullCheckProps): WayToPull {
  const { serviceAccount, imagePullSecrets, namespaces, provider } = props;
  const ways = Object.entries({ serviceAccount, imagePullSecrets, namespaces }).filter(([, way]) => way !== undefined);
  if (ways.length !== 1) {
    fail(check, {
      property: "serviceAccount, imagePullSecrets, namespaces",
      must: "be exactly one of them",
      got: ways.map(([name]) => name).join(", ") || "none",
      repair: "give the way the pods pull; namespaces alone means the node's own identity",
    });
  }
  if (namespaces) {
    const list = asList(namespaces);
    checkNamespaces(check, list);
    return { namespaces: list, provider, secrets: [], requires: [] };
  }
  if (serviceAccount) {
    checkSameStack(check, "serviceAccount", serviceAccount);
  }
  const secrets = serviceAccount?.imagePullSecrets ?? imagePullSecrets ?? [];
  const first = serviceAccount ?? checkPullSecrets(check, secrets);
  if (provider && clusterOf(provider) !== clusterOf(first.provider)) {
    fail(check, {
      property: "provider",
      must: `be the one of '${first.node.path}', since the check runs in its cluster`,
      got: provider.node.path,
      repair: "leave provider out",
    });
  }
  return {
    namespaces: first.namespaces,
    provider: first.provider,
    secrets,
    requires: serviceAccount ? [serviceAccount] : secrets,
  };
}

function checkCommand(check: PullCheck, command: string[] | undefined): void {
  if (command?.length === 0) {
    fail(check, {
      property: "command",
      must: "name a command, or the image would run its own",
      repair: "leave it out for `true`",
    });
  }
}

function checkDeadline(check: PullCheck, seconds: number): void {
  if (!Token.isUnresolved(seconds) && (!Number.isInteger(seconds) || seconds < 1)) {
    fail(check, {
      property: "deadlineSeconds",
      must: "be a whole number of seconds, at least 1",
      got: String(seconds),
      repair: "leave it out for 120",
    });
  }
}
