import { isTemplate } from "../../../stack/expression/template";
import { isObject, type Json, listOf, lookUp, objectOf, textOf } from "../../../stack/json";
import { isOfType } from "../../catalogue/questions";
import { type Arguments, known, type Members, type Translation } from "./translation";

/** The kinds of Kubernetes that say who pulls with what. */
const KINDS: Readonly<
  Record<string, Omit<Translation, "convert"> & { readonly convert: (manifest: Arguments) => Members }>
> = {
  Secret: {
    type: "kubernetes_secret_v1",
    convert: ({ metadata, type, data, stringData }) => ({ metadata: one(metadata), type, data, data_wo: stringData }),
  },
  ServiceAccount: {
    type: "kubernetes_service_account_v1",
    convert: ({ metadata, imagePullSecrets }) => ({ metadata: one(metadata), image_pull_secret: imagePullSecrets }),
  },
  ClusterRoleBinding: {
    type: "kubernetes_cluster_role_binding_v1",
    convert: ({ metadata, subjects }) => ({ metadata: one(metadata), subject: subjects }),
  },
};

/** An object that is given as a manifest; as it is where its kind is not known. */
export function fromManifest(blockType: string, body: Arguments, values: Arguments): Translation | undefined {
  const found = isOfType({ blockType }, "kubernetes_manifest") ? lookUp(KINDS, manifestKind(body, values)) : undefined;
  return (
    found && {
      type: found.type,
      convert: ({ manifest, for_each, count, provider }) =>
        known({ for_each, count, provider, ...(isObject(manifest) ? found.convert(manifest) : {}) }),
    }
  );
}

/** Empty where it is not known. */
function manifestKind(body: Arguments, values: Arguments): string {
  const kind = textOf(objectOf(values.manifest).kind ?? objectOf(body.manifest).kind);
  return isTemplate(kind) ? "" : kind;
}

function one(block: Json | undefined): Json | undefined {
  return block === undefined ? undefined : listOf(block);
}
