/** The generated bindings for one provider. */
export interface Bindings {
  /** Where they are, for messages. */
  readonly path: string;
  /** The declarations in a folder, such as `data-azurerm-subnet`; undefined where there is no such folder. */
  readonly read: (folder: string) => string | undefined;
}
