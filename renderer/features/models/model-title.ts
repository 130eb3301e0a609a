/** A model's name with its quantisation, which some names end in already. */
export function modelTitle(name: string, quantisation: string): string {
  return name.toLowerCase().includes(quantisation.toLowerCase()) ? name : `${name} ${quantisation}`;
}
