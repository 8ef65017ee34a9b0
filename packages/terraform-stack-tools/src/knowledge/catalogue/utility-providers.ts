import { ANY_ARGUMENTS, type BodySchema } from "../../providers/schemas/schema-source";
import { lookUp } from "../../stack/json";

/**
 * HashiCorp's providers that need no cloud have hardly any blocks, in every version: by source, the blocks of the types
 * that have some. These blocks have none themselves. Source: the pages of these types in the Terraform Registry.
 */
const BLOCKS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "hashicorp/archive": { archive_file: ["source"], "data.archive_file": ["source"] },
  "hashicorp/cloudinit": { cloudinit_config: ["part"], "data.cloudinit_config": ["part"] },
  "hashicorp/external": {},
  "hashicorp/http": { "data.http": ["retry"] },
  "hashicorp/local": {},
  "hashicorp/null": {},
  "hashicorp/random": {},
  "hashicorp/template": { template_cloudinit_config: ["part"], "data.template_cloudinit_config": ["part"] },
  "hashicorp/tls": { tls_cert_request: ["subject"], tls_self_signed_cert: ["subject"], "provider.tls": ["proxy"] },
};

/** The body of a type of such a provider; undefined for other providers. */
export function utilityBody(type: string, source: string): BodySchema | undefined {
  const types = lookUp(BLOCKS, source);
  if (types === undefined) {
    return undefined;
  }
  const blocks = lookUp(types, type) ?? [];
  return {
    blockOf: (name) => (blocks.includes(name) ? ANY_ARGUMENTS : undefined),
    takesCollection: (name) => !blocks.includes(name),
  };
}
