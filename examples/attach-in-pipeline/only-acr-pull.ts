const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";

/**
 * Whoever holds a role with this condition may assign and remove AcrPull, for applications and managed identities only
 * (Azure, "Examples to delegate Azure role assignment management with conditions").
 */
export const ONLY_ACR_PULL = `${limit("write", "@Request")} AND ${limit("delete", "@Resource")}`;

function limit(action: string, source: string): string {
  const attribute = `${source}[Microsoft.Authorization/roleAssignments:`;
  return (
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR ` +
    `(${attribute}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ACR_PULL}} AND ` +
    `${attribute}PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`
  );
}
