// Written by tools/force-new.ts from the source of the providers.

/** The versions of the providers that the data below was read from. */
export const FORCE_NEW_VERSIONS: Readonly<Record<string, string>> = {
  azurerm: "4.55.0",
  azuread: "3.7.0",
  kubernetes: "2.38.0",
  time: "0.13.1",
};

/**
 * The arguments whose change replaces a resource, by type: a block's in parentheses, with a mark where the number of blocks
 * counts too, a default after the equals sign.
 */
export const FORCE_NEW: Readonly<Record<string, string>> = {
  azurerm_container_registry: "location,name,resource_group_name,zone_redundancy_enabled=false",
  azurerm_container_registry_cache_rule: "container_registry_id,name,source_repo,target_repo",
  azurerm_container_registry_credential_set: "container_registry_id,login_server,name",
  azurerm_container_registry_scope_map: "container_registry_name,name,resource_group_name",
  azurerm_container_registry_token: "container_registry_name,name,resource_group_name",
  azurerm_container_registry_token_password: "container_registry_token_id,password1(expiry),password2(expiry)",
  azurerm_container_registry_webhook: "location,name,registry_name,resource_group_name",
  azurerm_federated_identity_credential: "name,parent_id,resource_group_name",
  azurerm_key_vault: "location,name,resource_group_name",
  azurerm_key_vault_access_policy: "application_id,key_vault_id,object_id,tenant_id",
  azurerm_key_vault_secret: "key_vault_id,name",
  azurerm_kubernetes_cluster:
    'default_node_pool(capacity_reservation_group_id,gpu_driver,gpu_instance,host_group_id,node_network_profile(node_public_ip_tags),node_public_ip_prefix_id,proximity_placement_group_id,type="VirtualMachineScaleSets"),disk_encryption_set_id,dns_prefix,dns_prefix_private_cluster,edge_zone,kubelet_identity(client_id,object_id,user_assigned_identity_id),linux_profile(admin_username,ssh_key(key_data)),location,name,network_profile!(dns_service_ip,ip_versions,load_balancer_profile,load_balancer_sku="standard",nat_gateway_profile,network_mode,network_plugin,pod_cidr,pod_cidrs,service_cidr,service_cidrs),node_resource_group,private_cluster_enabled=false,private_dns_zone_id,resource_group_name,role_based_access_control_enabled=true,windows_profile(admin_username)',
  azurerm_kubernetes_cluster_extension:
    "cluster_id,extension_type,name,plan!(name,product,promotion_code,publisher,version),release_namespace,release_train,target_namespace,version",
  azurerm_kubernetes_cluster_node_pool:
    'capacity_reservation_group_id,eviction_policy,gpu_driver,gpu_instance,host_group_id,kubernetes_cluster_id,name,node_network_profile(node_public_ip_tags),node_public_ip_prefix_id,os_type="Linux",priority="Regular",proximity_placement_group_id,spot_max_price=-1,windows_profile!(outbound_nat_enabled=true)',
  azurerm_log_analytics_workspace: "location,name,resource_group_name",
  azurerm_management_lock: "lock_level,name,notes,scope",
  azurerm_private_dns_zone: "name,resource_group_name,soa_record",
  azurerm_private_dns_zone_virtual_network_link: "name,private_dns_zone_name,resource_group_name,virtual_network_id",
  azurerm_private_endpoint:
    "custom_network_interface_name,ip_configuration(member_name,name,private_ip_address,subresource_name),location,name,private_service_connection(is_manual_connection,name,private_connection_resource_alias,private_connection_resource_id,subresource_names),resource_group_name,subnet_id",
  azurerm_resource_group: "location,name",
  azurerm_resource_provider_registration: "name",
  azurerm_role_assignment:
    "condition,condition_version,delegated_managed_identity_resource_id,description,name,principal_id,principal_type,role_definition_id,role_definition_name,scope",
  azurerm_role_definition: "role_definition_id,scope",
  azurerm_storage_account:
    'account_tier,dns_endpoint_type="Standard",edge_zone,immutability_policy,infrastructure_encryption_enabled=false,is_hns_enabled=false,location,name,nfsv3_enabled=false,provisioned_billing_model_version,queue_encryption_key_type="Service",resource_group_name,table_encryption_key_type="Service"',
  azurerm_storage_container: "default_encryption_scope,encryption_scope_override_enabled=true,name",
  azurerm_subnet: "name,resource_group_name,virtual_network_name",
  azurerm_subscription: "alias,subscription_id,workload",
  azurerm_user_assigned_identity: "location,name,resource_group_name",
  azurerm_virtual_network: "edge_zone,location,name,resource_group_name",
  azuread_access_package: "catalog_id",
  azuread_access_package_assignment_policy: "",
  azuread_access_package_catalog: "",
  azuread_access_package_catalog_role_assignment: "catalog_id,principal_object_id,role_id",
  azuread_access_package_resource_catalog_association: "catalog_id,resource_origin_id,resource_origin_system",
  azuread_access_package_resource_package_association: 'access_package_id,access_type="Member",catalog_resource_association_id',
  azuread_administrative_unit: "",
  azuread_administrative_unit_member: "administrative_unit_object_id,member_object_id",
  azuread_administrative_unit_role_member: "administrative_unit_object_id,member_object_id,role_object_id",
  azuread_app_role_assignment: "app_role_id,principal_object_id,resource_object_id",
  azuread_application: "template_id",
  azuread_application_api_access: "api_client_id,application_id",
  azuread_application_app_role: "application_id,role_id",
  azuread_application_certificate: 'application_id,encoding="pem",end_date,end_date_relative,key_id,start_date,type,value',
  azuread_application_fallback_public_client: "application_id,enabled=false",
  azuread_application_federated_identity_credential: "application_id,display_name",
  azuread_application_flexible_federated_identity_credential: "application_id,display_name",
  azuread_application_from_template: "template_id",
  azuread_application_identifier_uri: "application_id,identifier_uri",
  azuread_application_known_clients: "application_id",
  azuread_application_optional_claims: "application_id",
  azuread_application_owner: "application_id,owner_object_id",
  azuread_application_password: "application_id,display_name,end_date,end_date_relative,rotate_when_changed,start_date",
  azuread_application_permission_scope: "application_id,scope_id",
  azuread_application_pre_authorized: "application_id,authorized_client_id",
  azuread_application_redirect_uris: "application_id,type",
  azuread_application_registration: "",
  azuread_conditional_access_policy: "",
  azuread_custom_directory_role: "template_id",
  azuread_directory_role: "display_name,template_id",
  azuread_directory_role_assignment: "app_scope_id,directory_scope_id,principal_object_id,role_id",
  azuread_directory_role_eligibility_schedule_request: "directory_scope_id,justification,principal_id,role_definition_id",
  azuread_directory_role_member: "member_object_id,role_object_id",
  azuread_group: "assignable_to_role,behaviors,mail_nickname,provisioning_options,types",
  azuread_group_member: "group_object_id,member_object_id",
  azuread_group_role_management_policy: "group_id,role_id",
  azuread_group_without_members: "assignable_to_role,behaviors,mail_nickname,provisioning_options,types",
  azuread_invitation: 'message,redirect_url,user_display_name,user_email_address,user_type="Guest"',
  azuread_named_location: "country,ip",
  azuread_privileged_access_group_assignment_schedule: "assignment_type,group_id,principal_id",
  azuread_privileged_access_group_eligibility_schedule: "assignment_type,group_id,principal_id",
  azuread_service_principal: "client_id",
  azuread_service_principal_certificate:
    'encoding="pem",end_date,end_date_relative,key_id,service_principal_id,start_date,type,value',
  azuread_service_principal_claims_mapping_policy_assignment: "claims_mapping_policy_id,service_principal_id",
  azuread_service_principal_delegated_permission_grant:
    "resource_service_principal_object_id,service_principal_object_id,user_object_id",
  azuread_service_principal_password:
    "display_name,end_date,end_date_relative,rotate_when_changed,service_principal_id,start_date",
  azuread_service_principal_token_signing_certificate: "display_name,end_date,service_principal_id",
  azuread_synchronization_job: "service_principal_id,template_id",
  azuread_synchronization_job_provision_on_demand:
    "parameter!(rule_id,subject),service_principal_id,synchronization_job_id,triggers",
  azuread_synchronization_secret: "service_principal_id",
  azuread_user: "",
  azuread_user_flow_attribute: "data_type,display_name",
  kubernetes_annotations: "api_version,kind,metadata(name,namespace)",
  kubernetes_api_service: "metadata(generate_name,name),spec(service)",
  kubernetes_api_service_v1: "metadata(generate_name,name),spec(service)",
  kubernetes_certificate_signing_request: "auto_approve=true,metadata!(generate_name,name),spec!(request,signer_name,usages)",
  kubernetes_certificate_signing_request_v1:
    "auto_approve=true,metadata!(generate_name,name),spec!(expiration_seconds,request,signer_name,usages)",
  kubernetes_cluster_role: "metadata(generate_name,name)",
  kubernetes_cluster_role_binding: "metadata(generate_name,name),role_ref!(api_group,kind,name)",
  kubernetes_cluster_role_binding_v1: "metadata(generate_name,name),role_ref!(api_group,kind,name)",
  kubernetes_cluster_role_v1: "metadata(generate_name,name)",
  kubernetes_config_map: 'metadata(generate_name,name,namespace="default")',
  kubernetes_config_map_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_config_map_v1_data: 'metadata(name,namespace="default")',
  kubernetes_cron_job:
    'metadata(generate_name,name,namespace="default"),spec(job_template(metadata(generate_name,name,namespace),spec(backoff_limit_per_index,completion_mode,completions=1,pod_failure_policy,selector!(match_expressions!(key,operator,values),match_labels),template!(metadata(generate_name,name),spec!(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))))',
  kubernetes_cron_job_v1:
    'metadata(generate_name,name,namespace="default"),spec(job_template(metadata(generate_name,name,namespace),spec(backoff_limit_per_index,completion_mode,completions=1,pod_failure_policy,selector!(match_expressions!(key,operator,values),match_labels),template!(metadata(generate_name,name),spec!(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))))',
  kubernetes_csi_driver: "metadata(generate_name,name),spec(attach_required)",
  kubernetes_csi_driver_v1: "metadata(generate_name,name),spec(attach_required)",
  kubernetes_daemon_set_v1:
    'metadata(generate_name,name,namespace="default"),spec(selector,template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_daemonset:
    'metadata(generate_name,name,namespace="default"),spec(selector,template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_default_service_account: 'metadata(name="default",namespace="default")',
  kubernetes_default_service_account_v1: 'metadata(name="default",namespace="default")',
  kubernetes_deployment:
    'metadata(generate_name,name,namespace="default"),spec(selector!(match_expressions!(key,operator,values),match_labels),template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_deployment_v1:
    'metadata(generate_name,name,namespace="default"),spec(selector!(match_expressions!(key,operator,values),match_labels),template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_endpoint_slice_v1: 'address_type,metadata(generate_name,name,namespace="default")',
  kubernetes_endpoints: 'metadata(generate_name,name,namespace="default")',
  kubernetes_endpoints_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_env: "metadata(name,namespace)",
  kubernetes_horizontal_pod_autoscaler: 'metadata(generate_name,name,namespace="default")',
  kubernetes_horizontal_pod_autoscaler_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_horizontal_pod_autoscaler_v2: 'metadata(generate_name,name,namespace="default")',
  kubernetes_horizontal_pod_autoscaler_v2beta2: 'metadata(generate_name,name,namespace="default")',
  kubernetes_ingress: 'metadata(generate_name,name,namespace="default")',
  kubernetes_ingress_class: "metadata(generate_name,name)",
  kubernetes_ingress_class_v1: "metadata(generate_name,name)",
  kubernetes_ingress_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_job:
    'metadata(generate_name,name,namespace="default"),spec(backoff_limit_per_index,completion_mode,completions=1,pod_failure_policy,selector!(match_expressions!(key,operator,values),match_labels),template!(metadata(generate_name,name),spec!(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy="ClusterFirst",enable_service_links=true,host_aliases!(hostnames,ip),host_ipc=false,host_network=false,host_pid=false,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy="Never",runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds=30,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_job_v1:
    'metadata(generate_name,name,namespace="default"),spec(backoff_limit_per_index,completion_mode,completions=1,pod_failure_policy,selector!(match_expressions!(key,operator,values),match_labels),template!(metadata(generate_name,name),spec!(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy="ClusterFirst",enable_service_links=true,host_aliases!(hostnames,ip),host_ipc=false,host_network=false,host_pid=false,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy="Never",runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds=30,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_labels: "api_version,kind,metadata(name,namespace)",
  kubernetes_limit_range: 'metadata(generate_name,name,namespace="default")',
  kubernetes_limit_range_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_mutating_webhook_configuration: "metadata(generate_name,name)",
  kubernetes_mutating_webhook_configuration_v1: "metadata(generate_name,name)",
  kubernetes_namespace: "metadata(generate_name,name)",
  kubernetes_namespace_v1: "metadata(generate_name,name)",
  kubernetes_network_policy: 'metadata(generate_name,name,namespace="default")',
  kubernetes_network_policy_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_node_taint: "metadata(name)",
  kubernetes_persistent_volume:
    'metadata(name),spec(node_affinity(required(node_selector_term(match_expressions!(key,operator,values),match_fields!(key,operator,values)))),persistent_volume_source(azure_file(secret_namespace)),volume_mode="Filesystem")',
  kubernetes_persistent_volume_claim:
    'metadata(generate_name,name,namespace="default"),spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)',
  kubernetes_persistent_volume_claim_v1:
    'metadata(generate_name,name,namespace="default"),spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)',
  kubernetes_persistent_volume_v1:
    'metadata(name),spec(node_affinity(required(node_selector_term(match_expressions!(key,operator,values),match_fields!(key,operator,values)))),persistent_volume_source(azure_file(secret_namespace)),volume_mode="Filesystem")',
  kubernetes_pod:
    'metadata(generate_name,name,namespace="default"),spec(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy="ClusterFirst",enable_service_links=true,host_aliases!(hostnames,ip),host_ipc=false,host_network=false,host_pid=false,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy="Always",runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds=30,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))',
  kubernetes_pod_disruption_budget:
    'metadata(generate_name,name,namespace="default"),spec!(max_unavailable,min_available,selector!(match_expressions!(key,operator,values),match_labels))',
  kubernetes_pod_disruption_budget_v1:
    'metadata(generate_name,name,namespace="default"),spec!(max_unavailable,min_available,selector!(match_expressions!(key,operator,values),match_labels))',
  kubernetes_pod_security_policy: "metadata(name)",
  kubernetes_pod_security_policy_v1beta1: "metadata(name)",
  kubernetes_pod_v1:
    'metadata(generate_name,name,namespace="default"),spec(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy="ClusterFirst",enable_service_links=true,host_aliases!(hostnames,ip),host_ipc=false,host_network=false,host_pid=false,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy="Always",runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds=30,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))',
  kubernetes_priority_class: 'metadata(generate_name,name),preemption_policy="PreemptLowerPriority",value',
  kubernetes_priority_class_v1: 'metadata(generate_name,name),preemption_policy="PreemptLowerPriority",value',
  kubernetes_replication_controller:
    'metadata(generate_name,name,namespace="default"),spec(template(metadata(generate_name,name,namespace),spec(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy,enable_service_links=true,host_aliases!(hostnames,ip),host_ipc,host_network,host_pid,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy,runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_replication_controller_v1:
    'metadata(generate_name,name,namespace="default"),spec(template(metadata(generate_name,name,namespace),spec(affinity!(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),automount_service_account_token=true,container(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),dns_config(nameservers,option(name,value)),dns_policy,enable_service_links=true,host_aliases!(hostnames,ip),host_ipc,host_network,host_pid,hostname,image_pull_secrets(name),init_container!(args,command,env(name,value,value_from(config_map_key_ref(key,name,optional),field_ref(api_version="v1",field_path),resource_field_ref(container_name,resource),secret_key_ref(key,name,optional))),env_from(config_map_ref(name,optional),prefix,secret_ref(name,optional)),image,image_pull_policy,lifecycle(post_start,pre_stop),liveness_probe,name,port(container_port,host_ip,host_port,name,protocol="TCP"),readiness_probe,resources!(limits,requests),security_context!(allow_privilege_escalation=true,capabilities(add,drop),privileged=false,read_only_root_filesystem=false,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined")),startup_probe,stdin=false,stdin_once=false,termination_message_path="/dev/termination-log",termination_message_policy,tty=false,volume_device,volume_mount,working_dir),node_name,node_selector,priority_class_name,readiness_gate(condition_type),restart_policy,runtime_class_name,scheduler_name,security_context(fs_group,fs_group_change_policy,run_as_group,run_as_non_root,run_as_user,se_linux_options(level,role,type,user),seccomp_profile(localhost_profile="",type="Unconfined"),supplemental_groups,sysctl(name,value)),service_account_name,share_process_namespace=false,subdomain,termination_grace_period_seconds,toleration(effect,key,operator="Equal",toleration_seconds,value),topology_spread_constraint(match_label_keys,min_domains,node_affinity_policy,node_taints_policy),volume(azure_file(secret_namespace),empty_dir(medium="",size_limit),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))))',
  kubernetes_resource_quota: 'metadata(generate_name,name,namespace="default"),spec(scopes)',
  kubernetes_resource_quota_v1: 'metadata(generate_name,name,namespace="default"),spec(scopes)',
  kubernetes_role: 'metadata(generate_name,name,namespace="default")',
  kubernetes_role_binding: 'metadata(generate_name,name,namespace="default"),role_ref!(api_group,kind,name)',
  kubernetes_role_binding_v1: 'metadata(generate_name,name,namespace="default"),role_ref!(api_group,kind,name)',
  kubernetes_role_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_runtime_class_v1: "handler,metadata(generate_name,name)",
  kubernetes_secret: 'metadata(generate_name,name,namespace="default"),type="Opaque"',
  kubernetes_secret_v1: 'metadata(generate_name,name,namespace="default"),type="Opaque"',
  kubernetes_secret_v1_data: 'metadata(name,namespace="default")',
  kubernetes_service:
    'metadata(generate_name,name,namespace="default"),spec(cluster_ip,cluster_ips,health_check_node_port,load_balancer_class)',
  kubernetes_service_account: 'metadata(generate_name,name,namespace="default")',
  kubernetes_service_account_v1: 'metadata(generate_name,name,namespace="default")',
  kubernetes_service_v1:
    'metadata(generate_name,name,namespace="default"),spec(cluster_ip,cluster_ips,health_check_node_port,load_balancer_class)',
  kubernetes_stateful_set:
    'metadata(generate_name,name,namespace="default"),spec(pod_management_policy,revision_history_limit,selector!(match_expressions!(key,operator,values),match_labels),service_name,template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))),volume_claim_template!(metadata(generate_name,name,namespace="default"),spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))',
  kubernetes_stateful_set_v1:
    'metadata(generate_name,name,namespace="default"),spec(pod_management_policy,revision_history_limit,selector!(match_expressions!(key,operator,values),match_labels),service_name,template(metadata(generate_name,name,namespace),spec(affinity(node_affinity(preferred_during_scheduling_ignored_during_execution(preference(match_fields!(key,operator,values))),required_during_scheduling_ignored_during_execution(node_selector_term(match_fields!(key,operator,values))))),volume(azure_file(secret_namespace),ephemeral(volume_claim_template(spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))))),volume_claim_template!(metadata(generate_name,name,namespace="default"),spec(access_modes,resources(limits),selector!(match_expressions!(key,operator,values),match_labels),storage_class_name,volume_mode,volume_name)))',
  kubernetes_storage_class:
    'allowed_topologies,metadata(generate_name,name),mount_options,parameters,storage_provisioner,volume_binding_mode="Immediate"',
  kubernetes_storage_class_v1:
    'allowed_topologies,metadata(generate_name,name),mount_options,parameters,storage_provisioner,volume_binding_mode="Immediate"',
  kubernetes_token_request_v1:
    'metadata(generate_name,name,namespace="default"),spec!(audiences,bound_object_ref!(api_version,kind,name,uid),expiration_seconds)',
  kubernetes_validating_webhook_configuration: "metadata(generate_name,name)",
  kubernetes_validating_webhook_configuration_v1: "metadata(generate_name,name)",
  time_offset: "triggers",
  time_rotating: "rfc3339,triggers",
  time_sleep: "triggers",
  time_static: "rfc3339,triggers",
};
