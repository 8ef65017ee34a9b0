import type { TerraformProvider } from "cdktf";
import { type IAksCluster, PullIdentityConsumer } from "../../interfaces";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import { IDENTITY_RULES } from "./identity-rules";

/** A cluster in AKS, and how its identity binding is made. */
export interface BindingPlace {
  readonly cluster: IAksCluster;
  readonly kubernetesProvider?: TerraformProvider;
  readonly identityBindingName?: string;
  readonly unsupportedReason?: string;
}

export interface ReaderOptions extends Partial<BindingPlace> {
  readonly clusters?: { [name: string]: BindingPlace };
  readonly issuerUrl?: string;
  readonly issuerUrls?: { [name: string]: string };
  readonly consumer?: PullIdentityConsumer;
  readonly application?: object;
  readonly credentialNamePrefix?: string;
}

/** Of one cluster: what makes ids and names of several differ, and nothing for the only one. */
export interface Named<T> {
  readonly suffix: string;
  readonly value: T;
}

/** Who reads the identity, and what it trusts: identity bindings of clusters, whose credential AKS makes, or issuers. */
export interface Reader {
  readonly consumer: PullIdentityConsumer;
  readonly bindings: readonly Named<BindingPlace>[];
  readonly issuers: readonly Named<string>[];
}

const { AKS_KUBELET, AKS_WORKLOAD_IDENTITY, KUBELET } = PullIdentityConsumer;

export function readerOf(rules: Rules, props: ReaderOptions): Reader {
  const scope = rules.construct;
  const clusters = clustersOf(rules, props);
  const urls = named(rules, "issuerUrls", props.issuerUrl, props.issuerUrls);
  const isInAks = clusters.length > 0;
  if (isInAks === urls.length > 0) {
    fail(scope, {
      property: "exactly one of cluster and issuerUrl",
      must: "be set",
      got: isInAks ? "both" : "none",
      repair: "pass AKS clusters (cluster, clusters), or the issuers of clusters outside Azure (issuerUrl, issuerUrls)",
      see: "pull-identity-issuer",
    });
  }
  const { consumer = isInAks ? AKS_KUBELET : KUBELET } = props;
  const isBound = consumer === AKS_KUBELET || consumer === AKS_WORKLOAD_IDENTITY;
  if (isInAks ? consumer === KUBELET : isBound) {
    fail(scope, {
      property: "consumer",
      must: isInAks
        ? "not be KUBELET in AKS, which configures the credential provider of its nodes itself"
        : "not be AKS_KUBELET or AKS_WORKLOAD_IDENTITY outside AKS, where no identity bindings exist",
      got: consumer,
      repair: isInAks ? "leave consumer out for an identity binding" : "leave consumer out, or pass the AKS cluster",
    });
  }
  if (isBound) {
    checkBindings(rules, props, clusters);
    return { consumer, bindings: clusters, issuers: [] };
  }
  refuseOfBinding(rules, props, clusters);
  const issuers = [...urls, ...clusters.map(({ suffix, value }) => ({ suffix, value: value.cluster.oidcIssuerUrl }))];
  for (const [index, { value }] of issuers.entries()) {
    rules.text("issuerUrl", value, IDENTITY_RULES.issuerUrl);
    // Microsoft Entra, "Important considerations and restrictions for federated identity credentials".
    if (issuers.findIndex((other) => other.value === value) !== index) {
      fail(scope, {
        property: "issuerUrls",
        must: "not contain an issuer twice, since Microsoft Entra ID takes a pair of issuer and subject once",
        got: value,
        repair: "remove the duplicate; clusters that share an issuer share its credentials",
        see: "pull-identity-issuer",
      });
    }
  }
  return { consumer, bindings: [], issuers };
}

/** The one that has no name, and those that have. */
function named<T>(rules: Rules, property: string, one: T | undefined, others: { [name: string]: T } = {}): Named<T>[] {
  for (const name of Object.keys(others)) {
    rules.text(`the name of ${property}`, name, IDENTITY_RULES.nameOfCluster);
  }
  const all = Object.entries(others).map(([name, value]) => ({ suffix: `-${name}`, value }));
  return one === undefined ? all : [{ suffix: "", value: one }, ...all];
}

function clustersOf(rules: Rules, props: ReaderOptions): Named<BindingPlace>[] {
  const { cluster, kubernetesProvider, identityBindingName, unsupportedReason } = props;
  const one: BindingPlace | undefined = cluster && { cluster, kubernetesProvider };
  return named(rules, "clusters", one, props.clusters).map(({ suffix, value }) => ({
    suffix,
    value: { ...value, identityBindingName: value.identityBindingName ?? identityBindingName, unsupportedReason },
  }));
}

function checkBindings(rules: Rules, options: ReaderOptions, clusters: readonly Named<BindingPlace>[]): void {
  const { application, credentialNamePrefix } = options;
  if (credentialNamePrefix !== undefined) {
    fail(rules.construct, {
      property: "credentialNamePrefix",
      must: "be left out with an identity binding, whose credential AKS names",
      repair: "remove it",
    });
  }
  if (application) {
    fail(rules.construct, {
      property: "application",
      must: "be left out with an identity binding, which takes managed identities only",
      repair: "leave it out, or choose another consumer",
    });
  }
  for (const { value } of clusters) {
    const name = value.identityBindingName ?? rules.construct.node.id;
    rules.text("identityBindingName", name, IDENTITY_RULES.identityBindingName);
  }
}

function refuseOfBinding(rules: Rules, props: ReaderOptions, clusters: readonly Named<BindingPlace>[]): void {
  const given = [props, ...clusters.map(({ value }) => value)];
  const names = ["identityBindingName", "kubernetesProvider", "unsupportedReason"] as const;
  const property = names.find((name) => given.some((place) => place[name] !== undefined));
  if (property !== undefined) {
    fail(rules.construct, {
      property,
      must: "be left out without an identity binding, since nothing in the cluster is created",
      repair: "remove it",
    });
  }
}
