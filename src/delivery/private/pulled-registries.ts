import { TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { IContainerRegistry, IImagePullSecret } from "../../interfaces";
import { hint } from "../../private/error-topics";
import { expressionOf } from "../../private/rendering/expression";
import { warn } from "../../private/warn";
import { nameOf } from "../../registry/private/registry-identity";
import type { Approval } from "./approval-expressions";
import { isSystemNamespace } from "./system-namespaces";

/**
 * Warns, once the stack is there, of registries that are allowed and not pulled from, or the other way round. What synth
 * cannot tell passes: hosts and ids that only the plan knows, whether others grant, which of several clusters pulls.
 */
export function warnOfPulls(policy: IConstruct, approval: Approval, isForAllNamespaces: boolean): void {
  let isSaid = false;
  const validate = () => {
    const all = isSaid ? [] : TerraformStack.of(policy).node.findAll();
    isSaid = true;
    const [allowed, exempt] = [approval.allowedImages, approval.exemptImages ?? []].map((images) =>
      images.map((image) => nameOfHost(policy, image, all)),
    );
    const secrets = all.filter((one): one is Hosts => "loginServers" in one);
    const judged = secrets.filter(({ namespaces }) => !namespaces?.every(isSystemNamespace));
    const grants = all.filter((one): one is Grant => "_target" in one);
    const granted = grants.map(({ node, _target }) => ({ to: node.scope, name: nameOf(_target) }));
    const onNodes = granted.filter(({ to }) => "kubeletObjectId" in Object(to));
    const clusters = [new Set(onNodes.map(({ to }) => to)).size, all.filter(isKubernetes).length];
    const isSure = isForAllNamespaces && Math.max(...clusters) < 2;
    const hostsOf = (one: Hosts) => one.loginServers?.map((host) => nameOfHost(one, host, all));
    const pulled = [...secrets.flatMap(hostsOf), ...granted.map(({ name }) => name)];
    const byNodes = [...judged.flatMap(hostsOf), ...onNodes.map(({ name }) => name)];
    for (const name of otherThan(pulled, allowed.filter(isOfAzure))) {
      warn(
        policy,
        `the registry ${name} is allowed, but nothing in this stack pulls from it; ${hint("approved-images")}`,
      );
    }
    for (const name of otherThan([...allowed, ...exempt], isSure ? byNodes : [])) {
      warn(
        policy,
        `the registry ${name} can be pulled from, but none of its images are allowed; ${hint("approved-images")}`,
      );
    }
    return [];
  };
  policy.node.addValidation({ validate });
}

/** A grant, of one registry unless it is many. */
type Grant = IConstruct & { readonly _target?: IContainerRegistry | string };

/** A secret, or what tells kubelets who they are, for pods of all namespaces. */
type Hosts = IConstruct & Partial<Pick<IImagePullSecret, "loginServers" | "namespaces">>;

/** Registries of Azure by their names, others by their hosts. */
type Names = readonly (string | undefined)[];

/** None, if there may be any among those that are known. */
function otherThan(known: Names, names: Names): string[] {
  const isTold = known.length > 0 && !known.includes(undefined);
  return [...new Set(isTold ? names : [])].filter(
    (name): name is string => name !== undefined && !known.includes(name),
  );
}

const isOfAzure = (name: string | undefined) => name !== undefined && !/[.:]|^localhost$/.test(name);

const isKubernetes = (one: IConstruct) =>
  TerraformProvider.isTerraformProvider(one) && one.terraformResourceType === "kubernetes";

/** Behind a token, that of the registry in the stack whose host it is. A host of Azure begins with the name. */
function nameOfHost(scope: IConstruct, image: string, all: readonly IConstruct[]): string | undefined {
  const host = expressionOf(scope, image)
    .split("/")[0]
    .replace(/^index[.]docker[.]io$/, "docker.io");
  if (!host.includes("${")) {
    return /^([a-z0-9]+)(-[a-z0-9]+)?[.](.+[.])?azurecr[.](io|us|cn)$/.exec(host)?.[1] ?? host;
  }
  const registries = all.filter((one): one is IContainerRegistry => "registryName" in one && "loginServer" in one);
  return nameOf(registries.find((one) => expressionOf(one, one.loginServer) === host));
}
