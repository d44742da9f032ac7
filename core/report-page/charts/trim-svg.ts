/**
 * An SVG of Vega's without what a picture with a text alternative doesn't need: roles, hints for pointers, invisible
 * frames, digits beyond a hundredth of a pixel. That makes it half as large. It mustn't hold text that others wrote.
 */
export function trimSvg(svg: string): string {
  return svg
    .replaceAll(
      / (?:role|aria-[a-z]+|pointer-events|stroke-miterlimit|xmlns(?::xlink)?|version)="[^"]*"/g,
      '',
    )
    .replaceAll(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replaceAll(/ opacity="1"/g, '')
    .replaceAll(/-?\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))));
}
