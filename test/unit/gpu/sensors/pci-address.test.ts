import { expect, test } from "vitest";
import { pciAddress } from "../../../../native/gpu/sensors/pci-address.ts";

test.each([
  ["00000000:01:00.0", "0000:01:00.0"],
  ["01:00.0", "0000:01:00.0"],
  ["0000:0E:00.0", "0000:0e:00.0"],
  ["00010000:01:00.0", "10000:01:00.0"],
  ["Onboard", undefined],
  ["", undefined],
  [undefined, undefined],
])("%s is %s", (text, address) => {
  expect(pciAddress(text)).toBe(address);
});
