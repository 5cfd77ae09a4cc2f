/** The folder of the built program; null where it cannot be made. */
export declare const builtProgram: () => Promise<string | null>
