// A second implementation of what `crates/sealing` does, with nothing but Node's own cryptography,
// so that nobody has to take one program's word for it.
//
//   node open.mjs open    lines {secret, community, kind, nonce, sealed, media?} -> {text, media, …}
//   node open.mjs seal    lines {public, community, kind, nonce, text}           -> {sealed, media}
//
// Clause numbers are RFC 9180's.
import {
  createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey,
  diffieHellman, generateKeyPairSync, randomBytes,
} from "node:crypto";
import { createInterface } from "node:readline";

const INFO = Buffer.from("mingbai/say/v1");
const MEDIA = Buffer.from("mingbai/media/v1");
const NONE = Buffer.alloc(0);
const BUCKETS = [512, 1024, 2048, 4096, 8192, 16384, 32768];
const STEP = 65536;

const read = (text) => Buffer.from(text, "base64url");
const written = (bytes) => bytes.toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const number = (value, length) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

// --- Clause 4: labels --------------------------------------------------------------------------
const extract = (salt, ikm) => createHmac("sha256", salt).update(ikm).digest();
function expand(prk, info, length) {
  let block = NONE;
  let out = NONE;
  for (let at = 1; out.length < length; at += 1) {
    block = createHmac("sha256", prk).update(Buffer.concat([block, info, Buffer.from([at])])).digest();
    out = Buffer.concat([out, block]);
  }
  return out.subarray(0, length);
}
const V1 = Buffer.from("HPKE-v1");
const labeledExtract = (suite, salt, label, ikm) =>
  extract(salt, Buffer.concat([V1, suite, Buffer.from(label), ikm]));
const labeledExpand = (suite, prk, label, info, length) =>
  expand(prk, Buffer.concat([number(length, 2), V1, suite, Buffer.from(label), info]), length);

// --- Clause 4.1: DHKEM(X25519, HKDF-SHA256) ----------------------------------------------------
const KEM = Buffer.concat([Buffer.from("KEM"), number(0x0020, 2)]);
const SECRET = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC = Buffer.from("302a300506032b656e032100", "hex");
const secretKey = (bytes) =>
  createPrivateKey({ key: Buffer.concat([SECRET, bytes]), format: "der", type: "pkcs8" });
const publicKey = (bytes) =>
  createPublicKey({ key: Buffer.concat([PUBLIC, bytes]), format: "der", type: "spki" });
const publicBytes = (key) => createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);

function sharedSecret(secret, other, enc, recipient) {
  const dh = diffieHellman({ privateKey: secret, publicKey: other });
  const prk = labeledExtract(KEM, NONE, "eae_prk", dh);
  return labeledExpand(KEM, prk, "shared_secret", Buffer.concat([enc, recipient]), 32);
}

// --- Clause 5.1: the key schedule in base mode -------------------------------------------------
const SUITE = Buffer.concat([Buffer.from("HPKE"), number(0x0020, 2), number(0x0001, 2), number(0x0003, 2)]);
function schedule(shared) {
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(SUITE, NONE, "psk_id_hash", NONE),
    labeledExtract(SUITE, NONE, "info_hash", INFO),
  ]);
  const secret = labeledExtract(SUITE, shared, "secret", NONE);
  return {
    key: labeledExpand(SUITE, secret, "key", context, 32),
    nonce: labeledExpand(SUITE, secret, "base_nonce", context, 12),
  };
}

// --- RFC 8439 ------------------------------------------------------------------------------------
function decrypt({ key, nonce }, aad, sealed) {
  const cipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: sealed.length - 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
}
function encrypt({ key, nonce }, aad, text) {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: text.length });
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}
const once = (key) => ({ key, nonce: Buffer.alloc(12) });

// --- Mingbai -------------------------------------------------------------------------------------
const aadOf = (line) => Buffer.from(`mingbai/say/v1|${line.community}|${line.kind}|${line.nonce}`);

function unpad(padded) {
  const length = padded.readUInt32BE(0);
  if (padded.subarray(4 + length).some((byte) => byte !== 0)) throw new Error("padding");
  return padded.subarray(4, 4 + length);
}
const pad = (text, length) => Buffer.concat([number(text.length, 4), text], length);

function openText(secret, aad, sealed) {
  const key = secretKey(secret);
  const recipient = publicBytes(key);
  const kid = sha256(recipient).subarray(0, 8).toString("hex");
  const mine = sealed.to.find((to) => to.kid === kid);
  if (!mine) throw new Error("sealed to other keys");
  const enc = read(mine.enc);
  const shared = sharedSecret(key, publicKey(enc), enc, recipient);
  const contentKey = decrypt(schedule(shared), aad, read(mine.key));
  const padded = decrypt(once(contentKey), aad, read(sealed.box));
  if (!BUCKETS.includes(padded.length)) throw new Error("bucket");
  return unpad(padded);
}

function openMedia(media) {
  const blob = read(media.blob);
  if (blob.length % STEP !== 0) throw new Error("step");
  return unpad(decrypt(once(read(media.key)), MEDIA, blob));
}

function open(line) {
  const [secret, aad] = [read(line.secret), aadOf(line)];
  const text = openText(secret, aad, line.sealed);
  // One byte changed, in each part, must be refused.
  const flip = (field) => {
    const bytes = read(field);
    bytes[bytes.length >> 1] ^= 1;
    return written(bytes);
  };
  const each = (change) => ({ ...line.sealed, to: line.sealed.to.map((to) => ({ ...to, ...change(to) })) });
  const changed = [
    [aad, { ...line.sealed, box: flip(line.sealed.box) }],
    [aad, each((to) => ({ enc: flip(to.enc) }))],
    [aad, each((to) => ({ key: flip(to.key) }))],
    [Buffer.concat([aad, Buffer.from("0")]), line.sealed],
  ];
  const refused = changed.filter(([aad, sealed]) => {
    try {
      openText(secret, aad, sealed);
      return false;
    } catch {
      return true;
    }
  });
  return {
    text: text.toString(),
    media: line.media ? openMedia(line.media).toString() : null,
    changed_tried: changed.length,
    changed_refused: refused.length,
  };
}

function seal(line) {
  const aad = aadOf(line);
  const text = Buffer.from(line.text);
  const recipient = read(line.public);
  const bucket = BUCKETS.find((length) => text.length + 4 <= length);
  const contentKey = randomBytes(32);
  const eph = generateKeyPairSync("x25519").privateKey;
  const enc = publicBytes(eph);
  const shared = sharedSecret(eph, publicKey(recipient), enc, recipient);
  const mediaKey = randomBytes(32);
  const blobLength = Math.ceil((text.length + 20) / STEP) * STEP;
  return {
    sealed: {
      to: [{
        kid: sha256(recipient).subarray(0, 8).toString("hex"),
        enc: written(enc),
        key: written(encrypt(schedule(shared), aad, contentKey)),
      }],
      box: written(encrypt(once(contentKey), aad, pad(text, bucket))),
    },
    media: {
      key: written(mediaKey),
      blob: written(encrypt(once(mediaKey), MEDIA, pad(text, blobLength - 16))),
    },
  };
}

const task = { open, seal }[process.argv[2]];
if (!task) {
  console.error("open.mjs open|seal");
  process.exit(2);
}
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(task(JSON.parse(line)))}\n`);
}
