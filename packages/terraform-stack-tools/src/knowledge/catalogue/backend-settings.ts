/**
 * Settings of a backend that name a program, or a file that may name one: HashiCorp, "Backend Type: kubernetes" and
 * "Backend Type: s3".
 */
export const BACKEND_PROGRAMS: readonly string[] = [
  "command",
  "config_path",
  "config_paths",
  "exec",
  "shared_config_files",
];
