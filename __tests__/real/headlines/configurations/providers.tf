# Each configuration is a module, with these.
provider "azurerm" {
  features {}
  resource_provider_registrations = "none"
}
provider "azurerm" {
  alias = "c21"
  features {}
  resource_provider_registrations = "none"
  subscription_id                 = "00000000-0000-0000-0000-000000000002"
}
