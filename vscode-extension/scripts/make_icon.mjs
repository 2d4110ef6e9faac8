// Draws icon.png (128 x 128): three layers that merge into one arrow, a manifest's way into its target.
// Plain arithmetic and zlib, so that the picture can be changed without a drawing program.

import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const SIZE = 128;
const SAMPLES = 4; // per axis, for smooth edges

const INK = [18, 50, 74];
const LAYERS = [
  { color: [88, 196, 221], y: 38 },
  { color: [247, 178, 73], y: 64 },
  { color: [140, 207, 126], y: 90 },
];
const PAPER = [245, 248, 250];

const insideRoundedSquare = (x, y, inset, radius) => {
  const dx = Math.max(inset + radius - x, x - (SIZE - inset - radius), 0);
  const dy = Math.max(inset + radius - y, y - (SIZE - inset - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
};
const distanceToSegment = (x, y, [ax, ay], [bx, by]) => {
  const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
};

/** The colour at a point, or undefined outside the icon. */
function colorAt(x, y) {
  if (!insideRoundedSquare(x, y, 4, 24)) return undefined;
  // The arrow head and its shaft, where the layers have become one.
  const shaft = distanceToSegment(x, y, [72, 64], [100, 64]) <= 6;
  const head = distanceToSegment(x, y, [88, 48], [104, 64]) <= 6 || distanceToSegment(x, y, [104, 64], [88, 80]) <= 6;
  if (shaft || head) return PAPER;
  for (const { color, y: level } of LAYERS) {
    const bar = distanceToSegment(x, y, [26, level], [48, level]) <= 6;
    const join = distanceToSegment(x, y, [48, level], [72, 64]) <= 6;
    if (bar || join) return color;
  }
  return INK;
}

const rows = [];
for (let row = 0; row < SIZE; row += 1) {
  const line = Buffer.alloc(1 + SIZE * 4); // filter byte 0, then RGBA
  for (let column = 0; column < SIZE; column += 1) {
    const sum = [0, 0, 0];
    let covered = 0;
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
      const x = column + ((sample % SAMPLES) + 0.5) / SAMPLES;
      const y = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
      const color = colorAt(x, y);
      if (color === undefined) continue;
      covered += 1;
      color.forEach((value, channel) => (sum[channel] += value));
    }
    const at = 1 + column * 4;
    if (covered > 0) sum.forEach((value, channel) => (line[at + channel] = Math.round(value / covered)));
    line[at + 3] = Math.round((255 * covered) / (SAMPLES * SAMPLES));
  }
  rows.push(line);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8); // 8 bits per channel, RGBA

const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", header),
  chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk("IEND", Buffer.alloc(0)),
]);
writeFileSync(new URL("../icon.png", import.meta.url), png);
console.log(`icon.png: ${png.length} bytes`);
