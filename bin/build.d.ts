/** The folder of the built program; null where it cannot be made. */
export declare const builtProgram: () => Promise<string | null>
/** Each source of the program as a module of its own, in the tree it stands in; null where they cannot be made. */
export declare const builtModules: () => Promise<string | null>
/** Builds these sources of the tree into `outdir`, which must lie under the tree's `node_modules`: what is left out of them is looked for from there. */
export declare const make: (outdir: string, from: string[], besides?: string[]) => Promise<void>
