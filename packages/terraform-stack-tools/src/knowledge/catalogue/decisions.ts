/** Names of arguments that decide on cost, size, network, exposure, versions or lifetime, whatever the type. */
const DECISIVE: readonly RegExp[] = [
  /(^|_)(sku|tier|size|capacity|replicas|channel|engine|iops|storage)$/,
  /^(sku|storage)_/,
  /^(?!api_|data_|key_|secret_).*version$/,
  /(^|_)(node|instance|disk|volume|machine|storage|replication|launch)_(type|class|count)$/,
  /^(min|max|desired|read|write)_(count|size|capacity|pods)$/,
  /^network_(plugin|plugin_mode|policy|data_plane|mode)$|^outbound_type$/,
  /^artifact_source$|^(source|target)_repo$/,
  /public|private_|anonymous|^admin_enabled$|local_account|encrypt|deletion_protection|tls|^https/,
  /(^|_)(cidr|cidrs|cidr_block|cidr_blocks|ip_ranges|address_space|address_prefixes)$/,
  /^(location|region|zones?|availability_zones?|zone_redundan\w*|georeplications|tags)$/,
  /retention|^backup|expir|^end_date|^rotation/,
];

/** Keys and the like, whose names look as if they decided something. */
const OTHERS = /(key|keys|certificate|_id|_ids|_arn|_name|_ip|_fqdn)$/;

export function saysDecision(name: string): boolean {
  return !OTHERS.test(name) && DECISIVE.some((pattern) => pattern.test(name));
}

/** Whether an argument says what somebody may do, or on what, whatever the type. */
export function saysAccess(name: string): boolean {
  return /^(role(_definition_(id|name))?|scope|(not_)?(data_)?actions|permissions?)$/.test(name);
}
