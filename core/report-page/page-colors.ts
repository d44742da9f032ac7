/** Colours of the page for light and dark. Text has a contrast of 4.5 : 1 at least on its ground, marks of charts 3 : 1. */
export const pageColors = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f6f8; --text: #1b1f24; --muted: #596270; --line: #c9ced6; --grid: #e6e9ee;
  --link: #0b5cad; --good: #1a6b34; --good-ground: #e4f3e8; --bad: #b3261e; --bad-ground: #fbe9e7; --change: #8a5200;
  --chart-main: #2f6db5; --chart-second: #c4620a; --chart-third: #8d97a5; --chart-bad: #c6332a;
  --q50: #79a8dc; --q90: #3f7fc8; --q99: #1f4f8c; --qmax: #c4620a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --raised: #1d2127; --text: #e7eaee; --muted: #a3acb8; --line: #454d58; --grid: #2a3038;
    --link: #7db7f5; --good: #7fd49a; --good-ground: #17301f; --bad: #ff9b90; --bad-ground: #3a1c1a; --change: #f0b35e;
    --chart-main: #5e9ee6; --chart-second: #f0994a; --chart-third: #8a94a2; --chart-bad: #f2665a;
    --q50: #3f6ea6; --q90: #6aa5e8; --q99: #c3dcf8; --qmax: #f0994a;
  }
}
`;
