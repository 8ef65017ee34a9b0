/** The names of files that both CDKs share stay. */
const NAME = /cdktf(?!\.(?:json|out)\b)/g;

/** A file of a template with the packages, modules and programs of cdktn in place of those of cdktf. */
export function inCdktn(text: string): string {
  return text.replace(/cdktf([-_])cdktf\1provider/g, "cdktn$1provider").replace(NAME, "cdktn");
}
