import type { Template, Token } from "./token";

/** What Terraform could not read in a template, in words and in order. */
export function faultsIn(template: Template): string[] {
  return template.flatMap((part) => {
    switch (part.kind) {
      case "fault":
        return [part.why];
      case "sequence":
        return part.tokens.flatMap(faultsInToken);
      default:
        return [];
    }
  });
}

function faultsInToken(token: Token): string[] {
  switch (token.kind) {
    case "fault":
      return [token.why];
    case "string":
    case "heredoc":
      return faultsIn(token.template);
    default:
      return [];
  }
}
