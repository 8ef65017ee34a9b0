import type { TerraformProvider } from "cdktf";
import { type IOidcIssuerCluster, PullIdentityConsumer } from "../../interfaces";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import { IDENTITY_RULES } from "./identity-rules";

export interface ReaderOptions {
  readonly cluster?: IOidcIssuerCluster;
  readonly issuerUrl?: string;
  readonly consumer?: PullIdentityConsumer;
  readonly application?: object;
  readonly identityBindingName?: string;
  readonly kubernetesProvider?: TerraformProvider;
}

/** Who reads the identity, and what it trusts: an identity binding of a cluster, or an issuer. */
export interface Reader {
  readonly consumer: PullIdentityConsumer;
  readonly bindingCluster?: IOidcIssuerCluster;
  /** Empty with an identity binding, whose credential AKS makes itself. */
  readonly issuer: string;
}

const { AKS_KUBELET, KUBELET } = PullIdentityConsumer;

export function readerOf(rules: Rules, props: ReaderOptions): Reader {
  const { cluster, issuerUrl } = props;
  const scope = rules.construct;
  if ((cluster === undefined) === (issuerUrl === undefined)) {
    fail(scope, {
      property: "one of cluster and issuerUrl",
      must: "be set, and not the other one",
      got: cluster ? "both" : "none",
      repair: "pass the AKS cluster, or the issuer of a cluster outside Azure",
      see: "pull-identity-issuer",
    });
  }
  const { consumer = cluster ? AKS_KUBELET : KUBELET } = props;
  if (consumer === (cluster ? KUBELET : AKS_KUBELET)) {
    fail(scope, {
      property: "consumer",
      must: cluster
        ? "not be KUBELET in AKS, which configures the credential provider of its nodes itself"
        : "not be AKS_KUBELET outside AKS, where no identity bindings exist",
      got: consumer,
      repair: cluster ? "leave consumer out for an identity binding" : "leave consumer out, or pass the AKS cluster",
    });
  }
  if (consumer === AKS_KUBELET) {
    checkBinding(rules, props);
    return { consumer, bindingCluster: cluster, issuer: "" };
  }
  refuseOfBinding(rules, props);
  const issuer = issuerUrl ?? cluster?.oidcIssuerUrl ?? "";
  rules.text("issuerUrl", issuer, IDENTITY_RULES.issuerUrl);
  return { consumer, issuer };
}

function checkBinding(rules: Rules, { application, identityBindingName }: ReaderOptions): void {
  if (application) {
    fail(rules.construct, {
      property: "application",
      must: "be left out with an identity binding, which takes managed identities only",
      repair: "leave it out, or choose another consumer",
    });
  }
  rules.text("identityBindingName", identityBindingName ?? rules.construct.node.id, IDENTITY_RULES.identityBindingName);
}

function refuseOfBinding(rules: Rules, props: ReaderOptions): void {
  const property = (["identityBindingName", "kubernetesProvider"] as const).find((name) => props[name] !== undefined);
  if (property !== undefined) {
    fail(rules.construct, {
      property,
      must: "be left out without an identity binding, since nothing in the cluster is created",
      repair: "remove it",
    });
  }
}
