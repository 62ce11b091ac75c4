// A second verifier of a community's log, written from the crate's documentation, with nothing but
// Node's own cryptography. One case a line on standard input, one answer a line on standard output.
//
//   {"vkey","witnesses":[vkey…],"community","first","files":{path: base64},"receipts":[base64…]}
//     → {"size","entries":[kind…],"witnessed":[time…],"receipts":[index…]} or {"refused"}
//   {"key": hex} → {"good": true or false}

import { createHash, createPublicKey, verify } from 'node:crypto'
import { createInterface } from 'node:readline'

class Refused extends Error {}
const must = (is, why) => { if (!is) throw new Refused(why) }
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

// --- Ed25519 ------------------------------------------------------------------------------------------

const P = 2n ** 255n - 19n
const SMALL = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
])
const number = (bytes) => BigInt('0x' + Buffer.from(bytes).reverse().toString('hex'))
const power = (base, exponent) => {
  let result = 1n
  for (base %= P; exponent > 0n; exponent >>= 1n, base = base * base % P) if (exponent & 1n) result = result * base % P
  return result
}
const D = (P - 121665n) * power(121666n, P - 2n) % P

const points = new Map()

/** A point of the curve in its one encoding, and not of small order. */
function isPoint(bytes) {
  const hex = bytes.toString('hex')
  if (!points.has(hex)) points.set(hex, isNewPoint(bytes))
  return points.get(hex)
}

function isNewPoint(bytes) {
  if (bytes.length !== 32 || SMALL.has(bytes.toString('hex'))) return false
  const y = number(bytes) & (2n ** 255n - 1n)
  const negative = bytes[31] >> 7
  if (y >= P) return false
  const xx = (y * y - 1n + P) * power(D * y * y + 1n, P - 2n) % P
  if (xx === 0n) return negative === 0
  return power(xx, (P - 1n) / 2n) === 1n
}

function isSigned(key, message, signature) {
  if (signature.length !== 64 || !isPoint(key) || !isPoint(signature.subarray(0, 32))) return false
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
}

// --- Text ---------------------------------------------------------------------------------------------

function base64(text, form = 'base64') {
  const bytes = Buffer.from(text, form)
  must(bytes.toString(form) === text, 'base64')
  return bytes
}

function decimal(text) {
  must(/^(0|[1-9][0-9]*)$/.test(text), 'number')
  return Number(text)
}

// --- c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature --------------------------------------------

function vkey(text) {
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(.*)$/.exec(text) ?? []
  must(name, 'vkey')
  const bytes = base64(key)
  must(sha256(name, '\n', bytes).subarray(0, 4).toString('hex') === id, 'key id')
  must(bytes.length === 33 && (bytes[0] === 1 || bytes[0] === 4), 'key type')
  return { name, id, type: bytes[0], key: bytes.subarray(1) }
}

function checkpoint(bytes, log, witnesses) {
  const note = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  must(!/[\0-\x09\x0b-\x1f]/.test(note), 'control character')
  const at = note.lastIndexOf('\n\n')
  must(at >= 0 && note.endsWith('\n') && at + 2 < note.length, 'note')
  const text = note.slice(0, at + 1)
  const seen = new Map()
  for (const line of note.slice(at + 2, -1).split('\n')) {
    const [, name, body] = /^— ([^+\s]+) (\S+)$/.exec(line) ?? []
    must(name, 'signature line')
    const signature = base64(body)
    must(signature.length > 4, 'signature')
    const id = signature.subarray(0, 4).toString('hex')
    const key = [log, ...witnesses].find((key) => key.name === name && key.id === id)
    if (!key) continue
    if (key.type === 1) {
      must(isSigned(key.key, Buffer.from(text), signature.subarray(4)), 'log signature')
      if (!seen.has(key)) seen.set(key, null)
    } else {
      must(signature.length === 76, 'cosignature')
      const time = signature.readBigUInt64BE(4)
      must(time < 2n ** 63n, 'time')
      const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
      must(isSigned(key.key, message, signature.subarray(12)), 'cosignature')
      if (!seen.has(key)) seen.set(key, Number(time))
    }
  }
  must(seen.has(log), 'the log has not signed')
  const lines = text.slice(0, -1).split('\n')
  must(lines.length >= 3 && lines.every((line) => line !== ''), 'lines')
  must(lines[0] === log.name, 'origin')
  const root = base64(lines[2])
  must(root.length === 32, 'root')
  return { size: decimal(lines[1]), root, witnessed: [...seen.values()].filter((time) => time !== null) }
}

// --- RFC 6962 ---------------------------------------------------------------------------------------------

const leaf = (entry) => sha256(Buffer.from([0]), entry)
const node = (left, right) => sha256(Buffer.from([1]), left, right)
function root(leaves) {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return leaves[0]
  let left = 1
  while (left * 2 < leaves.length) left *= 2
  return node(root(leaves.slice(0, left)), root(leaves.slice(left)))
}

/** The root that a proof leads to, by the definition of its path. */
function climb(index, size, hash, proof) {
  if (size === 1) {
    must(proof.length === 0, 'length of the proof')
    return hash
  }
  must(proof.length > 0, 'length of the proof')
  let left = 1
  while (left * 2 < size) left *= 2
  const [below, last] = [proof.slice(0, -1), proof.at(-1)]
  return index < left
    ? node(climb(index, left, hash, below), last)
    : node(last, climb(index - left, size - left, hash, below))
}

// --- c2sp.org/tlog-tiles -----------------------------------------------------------------------------------

function path(level, index, width) {
  const digits = String(index)
  const parts = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g)
  return `tile/${level}/${parts.map((part, at) => at < parts.length - 1 ? 'x' + part : part).join('/')}${width < 256 ? '.p/' + width : ''}`
}

function* tiles(level, count) {
  for (let index = 0; index * 256 < count; index++) yield { index, width: Math.min(256, count - index * 256), level }
}

function entriesOf(files, size) {
  const entries = []
  for (const { index, width } of tiles('entries', size)) {
    const bytes = files.get(path('entries', index, width))
    must(bytes, 'bundle')
    let at = 0
    for (let one = 0; one < width; one++) {
      must(at + 2 <= bytes.length, 'bundle')
      const end = at + 2 + bytes.readUInt16BE(at)
      must(end <= bytes.length, 'bundle')
      entries.push(bytes.subarray(at + 2, end))
      at = end
    }
    must(at === bytes.length, 'bundle')
  }
  return entries
}

function checkTiles(files, leaves) {
  let hashes = leaves
  for (let level = 0; hashes.length > 0; level++) {
    const above = []
    for (const { index, width } of tiles(level, hashes.length)) {
      const mine = hashes.slice(index * 256, index * 256 + width)
      must(files.get(path(level, index, width))?.equals(Buffer.concat(mine)), 'tile')
      if (width === 256) above.push(root(mine))
    }
    hashes = above
  }
}

// --- Events ------------------------------------------------------------------------------------------------

const hash = (value) => /^[0-9a-f]{64}$/.test(value)
const sized = (length) => (value) => typeof value === 'string' && base64(value, 'base64url').length === length
const count = (value) => Number.isSafeInteger(value) && value >= 0
const name = (value) => typeof value === 'string' && /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$/.test(value)
const word = (words) => (value) => words.split(' ').includes(value)
const time = (value) => {
  const [, day, clock, zone] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)([+-]\d\d:\d\d)$/.exec(value) ?? []
  if (!day || zone === '-00:00' || zone.slice(1) > '14:00' || zone.slice(4) > '59') return false
  const [hour, minute, second] = clock.split(':').map(Number)
  if (hour > 23 || minute > 59 || second > 59) return false
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}
const maybe = (check) => Object.assign((value) => check(value), { maybe: true })

const KINDS = {
  'phase': { step: word('announced proposing checking published voting counting objecting settled'), until: maybe(time), doc: maybe(hash) },
  'roll': { act: word('issued revoked'), slips: count, doc: hash },
  'key': { act: word('added revoked'), role: word('staff holder kiosk helper log witness poll office'), key: sized(32) },
  'release': { number: count, doc: hash },
  'ballot-stub': { doc: hash, voter: sized(32), stub: (value) => typeof value === 'string' && /^[ -~]{1,2048}$/.test(value), sig: sized(64) },
  'reject': { doc: hash, reason: word('malformed not-on-roll revoked signature early late superseded paper-final unopenable against-rule unfit') },
  'paper-box': { box: name, sheets: count, doc: maybe(hash) },
  'close': { ballots: count, entitled: count, drawn: count, spare: count, left: count },
  'result': { counted: count, rejected: count, doc: hash },
  'moderation': { doc: hash, state: word('received in-review passed-on answered adopted not-adopted done withdrawn'), decision: maybe(hash) },
  'spend-report': { spent: count, currency: (value) => /^[A-Z]{3}$/.test(value), until: time, doc: hash },
}

/** Exactly these fields, in this order. */
function fields(object, checks) {
  must(object !== null && typeof object === 'object' && !Array.isArray(object), 'object')
  const expected = Object.keys(checks).filter((field) => !(checks[field].maybe && !(field in object)))
  must(Object.keys(object).join() === expected.join(), 'fields')
  for (const field of expected) must(checks[field](object[field]), field)
}

function parse(entry) {
  must(entry.length <= 8192, 'length')
  const text = entry.toString('latin1')
  const [line, signature, ...more] = text.split('\n')
  must(more.length === 0 && signature !== undefined && /^[ -~]*$/.test(line), 'lines')
  let event
  try { event = JSON.parse(line) } catch { throw new Refused('JSON') }
  must(JSON.stringify(event) === line, 'another form')
  must(typeof event?.kind === 'string' && Object.hasOwn(KINDS, event.kind), 'kind')
  fields(event, {
    v: (value) => value === 1, kind: () => true, community: name, at: time, subject: name,
    data: (data) => { fields(data, KINDS[event.kind]); return true },
    by: (value) => /^[0-9a-f]{16}$/.test(value),
  })
  must(sized(64)(signature), 'signature')
  return { event, line, signature: base64(signature, 'base64url') }
}

const keyId = (key) => sha256(key).subarray(0, 8).toString('hex')

function board(entries, community, first) {
  const keys = new Map()
  return entries.map((entry, at) => {
    const { event, line, signature } = parse(entry)
    const { kind, data, by, subject } = event
    must(event.community === community, 'community')
    let signer
    if (at === 0) {
      must(kind === 'key' && data.act === 'added' && data.role === 'staff' && by === first, 'first')
      signer = base64(data.key, 'base64url')
      must(keyId(signer) === by, 'first')
    } else {
      const known = keys.get(by)
      must(known && !known.revoked && (known.role === 'staff' || (known.role === 'holder' && kind === 'result')), 'signer')
      signer = known.key
    }
    must(isSigned(signer, Buffer.from(`mingbai/event/v1\n${line}`), signature), 'signature')
    if (kind === 'key') {
      const key = base64(data.key, 'base64url')
      const id = keyId(key)
      if (data.act === 'added') {
        must(!keys.has(id), 'known')
        must(['poll', 'office'].includes(data.role) || isPoint(key), 'key')
        keys.set(id, { key, role: data.role, holder: subject, revoked: false })
      } else {
        const known = keys.get(id)
        must(known && !known.revoked && known.key.equals(key) && known.role === data.role && known.holder === subject, 'in force')
        const staff = [...keys.values()].filter((one) => one.role === 'staff' && !one.revoked).length
        must(data.role !== 'staff' || staff > 1, 'last')
        known.revoked = true
      }
    }
    if (kind === 'ballot-stub') {
      const voter = base64(data.voter, 'base64url')
      must(isSigned(voter, Buffer.from(`stub/v1|${data.stub}`), base64(data.sig, 'base64url')), 'stub')
    }
    return kind
  })
}

// --- c2sp.org/tlog-proof --------------------------------------------------------------------------------------

function receipt(bytes, log, witnesses, entries) {
  const at = bytes.indexOf('\n\n')
  must(at > 0, 'receipt')
  const lines = bytes.subarray(0, at).toString().split('\n')
  must(lines.shift() === 'c2sp.org/tlog-proof@v1', 'receipt')
  if (lines[0]?.startsWith('extra ')) base64(lines.shift().slice(6))
  must(lines[0]?.startsWith('index '), 'index')
  const index = decimal(lines.shift().slice(6))
  const proof = lines.map((line) => base64(line))
  must(proof.every((hash) => hash.length === 32), 'proof')
  const signed = checkpoint(bytes.subarray(at + 2), log, witnesses)
  must(index < signed.size, 'index')
  must(climb(index, signed.size, leaf(entries[index]), proof).equals(signed.root), 'proof')
  return index
}

function verifyLog(given) {
  const log = vkey(given.vkey)
  const witnesses = given.witnesses.map(vkey)
  const files = new Map(Object.entries(given.files).map(([path, bytes]) => [path, base64(bytes)]))
  const signed = checkpoint(files.get('checkpoint'), log, witnesses)
  const entries = entriesOf(files, signed.size)
  const leaves = entries.map(leaf)
  must(root(leaves).equals(signed.root), 'root')
  checkTiles(files, leaves)
  return {
    size: signed.size,
    entries: board(entries, given.community, given.first),
    witnessed: signed.witnessed,
    receipts: given.receipts.map((bytes) => receipt(base64(bytes), log, witnesses, entries)),
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line)
  let answer
  try {
    answer = 'key' in given ? { good: isPoint(Buffer.from(given.key, 'hex')) } : verifyLog(given)
  } catch (error) {
    // What is no UTF-8 is refused by the decoder.
    if (!(error instanceof Refused || error instanceof TypeError)) throw error
    answer = { refused: error.message }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
