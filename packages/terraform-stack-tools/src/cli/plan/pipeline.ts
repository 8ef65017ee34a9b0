/** Whether a pipeline runs this: most set CI, Azure Pipelines sets TF_BUILD. */
export function isInPipeline({ CI, TF_BUILD }: NodeJS.ProcessEnv = process.env): boolean {
  return [CI, TF_BUILD].some((value) => value !== undefined && !["", "0", "false"].includes(value.toLowerCase()));
}
