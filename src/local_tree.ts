// A folder of the controller with all that is in it, as a task hands it to its module.

/** Paths in a folder, from there on. */
export interface FolderContent {
  /** Each after the one that it is in. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export interface TreeFile {
  /** From the folder on, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export class LocalTree {
  /**
   * @param name what the folder is called on the host; empty: only what is in it is meant
   * @param folders each after the one that it is in
   */
  constructor(
    readonly name: string,
    readonly folders: readonly string[],
    readonly files: readonly TreeFile[],
  ) {}
}
