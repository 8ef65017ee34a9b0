variable "admin_group_object_ids" {
  type        = list(string)
  description = "Entra groups whose members administer the cluster, as `az ad group show --query id --output tsv` prints their ids"
  nullable    = false

  validation {
    condition     = length(var.admin_group_object_ids) > 0
    error_message = "admin_group_object_ids must not be empty."
  }

  validation {
    condition = alltrue([
      for text in var.admin_group_object_ids : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", text))
    ])
    error_message = "admin_group_object_ids must be object ids (GUIDs)."
  }
}

variable "authorized_ip_ranges" {
  type        = list(string)
  description = "Addresses that may reach the API server, such as 203.0.113.0/24. Must include the machine that runs Terraform"
  nullable    = false

  validation {
    condition     = length(var.authorized_ip_ranges) > 0
    error_message = "authorized_ip_ranges must not be empty."
  }

  validation {
    condition = alltrue([
      for text in var.authorized_ip_ranges : can(regex("^([0-9]{1,3}[.]){3}[0-9]{1,3}(/([0-9]|[12][0-9]|3[0-2]))?$", text))
    ])
    error_message = "authorized_ip_ranges must be IPv4 addresses or CIDR ranges."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the AKS cluster, also the first part of its API server's host name"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$", var.cluster_name))
    error_message = "cluster_name must be 1 to 54 letters, digits and '-', starting and ending with a letter or digit."
  }
}

variable "location" {
  type        = string
  description = "Azure region of registry and cluster, such as westeurope"
  nullable    = false

  validation {
    condition     = can(regex(".", var.location))
    error_message = "location must not be empty."
  }
}

variable "registry_name" {
  type        = string
  description = "Name of the container registry, without .azurecr.io"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]{5,50}$", var.registry_name))
    error_message = "registry_name must be 5 to 50 letters and digits."
  }
}

variable "resource_group_name" {
  type        = string
  description = "Existing resource group of registry and cluster"
  nullable    = false

  validation {
    condition     = can(regex(".", var.resource_group_name))
    error_message = "resource_group_name must not be empty."
  }
}

variable "subscription_id" {
  type        = string
  description = "Azure subscription, as `az account show --query id --output tsv` prints it"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", var.subscription_id))
    error_message = "subscription_id must be a subscription id (a GUID)."
  }
}
