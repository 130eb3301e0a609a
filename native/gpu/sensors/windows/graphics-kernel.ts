/** Kinds of questions to Windows' graphics kernel (d3dkmthk.h, KMTQUERYADAPTERINFOTYPE). */
export const kernelQuery = {
  segmentSize: 3,
  address: 6,
  registry: 8,
  adapterType: 15,
  nodePerformance: 61,
  performance: 62,
  performanceLimits: 63,
} as const;

/**
 * An adapter by its handle and by its LUID, which is the same in every library of Windows until the computer starts anew, its driver is
 * updated, or it is disabled or disconnected
 * (https://learn.microsoft.com/windows-hardware/drivers/ddi/d3dkmthk/ns-d3dkmthk-_d3dkmt_adapterinfo).
 */
export interface ListedAdapter {
  readonly handle: number;
  /** As Windows' counters write it (counters/gpu-instances.ts). */
  readonly luid: string;
}

/**
 * The part of Windows' graphics kernel that Hearth asks (d3dkmthk.h): what the Task Manager stands on, for any vendor's driver of WDDM
 * 2.4 and later, without any right of an administrator. No method throws but `adapters`; any of them may never answer, or end the
 * process, when a driver is ill.
 */
export interface GraphicsKernel {
  /** All adapters, screens of software included, each with a handle of its own to close. Rejects where Windows refuses. */
  adapters(): Promise<readonly ListedAdapter[]>;
  /** Fills `memory` in, whose length Windows compares with its own structure's. Resolves to an NTSTATUS, 0 where it worked. */
  query(adapter: number, kind: number, memory: Buffer): Promise<number>;
  /** Gives a handle back. An NTSTATUS. */
  close(adapter: number): Promise<number>;
}

/** An NTSTATUS or a PDH_STATUS as Windows' own tools write it. */
export function statusText(status: number): string {
  return `0x${(status >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}
