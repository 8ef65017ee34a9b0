import { Fn, Token } from "cdktf";
import { type IPullIdentity, PullIdentityConsumer, type ServiceAccountSubject } from "../interfaces";
import { fail } from "../private/fail";
import { read } from "../private/props/reader";
import { podLabelsFor } from "./private/consumers";

const { AKS_WORKLOAD_IDENTITY, WORKLOAD_IDENTITY } = PullIdentityConsumer;

/** The controllers of Kyverno that read registries, as its chart ends the names of their service accounts. */
const CONTROLLER = /-(admission|reports)-controller$/;

/**
 * Values for the charts of programs that check the signatures of images, so that they read the registry as their own
 * service account: with the pull identity, and with nothing else. A JSON text, for the `values` of a `helm_release` after
 * your own, or for a file of `helm --values`. The chart makes the service account, so no `ServiceAccount` does. Nothing
 * secret is in it.
 *
 * @example
 * const kyverno = new PullIdentity(this, "kyverno", {
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   issuerUrl: "https://oidc.contoso.com/prod",
 *   consumer: PullIdentityConsumer.WORKLOAD_IDENTITY,
 *   subjects: [{ namespaceName: "kyverno", serviceAccount: "kyverno-admission-controller" }],
 * });
 * registry.grantPull(kyverno);
 * new TerraformOutput(this, "kyverno_values", { value: VerifierValues.forKyverno(kyverno) });
 */
export class VerifierValues {
  /**
   * For Ratify, whose only service account is the only subject. With the consumer WORKLOAD_IDENTITY they are for the chart
   * `ratify` (Ratify, "Values of the chart ratify 1.15.5" of 2026-07-27). With AKS_WORKLOAD_IDENTITY, by an identity
   * binding, they are for a chart `ratify-gatekeeper-provider` that has `identityBinding`, which 2.0.0-beta.1 has not
   * (Ratify, "Values of the chart ratify-gatekeeper-provider" of 2026-08-06), and state its only store.
   *
   * @throws if the identity is of another consumer or has another number of subjects
   */
  public static forRatify(pullIdentity: IPullIdentity): string {
    const place = "VerifierValues.forRatify";
    const identity = identityFor(place, pullIdentity, [WORKLOAD_IDENTITY, AKS_WORKLOAD_IDENTITY]);
    const { clientId, tenantId, consumer, subjects } = identity;
    if (subjects.length !== 1) {
      refuse(place, identity, "have one subject, the service account of Ratify");
    }
    const [{ serviceAccount: name }] = subjects;
    const serviceAccount = { name, annotations: identity.serviceAccountAnnotations };
    const credential = {
      provider: "azure",
      clientID: clientId,
      tenantID: tenantId,
      identityBinding: { enabled: true },
    };
    return values(
      consumer === AKS_WORKLOAD_IDENTITY
        ? { serviceAccount, stores: [{ credential }] }
        : {
            serviceAccount,
            azureWorkloadIdentity: { clientId },
            oras: { authProviders: { azureWorkloadIdentityEnabled: true } },
          },
    );
  }

  /**
   * For Kyverno (Kyverno, "Values of the chart kyverno 3.9.0" of 2026-08-10). The subjects are the service accounts of its
   * admission controller and, if it reports on images, of its reports controller, in one namespace: names that end in
   * `-admission-controller` and `-reports-controller`, as the chart ends them. The credential helper for Azure, which knows
   * no identity bindings, is among those that the chart turns on.
   *
   * @throws if the identity is not of the consumer WORKLOAD_IDENTITY, or has other subjects
   */
  public static forKyverno(pullIdentity: IPullIdentity): string {
    const place = "VerifierValues.forKyverno";
    const identity = identityFor(place, pullIdentity, [WORKLOAD_IDENTITY]);
    const { consumer, subjects, serviceAccountAnnotations: annotations } = identity;
    const controllers = subjects.map(({ serviceAccount }) => CONTROLLER.exec(serviceAccount)?.[1]);
    const namespaces = new Set(subjects.map(({ namespaceName }) => namespaceName));
    if (!["admission", "admission,reports"].includes([...controllers].sort().join()) || namespaces.size !== 1) {
      refuse(
        place,
        identity,
        "have the subject <name>-admission-controller, and no other than <name>-reports-controller in the same namespace",
      );
    }
    const valuesOf = ({ serviceAccount: name }: ServiceAccountSubject) => ({
      rbac: { serviceAccount: { name, annotations } },
      podLabels: podLabelsFor(consumer),
    });
    return values(Object.fromEntries(subjects.map((one, index) => [`${controllers[index]}Controller`, valuesOf(one)])));
  }

  private constructor() {}
}

function values(all: object): string {
  return Token.asString(Fn.jsonencode(all));
}

function identityFor(place: string, given: IPullIdentity, consumers: readonly PullIdentityConsumer[]): IPullIdentity {
  const identity = read(place, "pullIdentity", given, "IPullIdentity");
  if (!consumers.includes(identity.consumer)) {
    fail(place, {
      property: "pullIdentity",
      must: `be for the consumer ${consumers.join(" or ")}, whose tokens the program asks for`,
      got: identity.consumer,
      repair: `create '${identity.node.path}' with that consumer`,
    });
  }
  return identity;
}

/** Another program's service account would read what the verifier may. */
function refuse(place: string, { node }: IPullIdentity, must: string): never {
  const repair = `create a PullIdentity for the verifier alone in place of '${node.path}'`;
  fail(place, { property: "pullIdentity", must, repair });
}
