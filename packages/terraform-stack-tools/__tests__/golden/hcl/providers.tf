terraform {
  required_providers {
    azurerm    = { source = "hashicorp/azurerm", version = "4.55.0" }
    azuread    = { source = "hashicorp/azuread", version = "3.7.0" }
    kubernetes = { source = "hashicorp/kubernetes", version = "2.38.0" }
    time       = { source = "hashicorp/time", version = "0.13.1" }
  }
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

provider "kubernetes" {
  config_path = "kubeconfig"
}
