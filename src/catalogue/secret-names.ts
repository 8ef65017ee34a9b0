const SECRET_NAME =
  /(^|_)(password|passwd|secret|token|sas|api_?key|access_?key|client_?key|private_?key|account_?key|connection_?string)$/i;

/** Whether the name of an argument, a variable or a setting says that its value is a secret. */
export function saysSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}
