moved {
  from = azurerm_role_assignment.aks_ManagedIdentityOperator_FBBEEB47
  to   = azurerm_role_assignment.aks_managed_identity_operator
}

moved {
  from = azurerm_role_assignment.aks_PullFrom-acr_C1C79DD9
  to   = azurerm_role_assignment.aks_pull_from_acr
}

moved {
  from = azurerm_user_assigned_identity.aks_ControlPlaneIdentity_6493051E
  to   = azurerm_user_assigned_identity.aks_control_plane_identity
}

moved {
  from = azurerm_user_assigned_identity.aks_KubeletIdentity_5DB8468F
  to   = azurerm_user_assigned_identity.aks_kubelet_identity
}
