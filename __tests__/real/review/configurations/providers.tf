# One root module of all: each file is a configuration of its own.
provider "azurerm" {
  features {}
  resource_provider_registrations = "none"
  subscription_id                 = "00000000-0000-0000-0000-000000000001"
}
provider "azapi" {}
