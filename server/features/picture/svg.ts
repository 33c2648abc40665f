/** The picture of who backs up what, to where: SVG 1.1 with styles that follow the editor's theme, or else the reader's. */
import type { ClanView, TopologyView } from "../../topologyView.ts";
import { type Card, type Cards, cardsOf, type Spot } from "./cards.ts";

/** Lengths in CSS pixels. */
const WIDTH = 360;
const GUTTER = 150;
const MARGIN = 16;
const HEAD = 34;
const ROW = 22;
const PAD = 8;
const GAP = 16;
/** What fits into a card at 13 pixels: a letter of the fonts below is at most this wide on average. */
const LETTER = 7.2;

const STYLE = `
svg { --ink: var(--vscode-foreground, #1f2328); --dim: var(--vscode-descriptionForeground, #59636e); --paper: var(--vscode-editor-background, #ffffff);
  --card: var(--vscode-editorWidget-background, #f6f8fa); --line: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #d1d9e0));
  --good: var(--vscode-charts-green, #1a7f37); --bad: var(--vscode-errorForeground, #cf222e); font: 13px var(--vscode-font-family, system-ui, sans-serif); max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) { svg { --ink: var(--vscode-foreground, #e6edf3); --dim: var(--vscode-descriptionForeground, #9198a1);
  --paper: var(--vscode-editor-background, #0d1117); --card: var(--vscode-editorWidget-background, #151b23);
  --line: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #3d444d)); --good: var(--vscode-charts-green, #3fb950); --bad: var(--vscode-errorForeground, #f85149); } }
.paper { fill: var(--paper); } .card { fill: var(--card); stroke: var(--line); } text { fill: var(--ink); } .title { font-weight: 600; } .note { fill: var(--dim); }
.bad { fill: var(--bad); } .link { fill: none; stroke-width: 1.6; } .link.sure { stroke: var(--good); } .link.unknown { stroke: var(--dim); } .link.broken { stroke: var(--bad); stroke-dasharray: 5 4; }
.end.sure { fill: var(--good); } .end.unknown { fill: var(--dim); } .end.broken { fill: var(--bad); }`;

/** Returns the text of one SVG document; its style element is the only one. Texts of the configuration are escaped. */
export function topologySvg({ clans }: TopologyView): string {
  const shown = clans.filter(({ machines }) => machines.length > 0);
  const pictures: string[] = [];
  let y = MARGIN;
  for (const clan of shown) {
    const picture = clanPicture(clan, y, shown.length > 1);
    pictures.push(picture.text);
    y = picture.bottom;
  }
  if (shown.length === 0) {
    pictures.push(text(MARGIN, y + 18, "No machines here.", "note"));
    y += HEAD;
  }
  const width = 2 * (MARGIN + WIDTH) + GUTTER;
  const height = Math.ceil(y + MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title words">
<title id="title">Who backs up what, to where</title>
<desc id="words">${escaped(shown.map(inWords).join(" "))}</desc>
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${pictures.join("\n")}
</svg>
`;
}

interface Column {
  readonly x: number;
  readonly tops: readonly number[];
  readonly bottom: number;
}

function clanPicture(
  clan: ClanView,
  top: number,
  isNamed: boolean,
): { readonly text: string; readonly bottom: number } {
  const { machines, places, links } = cardsOf(clan);
  const head = isNamed ? [text(MARGIN, top + 18, `${clan.root} · clan-core ${clan.release}`, "title")] : [];
  const start = isNamed ? top + HEAD : top;
  const left = stacked(machines, MARGIN, () => start, start);
  const wanted = (index: number) => {
    const sources = links.filter(({ to }) => to.card === index).map(({ from }) => left.tops[from.card] ?? start);
    return sources.length === 0 ? start : sources.reduce((sum, one) => sum + one, 0) / sources.length;
  };
  const right = stacked(places, MARGIN + WIDTH + GUTTER, wanted, start);
  const drawn = [
    ...machines.map((card, index) => cardPicture(card, left.x, left.tops[index] ?? start)),
    ...places.map((card, index) => cardPicture(card, right.x, right.tops[index] ?? start)),
    ...links.map(({ from, to, kind }) => {
      const [x1, y1] = [left.x + WIDTH, middle(from, left, start)];
      const [x2, y2] = [right.x, middle(to, right, start)];
      const bend = GUTTER / 2;
      return `<path class="link ${kind}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 7} ${y2}"/><path class="end ${kind}" d="M${x2} ${y2}l-9 -5v10z"/>`;
    }),
  ];
  return { text: [...head, ...drawn].join("\n"), bottom: Math.max(left.bottom, right.bottom) + GAP };
}

const heightOf = ({ rows }: Card): number => HEAD + rows.length * ROW + (rows.length > 0 ? PAD : 0);

/** Cards below each other, each at the height it wants or lower, those that want to be high first. */
function stacked(cards: readonly Card[], x: number, wanted: (index: number) => number, start: number): Column {
  const order = cards.map((card, index) => ({ card, index, at: wanted(index) })).sort((a, b) => a.at - b.at);
  const tops: number[] = [];
  let bottom = start;
  for (const { card, index, at } of order) {
    const top = Math.max(at, bottom === start ? start : bottom + GAP);
    tops[index] = top;
    bottom = top + heightOf(card);
  }
  return { x, tops, bottom };
}

function middle({ card, row }: Spot, { tops }: Column, start: number): number {
  return (tops[card] ?? start) + HEAD + row * ROW + ROW / 2;
}

function cardPicture({ title, note, rows }: Card, x: number, y: number): string {
  const height = heightOf({ title, note, rows });
  const lines = rows.map((row, index) =>
    text(x + 12, y + HEAD + index * ROW + 15, row.text, row.isBad ? "bad" : "", WIDTH - 24),
  );
  const right = `<text class="note" x="${x + WIDTH - 12}" y="${y + 22}" text-anchor="end">${escaped(cut(note, WIDTH / 2))}</text>`;
  return `<g><rect class="card" x="${x}" y="${y}" width="${WIDTH}" height="${height}" rx="6"/>
${text(x + 12, y + 22, title, "title", note === "" ? WIDTH - 24 : WIDTH / 2 - 24)}${note === "" ? "" : right}
${lines.join("\n")}</g>`;
}

function text(x: number, y: number, words: string, style: string, room = Number.POSITIVE_INFINITY): string {
  const short = cut(words, room);
  const whole = short === words ? "" : `<title>${escaped(words)}</title>`;
  return `<text${style === "" ? "" : ` class="${style}"`} x="${x}" y="${y}">${escaped(short)}${whole}</text>`;
}

function cut(words: string, room: number): string {
  const letters = [...words];
  const most = Math.floor(room / LETTER);
  return letters.length <= most ? words : `${letters.slice(0, most - 1).join("")}…`;
}

/** What a text may hold in XML 1.0: markup as entities, and no control characters. */
function escaped(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
    .replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** The picture for those who do not see it. */
function inWords(clan: ClanView): string {
  const { machines, places, links }: Cards = cardsOf(clan);
  return machines
    .map(({ title, rows }, card) => {
      const ways = links
        .filter(({ from }) => from.card === card)
        .map(({ to, kind }) => {
          const place = places[to.card];
          return `${kind === "broken" ? "not " : ""}to ${place?.title ?? ""}: ${place?.rows[to.row]?.text ?? ""}`;
        });
      const saved = rows.map((row) => row.text).join("; ");
      return `${title}: ${saved}.${ways.length === 0 ? "" : ` It is backed up ${ways.join("; ")}.`}`;
    })
    .join(" ");
}
