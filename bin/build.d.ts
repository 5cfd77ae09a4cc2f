/** The folder of the built program; null where it cannot be made. */
export declare const builtProgram: () => Promise<string | null>
/** Each source of the program as a module of its own, in the tree it stands in; null where they cannot be made. */
export declare const builtModules: () => Promise<string | null>
