import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";

const said = new Set<string>();

/**
 * Advice that is no error. The CLI of either CDK prints the annotations of an app that it has run; when anything else
 * runs the app nobody would read them, so they are printed here, each once. `Annotations` of cdktf writes a stack trace
 * beside them, and with it paths of the machine.
 */
export function warn(scope: IConstruct, advice: string): void {
  scope.node.addMetadata(AnnotationMetadataEntryType.WARN, advice);
  // The CLI writes the path before each of them, too.
  const message = `Warning: [${scope.node.path}] ${advice}\n`;
  if (!isRunByCli() && !said.has(message)) {
    said.add(message);
    process.stderr.write(message);
  }
}

/** It sets both. One of them alone may be set by a user, too. */
function isRunByCli(): boolean {
  const { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS, CDKTF_CONTEXT_JSON } = process.env;
  return CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined && CDKTF_CONTEXT_JSON !== undefined;
}
