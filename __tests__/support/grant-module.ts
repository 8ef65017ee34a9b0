/** The files of a module that lets one identity pull from one registry. */
export const GRANT_MODULE = {
  "grant/main.tf": `
    variable "scope" { type = string }
    variable "principal" { type = string }
    resource "azurerm_role_assignment" "pull" {
      scope                = var.scope
      principal_id         = var.principal
      role_definition_name = "AcrPull"
    }
  `,
};
