/** Colours as browsers compute them, and how well one is seen on another (WCAG 2.2, "relative luminance", "contrast ratio"). */

type Channels = readonly [red: number, green: number, blue: number, alpha: number];

function channels(color: string): Channels {
  const [red, green, blue, alpha = 1] = [...color.matchAll(/[\d.]+/g)].map(Number);
  if (!color.startsWith("rgb") || red === undefined || green === undefined || blue === undefined)
    throw new Error(`Not a colour of a browser: ${color}`);
  return [red, green, blue, alpha];
}

function luminance([red, green, blue]: Channels): number {
  const linear = (value: number) =>
    value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** The contrast of `color` upon an opaque `background`, from 1 to 21. @throws {Error} for what is no `rgb()` or `rgba()` */
export function contrast(color: string, background: string): number {
  const [below, above] = [channels(background), channels(color)];
  const mix = (over: number, under: number) => over * above[3] + under * (1 - above[3]);
  const seen: Channels = [mix(above[0], below[0]), mix(above[1], below[1]), mix(above[2], below[2]), 1];
  const [dark = 0, light = 0] = [luminance(seen), luminance(below)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
