import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import {
  dependable,
  Fn,
  Lazy,
  type ListTerraformIterator,
  TerraformIterator,
  type TerraformProvider,
  Token,
} from "cdktf";
import type { IPullIdentity, PullIdentityConsumer, ServiceAccountSubject } from "../../interfaces";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import type { Rules } from "../../private/rules";

const bindings = lazy<typeof manifestBinding>(() => require("@cdktf/provider-kubernetes/lib/manifest"));

/** The object of one service account. */
export interface SubjectManifest {
  /** The consumer that the identity must be for. */
  readonly consumer: PullIdentityConsumer;
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: (serviceAccount: string) => object;
  readonly provider?: TerraformProvider;
}

/** One custom resource for each service account of an identity, in its namespace and of its name. */
export function subjectManifests(
  rules: Rules,
  identity: IPullIdentity,
  { consumer, apiVersion, kind, spec, provider }: SubjectManifest,
): manifestBinding.Manifest {
  if (identity.consumer !== consumer) {
    fail(rules.construct, {
      property: "pullIdentity",
      must: `be for the consumer ${consumer}, whose tokens have another audience`,
      got: identity.consumer,
      repair: `create '${identity.node.path}' with that consumer`,
    });
  }
  const forEach = eachSubject(identity.subjects);
  const parts = Fn.split(":", Token.asString(forEach.value));
  const [namespace, name] = [0, 1].map((index) => Token.asString(Fn.element(parts, index)));
  const manifest = new (bindings().Manifest)(rules.construct, "Default", {
    forEach,
    manifest: { apiVersion, kind, metadata: { name, namespace }, spec: spec(name) },
    // Otherwise neither a plan nor a destroy succeeds once somebody else has written to the spec.
    fieldManager: { forceConflicts: true },
    provider,
    lifecycle: rules.lifecycle(),
  });
  // Evaluated at synth: the identity may get more grants after this construct is created.
  manifest.dependsOn = Lazy.listValue({ produce: () => identity.requires.map(dependable) });
  return manifest;
}

/** One instance for each service account, `<namespace>:<name>`. */
export function eachSubject(subjects: readonly ServiceAccountSubject[]): ListTerraformIterator {
  return TerraformIterator.fromList(
    subjects.map(({ namespaceName, serviceAccount }) => `${namespaceName}:${serviceAccount}`),
  );
}
