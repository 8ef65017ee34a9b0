resource "azurerm_container_registry" "acr" {
  name                   = var.registry_name
  resource_group_name    = var.resource_group_name
  location               = var.location
  sku                    = "Standard"
  admin_enabled          = false
  anonymous_pull_enabled = false

  lifecycle {
    # Policies and people may change these. No plan reverts it.
    ignore_changes = [identity, tags, zone_redundancy_enabled]
    # Destroying the registry deletes its images.
    prevent_destroy = true
  }
}

resource "azurerm_user_assigned_identity" "aks_control_plane_identity" {
  name                = "${var.cluster_name}-control-plane"
  resource_group_name = var.resource_group_name
  location            = var.location

  lifecycle {
    ignore_changes = [tags]
  }
}

resource "azurerm_user_assigned_identity" "aks_kubelet_identity" {
  name                = "${var.cluster_name}-kubelet"
  resource_group_name = var.resource_group_name
  location            = var.location

  lifecycle {
    ignore_changes = [tags]
  }
}

resource "azurerm_role_assignment" "aks_managed_identity_operator" {
  principal_id         = azurerm_user_assigned_identity.aks_control_plane_identity.principal_id
  scope                = azurerm_user_assigned_identity.aks_kubelet_identity.id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Managed Identity Operator"
  # A new identity takes minutes to reach all of Microsoft Entra ID. With the check, the assignment
  # fails until then.
  skip_service_principal_aad_check = true

  lifecycle {
    # Azure does not store skip_service_principal_aad_check: an imported assignment would show a change in
    # every plan.
    ignore_changes = [description, skip_service_principal_aad_check]
  }
}

resource "azurerm_role_assignment" "aks_pull_from_acr" {
  principal_id         = azurerm_user_assigned_identity.aks_kubelet_identity.principal_id
  scope                = azurerm_container_registry.acr.id
  principal_type       = "ServicePrincipal"
  role_definition_name = "AcrPull"
  # A new identity takes minutes to reach all of Microsoft Entra ID. With the check, the assignment
  # fails until then.
  skip_service_principal_aad_check = true

  lifecycle {
    # Azure does not store skip_service_principal_aad_check: an imported assignment would show a change in
    # every plan.
    ignore_changes = [description, skip_service_principal_aad_check]
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                      = var.cluster_name
  resource_group_name       = var.resource_group_name
  location                  = var.location
  automatic_upgrade_channel = "patch"
  dns_prefix                = var.cluster_name
  local_account_disabled    = true
  node_os_upgrade_channel   = "NodeImage"
  oidc_issuer_enabled       = true
  sku_tier                  = "Standard"
  workload_identity_enabled = true

  default_node_pool {
    name                        = "nodepool1"
    auto_scaling_enabled        = false
    node_count                  = 3
    temporary_name_for_rotation = "rotation"
    vm_size                     = "Standard_D2s_v5"
  }

  api_server_access_profile {
    authorized_ip_ranges = var.authorized_ip_ranges
  }

  azure_active_directory_role_based_access_control {
    admin_group_object_ids = var.admin_group_object_ids
    azure_rbac_enabled     = true
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.aks_control_plane_identity.id]
  }

  kubelet_identity {
    client_id                 = azurerm_user_assigned_identity.aks_kubelet_identity.client_id
    object_id                 = azurerm_user_assigned_identity.aks_kubelet_identity.principal_id
    user_assigned_identity_id = azurerm_user_assigned_identity.aks_kubelet_identity.id
  }

  network_profile {
    network_plugin      = "azure"
    network_data_plane  = "cilium"
    network_plugin_mode = "overlay"
    network_policy      = "cilium"
  }

  lifecycle {
    # Policies, upgrades, add-ons and people may change these. No plan reverts it.
    ignore_changes = [
      aci_connector_linux,
      ai_toolchain_operator_enabled,
      api_server_access_profile[0].subnet_id,
      api_server_access_profile[0].virtual_network_integration_enabled,
      azure_policy_enabled,
      confidential_computing,
      cost_analysis_enabled,
      custom_ca_trust_certificates_base64,
      default_node_pool[0].only_critical_addons_enabled,
      default_node_pool[0].scale_down_mode,
      default_node_pool[0].tags,
      default_node_pool[0].upgrade_settings,
      http_proxy_config,
      image_cleaner_enabled,
      image_cleaner_interval_hours,
      ingress_application_gateway,
      key_management_service,
      key_vault_secrets_provider,
      linux_profile,
      maintenance_window,
      maintenance_window_auto_upgrade,
      maintenance_window_node_os,
      microsoft_defender,
      monitor_metrics,
      network_profile[0].advanced_networking,
      network_profile[0].outbound_type,
      oms_agent,
      open_service_mesh_enabled,
      run_command_enabled,
      service_mesh_profile,
      support_plan,
      tags,
      upgrade_override,
      web_app_routing,
      workload_autoscaler_profile,
    ]
    # Destroying the cluster deletes everything that runs in it.
    prevent_destroy = true

    precondition {
      condition     = (try(length(var.authorized_ip_ranges), 0) >= 1)
      error_message = "API server access authorized ip ranges must contain at least one range where Terraform decides; list the ranges; [\"0.0.0.0/0\"] removes the restriction; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#property-rules"
    }
  }

  # The identities of the cluster need their roles before it starts: nodes pull with them.
  depends_on = [azurerm_role_assignment.aks_managed_identity_operator, azurerm_role_assignment.aks_pull_from_acr]
}
