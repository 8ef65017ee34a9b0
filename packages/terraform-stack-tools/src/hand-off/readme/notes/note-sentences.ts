/** Something that a person has to look at before the module is applied. The most urgent kinds come first. */
export const FINDINGS = [
  "plain password",
  "plain secret",
  "plain default",
  "plain output",
  "machine path",
  "missing module",
  "unmarked input",
  "provisioner",
  "login program",
  "remote state",
  "child module",
  "unknown section",
  "unknown type",
  "unknown permission",
  "unknown state",
] as const;

export type FindingKind = (typeof FINDINGS)[number];

const DOCUMENTATION = "Check the documentation of its provider.";

export function sentence(kind: FindingKind, program = ""): string {
  switch (kind) {
    case "child module":
      return "This is a child module. What it creates, needs and stores is not listed on this page.";
    case "login program":
      return `The provider logs in with the program ${program}, which must be on the PATH.`;
    case "machine path":
      return "This path may exist on one machine only, or it leads out of this folder. Change it.";
    case "missing module":
      return "The folder of this child module is not part of this one, so Terraform cannot be initialized. Ask for it.";
    case "plain default":
      return (
        "This input is secret, but everyone who gets this folder can read its default. " +
        "Ask for the default to be removed."
      );
    case "plain output":
      return (
        "This output is secret, but everyone who gets this folder can read its value in the module. " +
        "Ask for the value to become an input."
      );
    case "plain password":
      return (
        "Everyone who gets this folder can read the password of this pull secret in the module. " +
        "Ask for the password to become an input."
      );
    case "plain secret":
      return "Everyone who gets this folder can read this secret in the module. Ask for it to become an input.";
    case "provisioner":
      return "Its provisioners run commands when it is created or destroyed.";
    case "remote state":
      return (
        "This reads the state of another stack, including every secret in it. " +
        "The machine that runs Terraform must be able to reach that state."
      );
    case "unknown section":
      return "This section of the configuration is not covered by this page. The module contains it unchanged.";
    case "unknown type":
      return `What blocks of this type need and store in the state is not covered by this page. ${DOCUMENTATION}`;
    case "unknown permission":
      return `What blocks of this type need is not covered by this page. ${DOCUMENTATION}`;
    case "unknown state":
      return `What blocks of this type store in the state is not covered by this page. ${DOCUMENTATION}`;
    case "unmarked input":
      return "This input is secret by its name, but every plan shows its value. Ask for it to be marked as `sensitive`.";
  }
}
