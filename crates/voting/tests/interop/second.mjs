// Reads the vectors as PROTOCOL.md describes them, with nothing but Node's own cryptography.
//   node second.mjs VECTORS
import { createHash, createPublicKey, createPrivateKey, diffieHellman, hkdfSync, createHmac, verify, createDecipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'

const folder = process.argv[2]
const vectors = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
const sha256 = (...pieces) => { const h = createHash('sha256'); for (const p of pieces) h.update(p); return h.digest() }
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const unhex = (text) => Buffer.from(text, 'hex')
const hash = (text) => hex(sha256(text))
const unbase64 = (text) => { const b = Buffer.from(text, 'base64url'); assert.equal(b.toString('base64url'), text); return b }
const fail = (why) => { throw new Error(why) }

// --- Section 2 ------------------------------------------------------------------------------------
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const double = (a) => (a & 16 ? (a << 1) ^ 0b100101 : a << 1)
const power = (n) => { let a = 1; for (let i = 0; i < n; i++) a = double(a); return a }
const times = (a, b) => { let p = 0; for (; b; b >>= 1, a = double(a)) if (b & 1) p ^= a; return p }
const sums = (c) => c.reduce(([s, t], x, i) => [s ^ x, t ^ times(x, power(i % 31))], [0, 0])

function codeBits(text) {
  const c = [...text.normalize('NFKC').toUpperCase().replace(/[-\s._]/g, '')]
    .map((x) => DIGITS.indexOf({ O: '0', I: '1', L: '1' }[x] ?? x))
  if (c.length !== 18 || c.includes(-1) || sums(c).some((s) => s !== 0)) return null
  const bits = c.slice(0, 16).map((x) => x.toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
}

const ED_PRIVATE = unhex('302e020100300506032b657004220420')
const ED_PUBLIC = unhex('302a300506032b6570032100')
const X_PRIVATE = unhex('302e020100300506032b656e04220420')
const X_PUBLIC = unhex('302a300506032b656e032100')
const secret = (prefix, seed) => createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' })
const open = (prefix, key) => createPublicKey({ key: Buffer.concat([prefix, key]), format: 'der', type: 'spki' })
const bytesOf = (key) => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12)
const signed = (key, message, sig) => verify(null, Buffer.from(message), open(ED_PUBLIC, key), sig)
const entryOf = (key) => hex(sha256(key).subarray(0, 16))
const nameOf = (key) => hex(sha256(key).subarray(0, 8))

function slips() {
  const { community, poll, slips, typed } = vectors('slips')
  for (const slip of slips) {
    const bits = codeBits(slip.code)
    assert.equal(hex(bits), slip.bits)
    const seed = Buffer.from(hkdfSync('sha256', bits, `voter/v1|${community}|${poll}`, 'mingbai slip key', 32))
    assert.equal(hex(seed), slip.seed)
    const key = bytesOf(secret(ED_PRIVATE, seed))
    assert.equal(hex(key), slip.key)
    assert.equal(entryOf(key), slip.entry)
  }
  for (const one of typed) {
    const bits = codeBits(one.typed)
    assert.equal(bits === null, one.code === null)
    for (const { code } of one.corrections) assert.notEqual(codeBits(code), null)
  }
}

// --- Section 1: a document has one form --------------------------------------------------------------
function document(text, ...shape) {
  const read = JSON.parse(text)
  if (JSON.stringify(read) !== text) fail('not in its one form')
  fields(read, ...shape)
  return read
}
function fields(object, ...names) {
  const found = Object.keys(object)
  let at = 0
  for (const name of names) {
    const plain = name.replace('?', '')
    if (found[at] === plain) at++
    else if (!name.endsWith('?')) fail(`no field ${plain}`)
  }
  if (at !== found.length) fail(`field ${found[at]}`)
}
const seconds = (time) => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(time) || Number.isNaN(Date.parse(time))) fail('no time')
  return Date.parse(time) / 1000
}
const ascending = (list, key, orEqual = false) => list.forEach((entry, at) => {
  if (at === 0) return
  const order = Buffer.compare(Buffer.from(key(list[at - 1])), Buffer.from(key(entry)))
  if (order > 0 || (order === 0 && !orEqual)) fail('not in order')
})

// --- Sections 3 and 4 ------------------------------------------------------------------------------
function definition(text) {
  const projects = ['budget', 'projects', 'limits', 'rule', 'ties']
  const isMotion = JSON.parse(text).vote_type === 'motion'
  return document(text, 'v', 'community', 'poll', 'title', 'vote_type', 'currency',
    ...(isMotion ? ['motion'] : projects), 'opens', 'closes', 'grace', 'electorate', 'custody', 'keys', 'roll', 'small')
}

function choice(poll, c) {
  if (poll.vote_type === 'motion') return ['agree', 'against', 'abstain'].includes(c) || fail('no stance')
  const place = (id) => poll.projects.findIndex((p) => p.id === id)
  const pairs = poll.vote_type === 'cumulative' ? c : c.map((id) => [id, 0])
  const places = pairs.map(([id]) => place(id))
  if (places.includes(-1) || new Set(places).size !== places.length) fail('no such project')
  if (poll.vote_type !== 'ordinal' && places.some((p, i) => i && places[i - 1] > p)) fail('out of order')
  if (c.length === 0) return
  const { min_length = 0, max_points = Infinity, max_sum_points = Infinity } = poll.limits
  const most = poll.vote_type === 'choose-1' ? 1 : poll.limits.max_length ?? Infinity
  const cost = poll.limits.max_sum_cost ?? (poll.vote_type === 'knapsack' ? poll.budget : Infinity)
  const sum = (list) => list.reduce((a, b) => a + b, 0)
  const points = pairs.map(([, n]) => n)
  if (c.length < min_length || c.length > most || sum(places.map((p) => poll.projects[p].cost)) > cost) fail('against the limits')
  if (points.some((n) => n > max_points || (poll.vote_type === 'cumulative' && n < 1)) || sum(points) > max_sum_points) fail('points')
}

const WORDS = new Set(vectors('words').map((w) => w.key))
const word = (w) => WORDS.has(w.split('-')[0]) && /^[a-z]+-[0-9A-HJKMNP-TV-Z]{8}$/.test(w) || fail('no word')

// --- Sections 5 and 6 ------------------------------------------------------------------------------
function stub(text) {
  const s = document(text, 'v', 'poll', 'def', 'voter', 'box', 'seq', 't', 'ch', 'by?')
  if (['kiosk', 'assisted'].includes(s.ch) !== ('by' in s) || !['phone', 'kiosk', 'assisted'].includes(s.ch)) fail('channel')
  if (s.by) fields(s.by, 'key', 'sig')
  seconds(s.t)
  return s
}
const withoutBy = (text, s) => (s.by ? text.replace(`,"by":${JSON.stringify(s.by)}`, '') : text)

const hmac = (key, data) => createHmac('sha256', key).update(data).digest()
const u16 = (n) => Buffer.from([n >> 8, n & 255])
const extract = (suite, salt, label, ikm) => hmac(salt, Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]))
const expand = (suite, prk, label, info, length) =>
  hmac(prk, Buffer.concat([u16(length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), info, Buffer.from([1])])).subarray(0, length)
function decrypt(key, nonce, aad, sealed) {
  const d = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
  d.setAAD(aad)
  d.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([d.update(sealed.subarray(0, -16)), d.final()])
}
function hpke(privateKey, publicBytes, enc, info, aad, sealed) {
  const kem = Buffer.concat([Buffer.from('KEM'), u16(0x20)])
  const suite = Buffer.concat([Buffer.from('HPKE'), u16(0x20), u16(1), u16(3)])
  const none = Buffer.alloc(0)
  const dh = diffieHellman({ privateKey, publicKey: open(X_PUBLIC, enc) })
  const shared = expand(kem, extract(kem, Buffer.alloc(32), 'eae_prk', dh), 'shared_secret', Buffer.concat([enc, publicBytes]), 32)
  const context = Buffer.concat([Buffer.from([0]), extract(suite, none, 'psk_id_hash', none), extract(suite, none, 'info_hash', info)])
  const prk = extract(suite, shared, 'secret', none)
  return decrypt(expand(suite, prk, 'key', context, 32), expand(suite, prk, 'base_nonce', context, 12), aad, sealed)
}

function ballots() {
  const { secret_key, public_key, ballots } = vectors('ballots')
  const key = secret(X_PRIVATE, unhex(secret_key))
  const publicBytes = unhex(public_key)
  assert.equal(hex(bytesOf(key)), public_key)
  for (const b of ballots) {
    const poll = definition(b.definition)
    assert.equal(hash(b.definition), b.def)
    assert.equal(hash(b.document), b.doc)
    const { body } = JSON.parse(b.document)
    assert.deepEqual(Object.keys(body), ['stub', 'sig', 'box'])
    assert.equal(body.stub, b.stub)
    assert.equal(hex(unbase64(body.sig)), b.sig)
    const box = unbase64(body.box)
    assert.equal(hex(box), b.box)
    const s = stub(b.stub)
    assert.equal(s.def, b.def)
    assert.equal(s.box, hex(sha256(box)))
    const voter = unbase64(s.voter)
    assert(signed(voter, `stub/v1|${b.stub}`, unhex(b.sig)))
    const aad = Buffer.from(`mingbai/say/v1|${poll.community}|ballot|${poll.poll}:${s.voter}`)
    assert.equal(box[0], poll.keys.length)
    const at = 1 + 88 * poll.keys.indexOf(publicBytes.toString('base64url'))
    assert.equal(hex(box.subarray(at, at + 8)), nameOf(publicBytes))
    const content = hpke(key, publicBytes, box.subarray(at + 8, at + 40), Buffer.from('mingbai/say/v1'), aad, box.subarray(at + 40, at + 88))
    const padded = decrypt(content, Buffer.alloc(12), aad, box.subarray(1 + 88 * box[0]))
    const text = padded.subarray(4, 4 + padded.readUInt32BE(0)).toString()
    const length = 160 + (poll.projects ?? []).reduce((n, p) => n + p.id.length + (poll.vote_type === 'cumulative' ? 13 : 3), 0)
    assert.equal(text.length, length)
    assert.equal(length, b.inner_length)
    const inner = document(text.trimEnd(), 'v', 'poll', 'choice', 'word')
    assert.equal(JSON.stringify(inner.choice), b.choice)
    assert.equal(inner.word, b.word)
    choice(poll, inner.choice)
    word(inner.word)
    if (b.order) {
      const digest = (id) => hex(sha256(`order/v1|${b.def}|${entryOf(voter)}`, Buffer.from([0]), id))
      const order = poll.projects.map((p) => p.id).sort((x, y) => (digest(x) < digest(y) ? -1 : 1))
      assert.deepEqual(order, b.order)
    }
  }
}

function shares() {
  const { secret_key, kid, shares } = vectors('shares')
  const mul = (a, b) => { let p = 0; for (; b; b >>= 1, a = a & 128 ? ((a << 1) ^ 0x11b) : a << 1) if (b & 1) p ^= a; return p }
  const inverse = (a) => { let p = 1; for (let i = 0; i < 254; i++) p = mul(p, a); return p }
  const parts = shares.map((lines) => {
    const bytes = Buffer.concat(lines.map(codeBits))
    assert.equal(bytes[0], 0x52)
    assert.equal(hex(bytes.subarray(2, 6)), kid.slice(0, 8))
    assert.equal(hex(bytes.subarray(38)), hex(sha256('share/v1|', bytes.subarray(0, 38)).subarray(0, 2)))
    return { x: bytes[1], y: bytes.subarray(6, 38) }
  })
  for (const [a, b] of [[0, 1], [0, 2], [2, 1]].map(([i, j]) => [parts[i], parts[j]])) {
    const d = inverse(a.x ^ b.x)
    const key = Buffer.from(a.y.map((y, i) => mul(y, mul(b.x, d)) ^ mul(b.y[i], mul(a.x, d))))
    assert.equal(hex(key), secret_key)
  }
}

// --- Sections 7 and 8 ------------------------------------------------------------------------------
const ORDER = ['malformed', 'not-on-roll', 'revoked', 'signature', 'early', 'late', 'superseded', 'paper-final', 'unopenable', 'against-rule']
const TURNED_AWAY = ['malformed', 'not-on-roll', 'signature', 'early', 'late']

// Exact fractions.
const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a }
const fraction = (n, d = 1n) => { const g = gcd(n, d) || 1n; return { n: n / g, d: d / g } }
const whole = (n) => fraction(BigInt(n))
const plus = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d)
const minus = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d)
const product = (a, b) => fraction(a.n * b.n, a.d * b.d)
const over = (a, b) => fraction(a.n * b.d, a.d * b.n)
const compare = (a, b) => { const x = a.n * b.d - b.n * a.d; return x < 0n ? -1 : x > 0n ? 1 : 0 }
const total = (list) => list.reduce(plus, whole(0))

/** Which projects are bought, in order. Amounts are fractions of the smallest unit. */
function fund(poll, rows) {
  const points = poll.vote_type === 'cumulative'
  const has = new Map(poll.projects.map((p) => [p.id, { ...p, on: [] }]))
  rows.forEach(({ c }, ballot) => c.forEach((item, at) => {
    const [id, given] = points ? item : [item, 0]
    has.get(id).on.push({ ballot, given, borda: c.length - at - 1 })
  }))
  const projects = [...has.values()]
  const cost = (p) => BigInt(p.cost)
  const sum = (p, key) => BigInt(p.on.reduce((n, o) => n + o[key], 0))
  const votes = (p) => BigInt(p.on.length)
  const ties = poll.ties.map((rule) => {
    if (rule === 'min-cost') return (a, b) => Number(cost(a) - cost(b))
    if (rule === 'max-cost') return (a, b) => Number(cost(b) - cost(a))
    if (rule === 'max-votes') return (a, b) => Number(votes(b) - votes(a))
    if (rule === 'lexicographic') return (a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
    const lot = (p) => sha256(rule.slice('seed:'.length), Buffer.from([0]), p.id)
    return (a, b) => Buffer.compare(lot(a), lot(b))
  })
  const tie = (a, b) => ties.reduce((found, rule) => found || rule(a, b), 0)
  const { name, satisfaction, completion } = poll.rule
  const budget = whole(poll.budget)
  const left = (bought) => minus(budget, whole(bought.reduce((n, p) => n + p.cost, 0)))
  const fits = (p, money) => compare(whole(p.cost), money) <= 0
  const score = (p) => fraction(points ? sum(p, 'given') : votes(p))
  const density = { cost: (p) => fraction(votes(p)), cardinality: (p) => fraction(votes(p), cost(p)), cardinal: (p) => fraction(sum(p, 'given'), cost(p)), borda: (p) => fraction(sum(p, 'borda'), cost(p)), score }
  const greedy = (measure, among, bought, skip = true) => {
    const by = density[measure]
    for (const p of among.filter((p) => !bought.includes(p)).sort((a, b) => compare(by(b), by(a)) || tie(a, b))) {
      if (fits(p, left(bought))) bought.push(p)
      else if (!skip) break
    }
    return bought
  }
  if (name === 'greedy') return greedy(satisfaction, projects, [])
  if (name === 'greedy-no-skip') return greedy(satisfaction, projects, [], false)
  if (name === 'greedy-threshold') return greedy(satisfaction, projects.filter((p) => compare(score(p), whole(poll.rule.threshold)) >= 0), [])
  if (name !== 'equal-shares') return null
  const utility = { cost: (p) => p.cost, cardinality: () => 1, cardinal: (p, o) => o.given, borda: (p, o) => o.borda }[satisfaction]
  for (const p of projects) p.supporters = p.on.map((o) => ({ ballot: o.ballot, u: whole(utility(p, o)) })).filter((s) => s.u.n > 0n)
  const supported = projects.filter((p) => p.supporters.length > 0)
  const run = (endowment) => {
    const money = rows.map(() => endowment)
    const bought = []
    for (;;) {
      const offers = []
      for (const p of supported.filter((p) => !bought.includes(p))) {
        if (compare(total(p.supporters.map((s) => money[s.ballot])), whole(p.cost)) < 0) continue
        let rest = whole(p.cost)
        let u = total(p.supporters.map((s) => s.u))
        for (const s of [...p.supporters].sort((a, b) => compare(over(money[a.ballot], a.u), over(money[b.ballot], b.u)))) {
          if (compare(product(over(money[s.ballot], s.u), u), rest) >= 0) { offers.push({ p, rho: over(rest, u) }); break }
          rest = minus(rest, money[s.ballot])
          u = minus(u, s.u)
        }
      }
      if (offers.length === 0) return bought
      const { p, rho } = offers.sort((a, b) => compare(a.rho, b.rho) || tie(a.p, b.p))[0]
      for (const s of p.supporters) {
        const pays = product(rho, s.u)
        money[s.ballot] = compare(pays, money[s.ballot]) < 0 ? minus(money[s.ballot], pays) : whole(0)
      }
      bought.push(p)
    }
  }
  let bought = []
  if (rows.length > 0) {
    let endowment = over(budget, whole(rows.length))
    const overspends = (set) => left(set).n < 0n
    const final = (set) => supported.every((p) => set.includes(p))
      || (poll.rule.stop !== 'overspend' && (poll.rule.stop === 'exhaustive' ? projects : supported).every((p) => set.includes(p) || !fits(p, left(set))))
    if (poll.rule.start === 'integral') endowment = fraction((endowment.n / (endowment.d * MINOR)) * MINOR)
    bought = run(endowment)
    if (completion.startsWith('add1')) {
      if (overspends(bought)) bought = []
      else while (!final(bought)) {
        endowment = plus(endowment, whole(poll.rule.increment))
        const next = run(endowment)
        if (overspends(next)) break
        bought = next
      }
    }
  }
  const after = { cost: 'cost', cardinality: 'cost', cardinal: 'cardinal', borda: 'borda' }[satisfaction]
  return completion === 'greedy' || completion === 'add1u' ? greedy(after, projects, bought) : bought
}
const MINOR = 100n

/** The checks of section 8; throws on the first that fails. */
function check({ community, poll: name, documents: d }, events) {
  const poll = definition(d.poll)
  const def = hash(d.poll)
  const same = (a, b, what) => { if (a !== b) fail(`${what}: ${a} and ${b}`) }
  const of = (doc) => { same(doc.v, 1, 'v'); same(doc.poll, name, 'poll'); return doc }
  const rollOf = (text, act) => {
    const roll = of(document(text, 'v', 'community', 'poll', 'act', 'slips'))
    same(roll.community, community, 'community')
    same(roll.act, act, 'act')
    ascending(roll.slips, (x) => x)
    if (!roll.slips.every((x) => /^[0-9a-f]{32}$/.test(x))) fail('no entry')
    return roll.slips
  }
  of(poll)
  // 2, 3
  const slips = rollOf(d.roll, 'issued')
  same(poll.roll.doc, hash(d.roll), 'roll')
  same(poll.roll.slips, slips.length, 'slips')
  const roll = new Set(slips)
  const revoked = new Set(rollOf(d.revoked, 'revoked'))
  for (const slip of revoked) if (!roll.has(slip)) fail('revoked')
  // signers
  const { signers } = of(document(d.signers, 'v', 'poll', 'signers'))
  for (const s of signers) fields(s, 'role', 'holder', 'key')
  ascending(signers, (s) => nameOf(unbase64(s.key)))
  const signer = new Map(signers.map((s) => [nameOf(unbase64(s.key)), s]))
  // 4
  const { stubs } = of(document(d.stubs, 'v', 'poll', 'stubs'))
  ascending(stubs, (s) => s.doc)
  const taken = stubs.map((entry) => {
    fields(entry, 'doc', 'at', 'stub', 'sig')
    const s = stub(entry.stub)
    same(s.poll, name, 'poll of a stub')
    same(s.def, def, 'definition of a stub')
    const voter = unbase64(s.voter)
    const slip = entryOf(voter)
    if (!roll.has(slip)) fail('not on the roll')
    if (!signed(voter, `stub/v1|${entry.stub}`, unbase64(entry.sig))) fail('signature of a stub')
    if (s.by) {
      const by = signer.get(s.by.key)
      same(by?.role, s.ch === 'kiosk' ? 'kiosk' : 'helper', 'who signs too')
      if (!signed(unbase64(by.key), `by/v1|${withoutBy(entry.stub, s)}`, unbase64(s.by.sig))) fail('signature of a helper')
    }
    const at = seconds(entry.at)
    if (at < seconds(poll.opens) || at > seconds(poll.closes) + poll.grace * 60) fail('not in time')
    return { doc: entry.doc, text: entry.stub, by: s.by?.key, slip, ch: s.ch, order: [Math.min(seconds(s.t), at + 600), s.seq, at, entry.doc] }
  })
  // 6
  const paper = of(document(d.paper, 'v', 'poll', 'sheets', 'spoilt'))
  ascending(paper.sheets, (s) => s.sheet)
  ascending(paper.spoilt, (s) => s)
  const onPaper = new Set()
  for (const sheet of paper.sheets) {
    fields(sheet, 'sheet', 'voter', 'sig', 'keyed')
    const voter = unbase64(sheet.voter)
    const slip = entryOf(voter)
    if (!roll.has(slip) || revoked.has(slip) || onPaper.has(slip) || paper.spoilt.includes(sheet.sheet)) fail('sheet')
    if (!signed(voter, `sheet/v1|${def}|${sheet.sheet}`, unbase64(sheet.sig))) fail('signature of a sheet')
    onPaper.add(slip)
    same(sheet.keyed.length, 2, 'keyings')
    ascending(sheet.keyed, (k) => k.by)
    for (const k of sheet.keyed) {
      fields(k, 'h', 'by', 'sig')
      const by = signer.get(k.by)
      same(by?.role, 'staff', 'who keyed in')
      if (!signed(unbase64(by.key), `paper/v1|${def}|${sheet.sheet}|${slip}|${k.h}`, unbase64(k.sig))) fail('signature of a keying')
    }
  }
  // 5
  const { rejects } = of(document(d.rejects, 'v', 'poll', 'rejects'))
  ascending(rejects, (r) => r[0])
  const reason = new Map(rejects)
  if (rejects.some((r) => r.length !== 2 || !ORDER.includes(r[1]))) fail('reject')
  const later = (a, b) => { const i = a.findIndex((x, i) => x !== b[i]); return i >= 0 && a[i] > b[i] }
  const first = new Map()
  for (const t of taken) if (!first.has(t.text) || later(first.get(t.text).order.slice(2), t.order.slice(2))) first.set(t.text, t)
  const last = new Map()
  for (const t of first.values()) if (!revoked.has(t.slip) && (!last.has(t.slip) || later(t.order, last.get(t.slip).order))) last.set(t.slip, t)
  for (const t of taken) {
    const said = reason.get(t.doc)
    const must = revoked.has(t.slip) ? 'revoked' : last.get(t.slip) !== t ? 'superseded' : onPaper.has(t.slip) ? 'paper-final' : undefined
    if (said !== must && !(must === undefined && ['unopenable', 'against-rule'].includes(said))) fail(`${t.doc} is ${said}, not ${must}`)
  }
  const known = new Set(taken.map((t) => t.doc))
  const strangers = rejects.filter(([doc]) => !known.has(doc))
  if (strangers.some(([, why]) => !TURNED_AWAY.includes(why))) fail('turned away')
  // 7
  const { rows } = of(document(d.rows, 'v', 'poll', 'rows'))
  for (const row of rows) { fields(row, 'w', 'c'); word(row.w); choice(poll, row.c) }
  ascending(rows, (row) => `${row.w}\n${JSON.stringify(row.c)}`, true)
  const counted = taken.filter((t) => !reason.has(t.doc))
  same(rows.length, counted.length + onPaper.size, 'rows')
  // 8
  const result = JSON.parse(d.result)
  const { entitled, drawn, spare, left } = result.envelopes
  if (drawn + left !== slips.length || spare > drawn || drawn - spare > entitled || left !== revoked.size || rows.length > drawn || (poll.motion && poll.motion.entitled !== entitled)) fail('envelopes')
  const docs = Object.fromEntries(['poll', 'roll', 'revoked', 'signers', 'stubs', 'rejects', 'paper', 'rows'].map((k) => [k, hash(d[k])]))
  // 10 to 13
  const all = (kind) => events.filter((e) => e.kind === kind && e.subject === name)
  const data = (kind, field, value) => all(kind).map((e) => e.data).filter((x) => x[field] === value).at(-1)
  same(data('phase', 'step', 'published').doc, def, 'logged definition')
  same(data('roll', 'act', 'issued').doc, docs.roll, 'logged roll')
  same(data('roll', 'act', 'revoked').doc, docs.revoked, 'logged revocations')
  const keys = events.filter((e) => e.kind === 'key' && e.data.act === 'added').map((e) => `${e.data.role} ${e.subject} ${e.data.key}`)
  for (const key of poll.keys) if (!keys.includes(`poll ${name} ${key}`)) fail('key of the poll')
  for (const s of signers) if (!keys.includes(`${s.role} ${s.holder} ${s.key}`)) fail('key of a signer')
  const logged = all('ballot-stub').map((e) => JSON.stringify({ doc: e.data.doc, at: e.at, stub: e.data.stub, sig: e.data.sig }))
  same(JSON.stringify(logged.sort()), JSON.stringify(stubs.map((s) => JSON.stringify(s)).sort()), 'logged stubs')
  for (const t of taken.filter((t) => t.by)) {
    const entry = events.findIndex((e) => e.kind === 'ballot-stub' && e.data.doc === t.doc)
    const key = signer.get(t.by).key
    const when = (act) => events.findIndex((e) => e.kind === 'key' && e.data.act === act && e.data.key === key)
    if (when('added') > entry || (when('revoked') >= 0 && when('revoked') < entry)) fail('a key that was not in force')
  }
  const voters = all('ballot-stub').every((e) => JSON.parse(e.data.stub).voter === e.data.voter)
  if (!voters) fail('voters')
  const reasons = all('reject').map((e) => JSON.stringify([e.data.doc, e.data.reason]))
  same(JSON.stringify(reasons.sort()), JSON.stringify(rejects.map((r) => JSON.stringify(r)).sort()), 'logged rejects')
  const close = all('close').at(-1).data
  same(JSON.stringify(close), JSON.stringify({ ballots: stubs.length, entitled, drawn, spare, left }), 'logged close')
  same(all('paper-box').reduce((n, e) => n + e.data.sheets, 0), paper.sheets.length + paper.spoilt.length, 'sheets')
  const results = all('result').map((e) => e.data)
  if (results.length === 0) fail('no result')
  for (const r of results) same(JSON.stringify(r), JSON.stringify({ counted: rows.length, rejected: rejects.length, doc: hash(d.result) }), 'logged result')
  // 9, last: it takes longest
  const channel = (ch) => [ch, ch === 'paper' ? onPaper.size : counted.filter((t) => t.ch === ch).length]
  const again = {
    v: 1, poll: name, docs, envelopes: { entitled, drawn, spare, left },
    arrived: stubs.length + strangers.length, counted: rows.length, empty: rows.filter((r) => r.c.length === 0).length,
    channels: ['phone', 'kiosk', 'assisted', 'paper'].map(channel),
    rejected: ORDER.map((why) => [why, rejects.filter((r) => r[1] === why).length]).filter(([, n]) => n > 0),
  }
  if (poll.motion) {
    const [agree, against, abstain] = ['agree', 'against', 'abstain'].map((s) => rows.filter((r) => r.c === s).length)
    const m = poll.motion
    const reached = (p, a, b) => b > 0 && (a * p.den > b * p.num || (a * p.den === b * p.num && !p.more))
    const base = { entitled: m.entitled, cast: agree + against + abstain, decided: agree + against }[m.of]
    const quorum = reached(m.quorum, agree + against + abstain, m.entitled)
    Object.assign(again, { agree, against, abstain, quorum, passed: quorum && reached(m.threshold, agree, base) })
  } else {
    const points = poll.vote_type === 'cumulative'
    again.totals = poll.projects.map(({ id }) => {
      const on = rows.flatMap((r) => r.c).filter((c) => (points ? c[0] : c) === id)
      return { id, votes: on.length, ...(points && { points: on.reduce((n, c) => n + c[1], 0) }) }
    })
    const bought = fund(poll, rows) ?? fail('a rule that this program does not know')
    again.selected = bought.map((p) => p.id)
    again.cost = bought.reduce((n, p) => n + p.cost, 0)
  }
  same(JSON.stringify(again), d.result, 'result')
}

function elections() {
  let found = 0
  for (const election of vectors('elections')) {
    const events = election.log.map((entry) => JSON.parse(entry.split('\n')[0]))
    check(election, events)
    // And nothing else: another byte every so often, in each of the documents.
    for (const [name, text] of Object.entries(election.documents)) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 97) {
        const other = Buffer.from(bytes)
        other[at] ^= 1
        const documents = { ...election.documents, [name]: other.toString() }
        assert.throws(() => check({ ...election, documents }, events), `${election.vote_type}: ${name} at ${at}`)
        found++
      }
    }
  }
  return found
}

slips()
ballots()
shares()
console.log(JSON.stringify({ changes_found: elections() }))
