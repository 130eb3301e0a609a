/**
 * A PCI address in one form, "0000:01:00.0", from the forms that probes write ("01:00.0", "00000000:01:00.0",
 * "0000:01:00.0", in either case). Undefined for anything else.
 */
export function pciAddress(text: string | undefined): string | undefined {
  const match = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(
    text?.trim() ?? "",
  );
  if (match === null) return undefined;
  const [, domain = "0", bus, device, part] = match;
  const number = Number.parseInt(domain, 16);
  return `${number.toString(16).padStart(4, "0")}:${bus}:${device}.${part}`.toLowerCase();
}
