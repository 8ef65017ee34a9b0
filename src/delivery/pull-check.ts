import type * as jobBinding from "@cdktf/provider-kubernetes/lib/job-v1";
import { dependable, type ITerraformDependable, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { initially } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { checkDependencies, claimName, objectsOf, requirementsOf } from "./private/kubernetes-object";
import { eachNamespace } from "./private/namespaces";
import { jobSpec, NEXT_RUN_ONLY, timeoutsOf } from "./private/pull-job";
import { type PullTarget, pullTarget, uidsOf } from "./private/pull-target";
import { secretOfIdentity } from "./private/service-accounts";
import { type PodArguments, type PullCheckPodOptions, podArguments } from "./pull-check-pod";

/** Azure, "Azure Container Registry Entra permissions and role assignments overview": up to ten minutes, and some more. */
const SECONDS_OF_A_GRANT = 900;

const bindings = lazy<typeof jobBinding>(() => require("@cdktf/provider-kubernetes/lib/job-v1"));

export interface PullCheckProps extends PullCheckPodOptions {
  /** The image to pull, including the login server: `contoso.azurecr.io/team/app:1`. */
  readonly image: string;

  /** Pulls like pods of this service account, in its namespaces. @default - none */
  readonly serviceAccount?: IServiceAccount;

  /**
   * Pulls with the identity of the service account alone, as if the account had no secrets, so that the check proves what
   * is left when they are taken away. Not for EXTERNAL_SECRETS and WORKLOAD_IDENTITY, with which no node pulls.
   *
   * @default false
   */
  readonly identityOnly?: boolean;

  /** Pulls like pods that name these secrets, in the namespaces of the secrets. @default - none */
  readonly imagePullSecrets?: IImagePullSecret[];

  /**
   * Pulls by the node's own identity, in these namespaces. If the default service account of a namespace has pull
   * secrets, they are tried as well. An empty list in a variable checks nothing.
   *
   * @default - the namespaces of the service account or of the secrets
   */
  readonly namespaces?: string[];

  /** What to wait for besides, such as the pull grant of the nodes' identity. @default - nothing else */
  readonly dependsOn?: ITerraformDependable[];

  /** A command in the image that exits at once with status 0; no shell is involved. @default ["true"] */
  readonly command?: string[];

  /**
   * Seconds after which an image that is not pulled counts as a failure: a whole number of at least 1. A new grant may
   * need 600.
   *
   * @default - 900 for a service account with an identity, otherwise 120
   */
  readonly deadlineSeconds?: number;

  /** At most 63 lowercase letters, digits and `-`. Changing it runs the check again. @default - the construct's id */
  readonly jobName?: string;

  /** With `namespaces`: the provider of the cluster. @default - that of account or secrets, or the only one */
  readonly provider?: TerraformProvider;
}

/**
 * A Job in each namespace whose success proves that a pod there can pull an image. The apply waits for it and fails if
 * the image is not pulled by the deadline. Its pods meet the restricted Pod Security Standard, may use only what they
 * request, and get no token for the API server. Nothing secret lands in the state.
 *
 * The check runs again after a failure and when any of these change: the image, the command, the nodes that it may run
 * on, labels and annotations, the content of a pull secret. It also runs again if a pull secret, the service account or
 * the Job is created again, for example because somebody deleted it. Of a secret or an account that others make, nothing
 * is read: change `jobName` to check it again.
 *
 * The check of a service account with an identity comes after its credentials or bindings and the grants, and ends once
 * the registry honors them. It runs again with another identity.
 *
 * Nodes try their own identity besides the secrets of a pod. On a cluster that can pull from the registry by itself, a
 * check of a secret or service account therefore passes even if the secret is wrong.
 *
 * Kubernetes reports no reason for a failed pull to the apply, which ends with `job: <namespace>/<name> is not in
 * complete state`. The pod stays for a day, keeps trying, and tells the registry's answer:
 *
 *     kubectl describe pod -n <namespace> -l job-name=<name>
 *
 * `401 Unauthorized` or `403`: the password of the secret or the grant is wrong; `not found`: the image does not exist;
 * `exec: "true": not found`: the image was pulled but has no such command, so set `command`. If there is no pod, a
 * quota or an admission policy rejected it, and `kubectl describe job -n <namespace> <name>` tells why. The next apply
 * replaces both; `destroy` removes them.
 *
 * For that, Terraform stops waiting before Kubernetes gives up: at the deadline of a Job, Kubernetes deletes the pod,
 * and at the deadline of a pod, the kubelet overwrites the answer in its status. A bare pod instead of a Job would put
 * the answer into the error, but the check would run again whenever the finished pod is removed, for example with its
 * node.
 *
 * @example
 * const grant = registry.grantPull(cluster);
 * new PullCheck(this, "nodes-can-pull", {
 *   image: `${registry.loginServer}/team/app:1`,
 *   namespaces: ["apps"],
 *   dependsOn: grant.requires,
 *   deadlineSeconds: 900,
 * });
 */
export class PullCheck extends Construct implements ITerraformDependable {
  private readonly job: jobBinding.JobV1;

  /**
   * @throws if the image has no login server or one that no secret has credentials for, if not exactly one of service
   * account, secrets and namespaces is given, if `identityOnly` has no identity that nodes pull with, if the deadline is not a whole number, or if the cluster would reject an
   * option of the pods. A second check of that name in a namespace fails the validation of the stack.
   */
  constructor(scope: Construct, id: string, props: PullCheckProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "PullCheckProps");
    const { image, serviceAccount, imagePullSecrets, dependsOn = [], jobName = id } = props;
    const { deadlineSeconds = serviceAccount?.pullIdentity ? SECONDS_OF_A_GRANT : 120 } = props;
    rules.text("jobName", jobName, RULES.jobName);
    rules.text("image", image, RULES.image);
    rules.wholeNumber("deadlineSeconds", deadlineSeconds, { minimum: 1, repair: "leave it out" });
    this.checkCommand(props.command);
    const pod = podArguments(rules, props);
    const target = pullTarget(rules, props);
    checkRegistry(rules, image, target);
    claimName(this, "job", jobName, target);
    checkDependencies(this, dependsOn);

    const { forEach, namespace } = eachNamespace(this, target.namespaces);
    this.job = new (bindings().JobV1)(this, "Default", {
      forEach,
      metadata: { ...forNewJobs(pod.metadata), name: jobName, namespace },
      waitForCompletion: true,
      spec: jobSpec({
        ...pod,
        image,
        command: props.command,
        serviceAccountName: serviceAccount?.serviceAccountName,
        secretNames: props.identityOnly
          ? [secretOfIdentity(rules, serviceAccount)]
          : imagePullSecrets?.map(({ secretName }) => secretName),
        deadlineSeconds,
        uids: uidsOf(target),
      }),
      timeouts: timeoutsOf(deadlineSeconds),
      provider: target.provider,
      lifecycle: rules.lifecycle({
        ignoreChanges: NEXT_RUN_ONLY,
        // Only the secret of the same namespace: a rotation runs the check again where the secret has changed.
        replaceTriggeredBy: target.secrets.flatMap(objectsOf).map((objects) => `${dependable(objects)}[each.key]`),
      }),
    });
    this.job.dependsOn = requirementsOf([target, { requires: dependsOn }]);
    leaveIfUnstated(this.job, ["metadata.annotations", "metadata.labels"]);
  }

  /** Terraform address of the Jobs, for `dependsOn`. */
  public get fqn(): string {
    return this.job.fqn;
  }

  private checkCommand(command: string[] | undefined): void {
    if (command?.length === 0) {
      fail(this, {
        property: "command",
        must: "contain a command, or the image would run its own",
        repair: "leave it out for `true`",
      });
    }
  }
}

/** Another Job gets others. Those of this one are beside what everybody else adds to it. */
function forNewJobs({ labels, annotations }: PodArguments["metadata"]): PodArguments["metadata"] {
  const initialMap = (map: { [name: string]: string }) => Token.asStringMap(initially(map));
  return { labels: labels && initialMap(labels), annotations: annotations && initialMap(annotations) };
}

/**
 * Refuses an image in a registry that no secret contains credentials for. A kubelet compares hosts literally
 * (Kubernetes, "Images"). Hosts that are unknown until plan pass, as do secrets that do not tell their registries, and
 * what an identity may pull.
 */
function checkRegistry(rules: Rules, image: string, { secrets, identity }: PullTarget): void {
  const [host = ""] = image.split("/");
  const loginServers = [...new Set(secrets.flatMap((secret) => secret.loginServers ?? []))];
  const areAllKnown = !identity && secrets.length > 0 && secrets.every((secret) => secret.loginServers);
  if (!areAllKnown || [host, ...loginServers].some((text) => Token.isUnresolved(text)) || loginServers.includes(host)) {
    return;
  }
  fail(rules.construct, {
    property: "image",
    must: `be in a registry that its pull secrets have credentials for (${loginServers.join(", ")})`,
    got: image,
    repair:
      `add credentials for ${host} to one of the secrets, add it to additionalLoginServers if it is another host of ` +
      "the registry, or correct the image",
    see: "image-without-credentials",
  });
}
