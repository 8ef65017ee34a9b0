// Made from the providers' schemas by tools/provider-blocks.ts: do not edit.

/** The major versions of each provider whose schemas are in here. No name is a block in one of them and an argument in another. */
export const MAJOR_VERSIONS: Readonly<Record<string, readonly number[]>> = {
  azuread: [3],
  azurerm: [4, 5],
  kubernetes: [2, 3],
  time: [0],
};

/** The body of each type, as the number of a line of `BODIES` to the base of 36. */
export const TYPES = `
azuread_access_package:1 azuread_access_package_assignment_policy:9 azuread_access_package_catalog:1
azuread_access_package_catalog_role_assignment:1 azuread_access_package_resource_catalog_association:1
azuread_access_package_resource_package_association:1 azuread_administrative_unit:a azuread_administrative_unit_member:1
azuread_administrative_unit_role_member:1 azuread_app_role_assignment:1 azuread_application:i
azuread_application_api_access:j azuread_application_app_role:k azuread_application_certificate:1
azuread_application_fallback_public_client:1 azuread_application_federated_identity_credential:l
azuread_application_flexible_federated_identity_credential:1 azuread_application_from_template:1
azuread_application_identifier_uri:1 azuread_application_known_clients:m azuread_application_optional_claims:n
azuread_application_owner:1 azuread_application_password:o azuread_application_permission_scope:1
azuread_application_pre_authorized:p azuread_application_redirect_uris:q azuread_application_registration:r
azuread_authentication_strength_policy:s azuread_claims_mapping_policy:t azuread_conditional_access_policy:14
azuread_custom_directory_role:16 azuread_directory_role:1 azuread_directory_role_assignment:1
azuread_directory_role_eligibility_schedule_request:1 azuread_directory_role_member:1 azuread_group:17 azuread_group_member:1
azuread_group_role_management_policy:1d azuread_group_without_members:1e azuread_invitation:1f azuread_named_location:1i
azuread_privileged_access_group_assignment_schedule:1 azuread_privileged_access_group_eligibility_schedule:1
azuread_service_principal:1j azuread_service_principal_certificate:1
azuread_service_principal_claims_mapping_policy_assignment:1 azuread_service_principal_delegated_permission_grant:1k
azuread_service_principal_password:o azuread_service_principal_token_signing_certificate:1 azuread_synchronization_job:1
azuread_synchronization_job_provision_on_demand:1m azuread_synchronization_secret:1n azuread_user:1o
azuread_user_flow_attribute:1 azurerm_container_registry:1r azurerm_container_registry_cache_rule:1
azurerm_container_registry_credential_set:1s azurerm_container_registry_scope_map:1t azurerm_container_registry_token:1
azurerm_container_registry_token_password:1u azurerm_container_registry_webhook:1v azurerm_federated_identity_credential:1w
azurerm_key_vault:1y azurerm_key_vault_access_policy:1z azurerm_key_vault_secret:20 azurerm_kubernetes_cluster:2h
azurerm_kubernetes_cluster_extension:2i azurerm_kubernetes_cluster_node_pool:2j azurerm_log_analytics_workspace:2k
azurerm_management_lock:1 azurerm_private_dns_zone:2l azurerm_private_dns_zone_virtual_network_link:20
azurerm_private_endpoint:2o azurerm_resource_group:20 azurerm_resource_provider_registration:2p azurerm_role_assignment:1
azurerm_role_definition:2r azurerm_storage_account:2z azurerm_storage_container:30 azurerm_subnet:33 azurerm_subscription:20
azurerm_user_assigned_identity:20 azurerm_virtual_network:34 data.azuread_access_package:1
data.azuread_access_package_catalog:1 data.azuread_access_package_catalog_role:1 data.azuread_administrative_unit:1
data.azuread_application:1 data.azuread_application_published_app_ids:1 data.azuread_application_template:1
data.azuread_client_config:1 data.azuread_directory_object:1 data.azuread_directory_role_templates:1
data.azuread_directory_roles:1 data.azuread_domains:35 data.azuread_group:1 data.azuread_group_role_management_policy:1
data.azuread_groups:36 data.azuread_named_location:1 data.azuread_service_principal:1 data.azuread_service_principals:37
data.azuread_user:1 data.azuread_users:38 data.azurerm_client_config:1 data.azurerm_container_registry:1
data.azurerm_container_registry_cache_rule:1 data.azurerm_container_registry_scope_map:1
data.azurerm_container_registry_token:1 data.azurerm_key_vault:1 data.azurerm_key_vault_access_policy:1
data.azurerm_key_vault_secret:1 data.azurerm_kubernetes_cluster:1 data.azurerm_kubernetes_cluster_node_pool:1
data.azurerm_log_analytics_workspace:1 data.azurerm_private_dns_zone:20 data.azurerm_private_dns_zone_virtual_network_link:1
data.azurerm_resource_group:1 data.azurerm_role_definition:1 data.azurerm_storage_account:1 data.azurerm_storage_container:30
data.azurerm_subnet:1 data.azurerm_subscription:1 data.azurerm_user_assigned_identity:1 data.azurerm_virtual_network:1
data.kubernetes_all_namespaces:0 data.kubernetes_config_map:3a data.kubernetes_config_map_v1:3a
data.kubernetes_endpoint_slice_v1:3a data.kubernetes_endpoints_v1:3c data.kubernetes_ingress:3a data.kubernetes_ingress_v1:3a
data.kubernetes_mutating_webhook_configuration_v1:3a data.kubernetes_namespace:3a data.kubernetes_namespace_v1:3a
data.kubernetes_nodes:3e data.kubernetes_persistent_volume_claim:3i data.kubernetes_persistent_volume_claim_v1:3i
data.kubernetes_persistent_volume_v1:3t data.kubernetes_pod:3a data.kubernetes_pod_v1:3a data.kubernetes_resource:3u
data.kubernetes_resources:3v data.kubernetes_secret:3w data.kubernetes_secret_v1:3w data.kubernetes_server_version:0
data.kubernetes_service:3a data.kubernetes_service_account:3a data.kubernetes_service_account_v1:3a
data.kubernetes_service_v1:3a data.kubernetes_storage_class:3y data.kubernetes_storage_class_v1:3y
ephemeral.azurerm_key_vault_secret:0 ephemeral.kubernetes_certificate_signing_request_v1:40
ephemeral.kubernetes_token_request_v1:42 kubernetes_annotations:43 kubernetes_api_service:45 kubernetes_api_service_v1:45
kubernetes_certificate_signing_request:46 kubernetes_certificate_signing_request_v1:46 kubernetes_cluster_role:49
kubernetes_cluster_role_binding:4a kubernetes_cluster_role_binding_v1:4a kubernetes_cluster_role_v1:49
kubernetes_config_map:4b kubernetes_config_map_v1:4b kubernetes_config_map_v1_data:4c kubernetes_cron_job:5g
kubernetes_cron_job_v1:5g kubernetes_csi_driver:5i kubernetes_csi_driver_v1:5i kubernetes_daemon_set_v1:5l
kubernetes_daemonset:5l kubernetes_default_service_account:5m kubernetes_default_service_account_v1:5m
kubernetes_deployment:5l kubernetes_deployment_v1:5l kubernetes_endpoint_slice_v1:5o kubernetes_endpoints:3c
kubernetes_endpoints_v1:3c kubernetes_env:5p kubernetes_horizontal_pod_autoscaler:5x
kubernetes_horizontal_pod_autoscaler_v1:5z kubernetes_horizontal_pod_autoscaler_v2:5x
kubernetes_horizontal_pod_autoscaler_v2beta2:5x kubernetes_ingress:65 kubernetes_ingress_class:67
kubernetes_ingress_class_v1:67 kubernetes_ingress_v1:6e kubernetes_job:6f kubernetes_job_v1:6f kubernetes_labels:6g
kubernetes_limit_range:6j kubernetes_limit_range_v1:6j kubernetes_manifest:6l kubernetes_mutating_webhook_configuration:6o
kubernetes_mutating_webhook_configuration_v1:6o kubernetes_namespace:6p kubernetes_namespace_v1:6p
kubernetes_network_policy:6v kubernetes_network_policy_v1:6v kubernetes_node_taint:6w kubernetes_persistent_volume:6x
kubernetes_persistent_volume_claim:6y kubernetes_persistent_volume_claim_v1:6y kubernetes_persistent_volume_v1:6x
kubernetes_pod:6z kubernetes_pod_disruption_budget:3i kubernetes_pod_disruption_budget_v1:3i
kubernetes_pod_security_policy:73 kubernetes_pod_security_policy_v1beta1:73 kubernetes_pod_v1:6z kubernetes_priority_class:3a
kubernetes_priority_class_v1:3a kubernetes_replication_controller:75 kubernetes_replication_controller_v1:75
kubernetes_resource_quota:78 kubernetes_resource_quota_v1:78 kubernetes_role:7a kubernetes_role_binding:4a
kubernetes_role_binding_v1:4a kubernetes_role_v1:7a kubernetes_runtime_class_v1:3a kubernetes_secret:7b
kubernetes_secret_v1:7b kubernetes_secret_v1_data:4c kubernetes_service:7e kubernetes_service_account:5m
kubernetes_service_account_v1:5m kubernetes_service_v1:7e kubernetes_stateful_set:7g kubernetes_stateful_set_v1:7g
kubernetes_storage_class:3y kubernetes_storage_class_v1:3y kubernetes_token_request_v1:7h
kubernetes_validating_webhook_configuration:6o kubernetes_validating_webhook_configuration_v1:6o provider.azuread:0
provider.azurerm:7j provider.kubernetes:7l provider.time:0 time_offset:7m time_rotating:7m time_sleep:7m time_static:7m
`;

/** Arguments that take a collection, a bar, and blocks with the number of their body. Bodies are separated by semicolons. */
export const BODIES = `
|;|timeouts:0;|alternative_approver:0 primary_approver:0;|approval_stage:2;|reviewer:0;|localized_text:0;|display_value:5;
|choice:6 text:5;|requestor:0;|approval_settings:3 assignment_review_settings:4 question:7 requestor_settings:8 timeouts:0;
members|timeouts:0;known_client_applications|oauth2_permission_scope:0;allowed_member_types|;additional_properties|;
|access_token:d id_token:d saml2_token:d;redirect_uris|;|resource_access:0;redirect_uris|implicit_grant:0;
group_membership_claims identifier_uris owners tags|api:b app_role:c feature_tags:0 optional_claims:e password:0 public_client:f required_resource_access:g single_page_application:f timeouts:0 web:h;
role_ids scope_ids|timeouts:0;allowed_member_types|timeouts:0;audiences|timeouts:0;known_client_ids|timeouts:0;
|access_token:d id_token:d saml2_token:d timeouts:0;rotate_when_changed|timeouts:0;permission_ids|timeouts:0;
redirect_uris|timeouts:0;group_membership_claims|timeouts:0;allowed_combinations|timeouts:0;definition|timeouts:0;
excluded_applications included_applications included_user_actions|;
excluded_service_principals included_service_principals|filter:0;|filter:0;excluded_locations included_locations|;
excluded_platforms included_platforms|;members|;guest_or_external_user_types|external_tenants:z;
excluded_groups excluded_roles excluded_users included_groups included_roles included_users|excluded_guests_or_external_users:10 included_guests_or_external_users:10;
authentication_flow_transfer_methods client_app_types service_principal_risk_levels sign_in_risk_levels user_risk_levels|applications:u client_applications:v devices:w locations:x platforms:y users:11;
built_in_controls custom_authentication_factors terms_of_use|;|conditions:12 grant_controls:13 session_controls:0 timeouts:0;
allowed_resource_actions|;|permissions:15 timeouts:0;
administrative_unit_ids behaviors members owners provisioning_options types|dynamic_membership:0 timeouts:0;
|primary_approver:0;|approval_stage:18;additional_recipients|;
|admin_notifications:1a approver_notifications:1a assignee_notifications:1a;
|active_assignments:1b eligible_activations:1b eligible_assignments:1b;
|activation_rules:19 active_assignment_rules:0 eligible_assignment_rules:0 notification_rules:1c timeouts:0;
administrative_unit_ids behaviors owners provisioning_options types|dynamic_membership:0 timeouts:0;|message:1a timeouts:0;
countries_and_regions|;ip_ranges|;|country:1g ip:1h timeouts:0;
alternative_names notification_email_addresses owners tags|feature_tags:0 features:0 saml_single_sign_on:0 timeouts:0;
claim_values|timeouts:0;|subject:0;triggers|parameter:1l timeouts:0;|credential:0 timeouts:0;
business_phones other_mails|timeouts:0;tags|;identity_ids|;
encryption network_rule_set tags|georeplications:1p identity:1q timeouts:0;
|authentication_credentials:0 identity:0 timeouts:0;actions|timeouts:0;|password1:0 password2:0 timeouts:0;
actions custom_headers tags|timeouts:0;audience|timeouts:0;ip_rules virtual_network_subnet_ids|;
access_policy tags|contact:0 network_acls:1x timeouts:0;
certificate_permissions key_permissions secret_permissions storage_permissions|timeouts:0;tags|timeouts:0;
authorized_ip_ranges|;admin_group_object_ids|;allowed_unsafe_sysctls|;|sysctl_config:0;
application_security_group_ids node_public_ip_tags|allowed_host_ports:0;
node_labels tags zones|kubelet_config:23 linux_os_config:24 node_network_profile:25 upgrade_settings:0;no_proxy|;|ssh_key:0;
hours|;|allowed:29 not_allowed:0;|not_allowed:0;outbound_ip_address_ids outbound_ip_prefix_ids|;
ip_versions pod_cidrs service_cidrs|advanced_networking:0 load_balancer_profile:2c nat_gateway_profile:0;
revisions|certificate_authority:0;dns_zone_ids|;|gmsa:0;
custom_ca_trust_certificates_base64 tags|aci_connector_linux:0 api_server_access_profile:21 auto_scaler_profile:0 azure_active_directory_role_based_access_control:22 bootstrap_profile:0 confidential_computing:0 default_node_pool:26 http_proxy_config:27 identity:1q ingress_application_gateway:0 key_management_service:0 key_vault_secrets_provider:0 kubelet_identity:0 linux_profile:28 maintenance_window:2a maintenance_window_auto_upgrade:2b maintenance_window_node_os:2b microsoft_defender:0 monitor_metrics:0 network_profile:2d node_provisioning_profile:0 oms_agent:0 service_mesh_profile:2e service_principal:0 storage_profile:0 timeouts:0 upgrade_override:0 web_app_routing:2f windows_profile:2g workload_autoscaler_profile:0;
configuration_protected_settings configuration_settings|plan:0 timeouts:0;
node_labels node_taints tags zones|kubelet_config:23 linux_os_config:24 node_network_profile:25 timeouts:0 upgrade_settings:0 windows_profile:0;
tags|identity:1q timeouts:0;tags|soa_record:1p timeouts:0;private_dns_zone_ids|;subresource_names|;
tags|ip_configuration:0 private_dns_zone_group:2m private_service_connection:2n timeouts:0;|feature:0 timeouts:0;
actions data_actions not_actions not_data_actions|;assignable_scopes|permissions:2q timeouts:0;|active_directory:0;
allowed_headers allowed_methods allowed_origins exposed_headers|;
|container_delete_retention_policy:0 cors_rule:2t delete_retention_policy:0 restore_policy:0;
bypass ip_rules virtual_network_subnet_ids|private_link_access:0;|cors_rule:2t hour_metrics:0 logging:0 minute_metrics:0;
authentication_types channel_encryption_type kerberos_ticket_encryption_type versions|;
|cors_rule:2t retention_policy:0 smb:2x;
tags|azure_files_authentication:2s blob_properties:2u custom_domain:0 customer_managed_key:0 identity:1q immutability_policy:0 network_rules:2v queue_properties:2w routing:0 sas_policy:0 share_properties:2y static_website:0 timeouts:0;
metadata|timeouts:0;actions|;|service_delegation:31;
address_prefixes service_endpoint_policy_ids service_endpoints|delegation:32 ip_address_pool:0 service_endpoint:0 timeouts:0;
address_space dns_servers subnet tags|ddos_protection_plan:0 encryption:0 ip_address_pool:0 timeouts:0;
supports_services|timeouts:0;display_names object_ids|timeouts:0;client_ids display_names object_ids|timeouts:0;
employee_ids mail_nicknames mails object_ids user_principal_names|timeouts:0;annotations labels|;|metadata:39;
|address:0 not_ready_address:0 port:0;|metadata:39 subset:3b;labels|;|metadata:3d;values|;match_labels|match_expressions:3f;
|selector:3g;|metadata:39 spec:3h;|match_expressions:3f match_fields:3f;|node_selector_term:3j;|required:3k;
monitors|secret_ref:0;
volume_attributes|controller_expand_secret_ref:0 controller_publish_secret_ref:0 node_publish_secret_ref:0 node_stage_secret_ref:0;
target_ww_ns|;options|secret_ref:0;ceph_monitors|secret_ref:0;
|aws_elastic_block_store:0 azure_disk:0 azure_file:0 ceph_fs:3m cinder:0 csi:3n fc:3o flex_volume:3p flocker:0 gce_persistent_disk:0 glusterfs:0 host_path:0 iscsi:0 local:0 nfs:0 photon_persistent_disk:0 quobyte:0 rbd:3q vsphere_volume:0;
access_modes capacity mount_options|claim_ref:0 node_affinity:3l persistent_volume_source:3r;|metadata:39 spec:3s;
object|metadata:0;objects|;binary_data|metadata:39;|match_label_expressions:3f;
mount_options parameters|allowed_topologies:3x metadata:39;usages|;|metadata:0 spec:3z;audiences|bound_object_ref:0;
|metadata:0 spec:41;annotations template_annotations|metadata:0;|service:0;|metadata:39 spec:44;
|metadata:39 spec:3z timeouts:0;|cluster_role_selectors:3g;api_groups non_resource_urls resource_names resources verbs|;
|aggregation_rule:47 metadata:39 rule:48;|metadata:39 role_ref:0 subject:0;binary_data data|metadata:39;data|metadata:0;
|on_exit_codes:3f on_pod_condition:0;|rule:4d;|preference:3j;
|preferred_during_scheduling_ignored_during_execution:4f required_during_scheduling_ignored_during_execution:3k;
namespaces|label_selector:3g namespace_selector:3g;|pod_affinity_term:4h;
|preferred_during_scheduling_ignored_during_execution:4i required_during_scheduling_ignored_during_execution:4h;
|node_affinity:4g pod_affinity:4j pod_anti_affinity:4j;
|config_map_key_ref:0 field_ref:0 resource_field_ref:0 secret_key_ref:0;|value_from:4l;|config_map_ref:0 secret_ref:0;
command|;|http_header:0;|exec:4o http_get:4p tcp_socket:0;|post_start:4q pre_stop:4q;|exec:4o grpc:0 http_get:4p tcp_socket:0;
limits requests|;add drop|;|capabilities:4u se_linux_options:0 seccomp_profile:0;
args command|env:4m env_from:4n lifecycle:4r liveness_probe:4s port:0 readiness_probe:4s resources:4t security_context:4v startup_probe:4s volume_device:0 volume_mount:0;
nameservers searches|option:0;hostnames|;supplemental_groups|se_linux_options:0 seccomp_profile:0 sysctl:0 windows_options:0;
match_label_keys|label_selector:3g;|items:0;volume_attributes|node_publish_secret_ref:0;|field_ref:0 resource_field_ref:0;
|items:53;access_modes|resources:4t selector:3g;|metadata:39 spec:55;|volume_claim_template:56;
|config_map:51 downward_api:54 secret:51 service_account_token:0;|sources:58;
|aws_elastic_block_store:0 azure_disk:0 azure_file:0 ceph_fs:3m cinder:0 config_map:51 csi:52 downward_api:54 empty_dir:0 ephemeral:57 fc:3o flex_volume:3p flocker:0 gce_persistent_disk:0 git_repo:0 glusterfs:0 host_path:0 iscsi:0 local:0 nfs:0 persistent_volume_claim:0 photon_persistent_disk:0 projected:59 quobyte:0 rbd:3q secret:51 vsphere_volume:0;
node_selector|affinity:4k container:4w dns_config:4x host_aliases:4y image_pull_secrets:0 init_container:4w os:0 readiness_gate:0 security_context:4z toleration:0 topology_spread_constraint:50 volume:5a;
|metadata:39 spec:5b;|pod_failure_policy:4e selector:3g template:5c;|metadata:39 spec:5d;|job_template:5e;
|metadata:39 spec:5f timeouts:0;volume_lifecycle_modes|;|metadata:39 spec:5h;|rolling_update:0;
|selector:3g strategy:5j template:5c;|metadata:39 spec:5k timeouts:0;|image_pull_secret:0 metadata:39 secret:0 timeouts:0;
addresses|condition:0 target_ref:0;|endpoint:5n metadata:39 port:0;|env:4m metadata:0;|policy:0;|scale_down:5q scale_up:5q;
|target:0;|metric:3h target:0;|described_object:0 metric:3h target:0;
|container_resource:5s external:5t object:5u pods:5t resource:5s;|behavior:5r metric:5v scale_target_ref:0;
|metadata:39 spec:5w;|scale_target_ref:0;|metadata:39 spec:5y;|backend:0;|path:60;|http:61;hosts|;|backend:0 rule:62 tls:63;
|metadata:39 spec:64;|parameters:0;|metadata:39 spec:66;|port:0;|resource:0 service:68;|backend:69;|path:6a;|http:6b;
|default_backend:69 rule:6c tls:63;|metadata:39 spec:6d timeouts:0;|metadata:39 spec:5d timeouts:0;labels|metadata:0;
default default_request max max_limit_request_ratio min|;|limit:6h;|metadata:39 spec:6i;fields|condition:0;
computed_fields manifest object wait_for|field_manager:0 timeouts:0 wait:6k;api_groups api_versions operations resources|;
admission_review_versions|client_config:44 namespace_selector:3g object_selector:3g rule:6m;|metadata:39 webhook:6n;
|metadata:39 timeouts:0;except|;|ip_block:6q namespace_selector:3g pod_selector:3g;|ports:0 to:6r;|from:6r ports:0;
policy_types|egress:6s ingress:6t pod_selector:3g;|metadata:39 spec:6u;|metadata:0 taint:0;|metadata:39 spec:3s timeouts:0;
|metadata:39 spec:55 timeouts:0;target_state|metadata:39 spec:5b timeouts:0;|range:0;|se_linux_options:0;
allowed_capabilities allowed_proc_mount_types allowed_unsafe_sysctls default_add_capabilities forbidden_sysctls required_drop_capabilities volumes|allowed_flex_volumes:0 allowed_host_paths:0 fs_group:70 host_ports:0 run_as_group:70 run_as_user:70 se_linux:71 supplemental_groups:70;
|metadata:39 spec:72;selector|template:5c;|metadata:39 spec:74 timeouts:0;|match_expression:3f;hard scopes|scope_selector:76;
|metadata:39 spec:77 timeouts:0;api_groups resource_names resources verbs|;|metadata:39 rule:79;
binary_data binary_data_wo data data_wo|metadata:39 timeouts:0;|client_ip:0;
cluster_ips external_ips ip_families load_balancer_source_ranges selector|port:0 session_affinity_config:7c;
|metadata:39 spec:7d timeouts:0;
|persistent_volume_claim_retention_policy:0 selector:3g template:5c update_strategy:5j volume_claim_template:56;
|metadata:39 spec:7f timeouts:0;|metadata:39 spec:41;
|api_management:0 app_configuration:0 application_insights:0 cognitive_account:0 databricks_workspace:0 enhanced_validation:0 key_vault:0 log_analytics_workspace:0 machine_learning:0 managed_disk:0 netapp:0 postgresql_flexible_server:0 recovery_service:0 recovery_services_vaults:0 resource_group:0 servicebus:0 storage:0 subscription:0 template_deployment:0 virtual_machine:0 virtual_machine_scale_set:0;
auxiliary_tenant_ids resource_providers_to_register|features:7i;args env|;
config_paths ignore_annotations ignore_labels|exec:7k experiments:0;triggers|
`;
