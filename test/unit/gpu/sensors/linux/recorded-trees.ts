import type { SensorReading } from "../../../../../native/gpu/sensors/sensor-reading.ts";
import { below } from "../tree.ts";

/** amdgpu's gpu_metrics table, format 1.3: 120 bytes, the throttle bits at 112. */
export function gpuMetrics(throttle: bigint): Buffer {
  const table = Buffer.alloc(120, 0xff);
  table.writeUInt16LE(120, 0);
  table.writeUInt8(1, 2);
  table.writeUInt8(3, 3);
  table.writeBigUInt64LE(throttle, 112);
  return table;
}

/** The head of an APU's table, format 2.2. */
export function apuMetrics(): Buffer {
  const table = Buffer.alloc(136, 0xff);
  table.writeUInt16LE(136, 0);
  table.writeUInt8(2, 2);
  table.writeUInt8(2, 3);
  return table;
}

/** An RX 7800 XT under load: 16 GiB, 212 W of 263 W, held down by its power limit. */
export const rx7800 = below("sys/class/drm/card1", {
  "device/uevent":
    "DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:747E\nPCI_SUBSYS_ID=1EAE:7801\nPCI_SLOT_NAME=0000:03:00.0\nMODALIAS=pci:v00001002d0000747E\n",
  "device/power/runtime_status": "active\n",
  "device/gpu_busy_percent": 99,
  "device/mem_info_vram_total": 17_163_091_968,
  "device/mem_info_vram_used": 9_876_543_488,
  "device/mem_info_gtt_total": 16_106_127_360,
  "device/unique_id": "a1b2c3d4e5f60718\n",
  "device/product_name": "\n",
  "device/gpu_metrics": gpuMetrics(1n << 0n),
  "device/pp_dpm_sclk": "0: 500Mhz \n1: 2371Mhz *\n2: 2565Mhz \n",
  "device/pp_dpm_mclk": "0: 96Mhz \n1: 456Mhz \n2: 1218Mhz *\n",
  "device/hwmon/hwmon4/name": "amdgpu\n",
  "device/hwmon/hwmon4/temp1_input": 58_000,
  "device/hwmon/hwmon4/temp1_crit": 100_000,
  "device/hwmon/hwmon4/temp2_input": 79_000,
  "device/hwmon/hwmon4/power1_average": 212_000_000,
  "device/hwmon/hwmon4/power1_cap": 263_000_000,
  "device/hwmon/hwmon4/fan1_input": 1320,
  "device/hwmon/hwmon4/fan1_max": 3300,
  "device/hwmon/hwmon4/freq1_input": 2_371_000_000,
});

/** The graphics inside a Ryzen 7 7700X beside it: 512 MiB set aside, no hwmon fan, no cap. */
export const raphael = below("sys/class/drm/card0", {
  "device/uevent": "DRIVER=amdgpu\nPCI_ID=1002:164E\nPCI_SLOT_NAME=0000:0e:00.0\n",
  "device/gpu_busy_percent": 4,
  "device/mem_info_vram_total": 536_870_912,
  "device/mem_info_vram_used": 60_817_408,
  "device/mem_info_gtt_total": 16_106_127_360,
  "device/mem_info_gtt_used": 1_000_000_000,
  "device/gpu_metrics": apuMetrics(),
  "device/hwmon/hwmon5/temp1_input": 43_000,
  "device/hwmon/hwmon5/power1_input": 30_019_000,
});

/** Iris Xe inside a Raptor Lake-P laptop processor, on i915. */
export const irisXe = below("sys/class/drm/card0", {
  "device/uevent": "DRIVER=i915\nPCI_ID=8086:A7A0\nPCI_SLOT_NAME=0000:00:02.0\n",
  "device/power/runtime_status": "active\n",
  gt_act_freq_mhz: 400,
});

/** An Arc B580 on xe: power is the change of its energy counter. */
export const arcB580 = below("sys/class/drm/card2", {
  "device/uevent": "DRIVER=xe\nPCI_ID=8086:E20B\nPCI_SLOT_NAME=0000:03:00.0\n",
  "device/hwmon/hwmon2/energy1_input": 1_000_000_000,
  "device/hwmon/hwmon2/power1_max": 190_000_000,
  "device/hwmon/hwmon2/temp2_input": 52_000,
  "device/hwmon/hwmon2/temp3_input": 61_000,
  "device/tile0/gt0/freq0/act_freq": 2850,
});

/** An AMD card in a laptop that the kernel has switched off; reading its files would wake it. */
export const asleep = below("sys/class/drm/card1", {
  "device/uevent": "DRIVER=amdgpu\nPCI_ID=1002:7480\nPCI_SLOT_NAME=0000:03:00.0\n",
  "device/power/runtime_status": "suspended\n",
  "device/gpu_busy_percent": 0,
  "device/mem_info_vram_total": 8_573_157_376,
});

/** What else stands in /sys/class/drm: outputs, render nodes, a virtual machine's screen. */
export const screenOnly = below("sys/class/drm", {
  "card3/device/uevent": "DRIVER=virtio-pci\nPCI_SLOT_NAME=0000:00:01.0\n",
  "card3-Virtual-1/status": "connected\n",
  "renderD128/device/uevent": "DRIVER=virtio-pci\n",
  version: "drm 1.1.0 20060810\n",
});

/** What amdgpu's files of the RX 7800 XT say, in our units. */
export const rx7800Reading: SensorReading = {
  source: "amdgpu",
  vendor: "AMD",
  bus: "0000:03:00.0",
  uuid: "a1b2c3d4e5f60718",
  integrated: false,
  driver: "Linux 6.14.0-27-generic",
  totalBytes: 17_163_091_968,
  usedBytes: 9_876_543_488,
  load: 0.99,
  celsius: 58,
  celsiusLimit: 100,
  watts: 212,
  wattsLimit: 263,
  coreMegahertz: 2371,
  memoryMegahertz: 1218,
  fan: 0.4,
  throttled: ["power"],
};
