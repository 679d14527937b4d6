export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** An object of Git, unpacked. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/** In place of an object that is larger than asked for: its size in bytes. */
export interface TooLarge {
  readonly tooLarge: number;
}

/** The object id of the tree without entries, which Git knows without storing it. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
