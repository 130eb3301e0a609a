/** A port that a router was told to lead to this computer: outside, and here. */
export interface HeldPort {
  readonly externalPort: number;
  readonly port: number;
}
