// Proof of work after the ALTCHA protocol, in a worker of its own so that the page stays quiet. SHA-256 is written out because the
// browser's own is there only over TLS, and costs more for each of many short texts than this does.
const K = new Uint32Array(64), H = new Uint32Array(8);
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (i < 8) H[i] = (Math.sqrt(n) % 1) * 2 ** 32;
  K[i++] = (Math.cbrt(n) % 1) * 2 ** 32;
}
const W = new Uint32Array(64);
function block(h, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4) W[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15], b = W[i - 2];
    W[i] = W[i - 16] + ((a >>> 7 | a << 25) ^ (a >>> 18 | a << 14) ^ a >>> 3) + W[i - 7] + ((b >>> 17 | b << 15) ^ (b >>> 19 | b << 13) ^ b >>> 10);
  }
  let [a, b, c, d, e, f, g, j] = h;
  for (let i = 0; i < 64; i++) {
    const x = j + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const y = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    j = g; g = f; f = e; e = d + x | 0; d = c; c = b; b = a; a = x + y | 0;
  }
  h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += j;
}
function digest(text) {
  const size = text.length, bytes = new Uint8Array(size + 72 >> 6 << 6), h = H.slice();
  for (let i = 0; i < size; i++) bytes[i] = text.charCodeAt(i);
  bytes[size] = 128;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, size * 8);
  for (let at = 0; at < bytes.length; at += 64) block(h, bytes, at);
  return h;
}
const hex = (h) => Array.from(h, (n) => n.toString(16).padStart(8, "0")).join("");
if (typeof onmessage !== "undefined") onmessage = ({ data }) => {
  const start = Date.now(), first = parseInt(data.challenge.slice(0, 8), 16);
  for (let number = 0; number <= data.maxnumber; number++) {
    const h = digest(data.salt + number);
    if (h[0] === first && hex(h) === data.challenge) {
      const { algorithm, challenge, salt, signature } = data;
      return postMessage(btoa(JSON.stringify({ algorithm, challenge, number, salt, signature, took: Date.now() - start })));
    }
  }
  postMessage("");
};
