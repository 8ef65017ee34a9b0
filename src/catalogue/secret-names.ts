const SECRET_NAME =
  /(^|_)(password|passwd|secret|token|sas|(api|access|client|private|account)_?key|connection_?string)$/i;

/** Whether the name of an argument, a variable or a setting says that its value is a secret. */
export function saysSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}
