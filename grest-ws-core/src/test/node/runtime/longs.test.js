import assert from "node:assert/strict"
import { test } from "node:test"
import { EnvelopeConnection } from "./envelope.js"
import { ledgerApi as bigints } from "./ledger-bigint.js"
import { ledgerApi as strings } from "./ledger-string.js"
import { exactLongs } from "./longs.js"
import { market as open, OK, take } from "./market.js"
import { marketApi } from "./market-bigint.js"
import { ContractError, socketApi } from "./runtime.js"
import { over, settled } from "./wire.js"

const MOST = "9223372036854775807"
const LEAST = "-9223372036854775808"
const ACCOUNT = `{"id":${MOST},"balance":${LEAST},"rate":12345678901234567890,"parent":{"id":1,"balance":0,"rate":0.5,`
  + `"parent":null,"history":[],"totals":{},"entries":[]},"history":[1,${MOST}],"totals":{"a":${MOST}},`
  + `"entries":[{"kind":"note","amount":12345678901234567},{"kind":"deposit","amount":7,"amountText":"${MOST}"}]}`

for (const [name, api, of] of [["bigint", bigints, BigInt], ["string", strings, String]]) {
  const account = {
    id: of(MOST), balance: of(LEAST), rate: 12345678901234567890,
    parent: { id: of(1), balance: of(0), rate: 0.5, parent: null, history: [], totals: {}, entries: [] },
    history: [of(1), of(MOST)], totals: { a: of(MOST) },
    entries: [{ kind: "note", amount: 12345678901234567 }, { kind: "deposit", amount: of(7), amountText: MOST }]
  }

  test(`a long is exact in a call and its answer (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    const [asked, counted] = [ledger.account(of(MOST)), ledger.count()]
    await settled()
    assert.deepEqual(wire.sent.slice(1), [`r:LedgerApi.account:1:${MOST}`, "r:LedgerApi.count:2:"])
    wire.receive(`s:LedgerApi.account:1:{"success":true,"type":"OK","data":${ACCOUNT}}`,
      's:LedgerApi.count:2:{"success":true,"type":"OK","data":5}')
    assert.deepEqual(await asked, account)
    assert.equal(await counted, of(5))
  })

  test(`a long is exact in the details of an error (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    const asked = ledger.account(of(1))
    await settled()
    wire.receive(`s:LedgerApi.account:1:{"success":false,"type":"OVERDRAWN","data":{"by":${MOST}},"statusCode":409}`)
    await assert.rejects(asked, { type: "OVERDRAWN", details: { by: of(MOST) } })
  })

  test(`a long is exact in messages of both sides (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    ledger.add({ kind: "deposit", amount: of(LEAST), amountText: MOST })
    ledger.add({ kind: "note", amount: 5 })
    assert.deepEqual(wire.sent.slice(1), [
      `m:LedgerApi.add::{"kind":"deposit","amount":${LEAST},"amountText":"${MOST}"}`,
      'm:LedgerApi.add::{"kind":"note","amount":5}'])
    wire.receive(`m:LedgerApi.changed::${ACCOUNT}`)
    assert.deepEqual(await ledger.receive(), { type: "changed", data: account })
  })

  test(`a long is exact in a request of the server and its answer (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    const heard = []
    ledger.on({ limit: (proposed) => heard.push(proposed) && of(LEAST) })
    wire.receive(`r:LedgerApi.limit:1:${MOST}`)
    await settled()
    assert.deepEqual(heard, [of(MOST)])
    assert.deepEqual(wire.sent.slice(1), [`s:LedgerApi.limit:1:{"success":true,"type":"OK","data":${LEAST}}`])
  })

  test(`what is no long is not sent (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    for (const wrong of [1.5, 2 ** 53, "1e3", "one", "", true, 2n ** 63n, `${2n ** 63n}`, {}]) {
      await assert.rejects(ledger.account(wrong), { name: "TypeError", message: /is no whole number of 64 bits/ }, `${wrong}`)
    }
    assert.equal(wire.sent.length, 1)
  })

  test(`an input that is absent stays so (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    ledger.add(undefined)
    ledger.add(null)
    assert.deepEqual(wire.sent.slice(1), ["m:LedgerApi.add::", "m:LedgerApi.add::null"])
  })

  test(`what is no JSON is refused (${name})`, async (t) => {
    const { house: ledger, wire } = await over(t, api)
    const heard = []
    ledger.on({ limit: (proposed) => heard.push(proposed) })
    wire.receive("r:LedgerApi.limit:1:{")
    await settled()
    assert.deepEqual(heard, [])
    assert.match(wire.sent[1], /"type":"VALIDATION_ERROR"/)
  })
}

test("texts with digits, quotes and escapes are kept", async (t) => {
  const codec = exactLongs("bigint", { calls: { say: { n: 0 } } })
  const texts = { n: 1n, "12345678901234567": "x", text: `12345678901234567 "12345678901234567" \\" \\ ${MOST}`, more: ["\\", MOST] }
  const json = codec.stringify("calls", "say", texts)
  assert.equal(json, JSON.stringify({ ...texts, n: 1 }))
  assert.deepEqual(codec.parse("calls", "say", json), texts)
})

test("other numbers are as JSON.parse reads them", () => {
  const codec = exactLongs("bigint", {})
  for (const json of ["-12345678901234567890", "1.2345678901234567e300", "0.12345678901234567", "[1e400,-0]", "12345678901234567"]) {
    assert.deepEqual(codec.parse("calls", "say", json), JSON.parse(json))
  }
})

test("an object that occurs twice is written by the shape of each place", () => {
  const codec = exactLongs("string", { calls: { say: { exact: { n: 0 } } } })
  const one = { n: MOST }
  assert.equal(codec.stringify("calls", "say", { plain: one, exact: one, again: one }),
    `{"plain":{"n":"${MOST}"},"exact":{"n":${MOST}},"again":{"n":"${MOST}"}}`)
})

test("a long is exact in the envelope dialect", async (t) => {
  const meterApi = socketApi({ name: "MeterApi", dialect: "envelope", path: "/ws/meter", calls: { read: "send" },
    handlers: { read: "send" }, connection: EnvelopeConnection, longs: exactLongs("bigint", { calls: { read: 0 },
      frames: { in: [{ type: '="read"', data: 0 }, { error: "=true", code: "=4409", data: { by: 0 } }] } }) })
  const { house: meter, wire } = await over(t, meterApi, { accepted: "", send: (meter) => meter.read(BigInt(MOST)) })
  assert.deepEqual(wire.sent, [`{"type":"read","data":${MOST}}`])
  wire.receive(`{"type":"read","data":${LEAST}}`)
  assert.deepEqual(await meter.receive(), { type: "read", data: BigInt(LEAST) })
  wire.receive(`{"error":true,"code":4409,"message":"no","data":{"by":${MOST},"message":"no"}}`)
  await assert.rejects(meter.receive(), { code: 4409, details: { by: BigInt(MOST), message: "no" } })
})

test("a long is exact in the items of streams", async (t) => {
  const { market, wire, frames } = await open(t, { api: marketApi })
  const prices = []
  market.on({
    mirror: async function* (items) {
      for await (const price of items) {
        prices.push(price)
        yield price
      }
    }
  })
  const taken = take(market.convert([BigInt(MOST), BigInt(LEAST)]))
  wire.receive("r:MarketApi.mirror:~1;cr=5;in=1:")
  assert.deepEqual(await frames(), ["r:MarketApi.convert:1;cr=64;in=1:", "q::~1:32"])
  const price = `{"symbol":"ACME","amount":${MOST}}`
  wire.receive("q::1:5", `n::1:${LEAST}`, `s:MarketApi.convert:1:${OK}`, `n::~1:${price}`, "n::~1;e=1:")
  assert.deepEqual(await taken, { taken: [BigInt(LEAST)], error: undefined })
  assert.deepEqual(prices, [{ symbol: "ACME", amount: BigInt(MOST) }])
  assert.deepEqual(await frames(), [`n::~1:${price}`, `s:MarketApi.mirror:~1:${OK}`])
})

test("a long is exact in the errors of streams", async (t) => {
  const { market, wire, frames } = await open(t, { api: marketApi })
  const upload = market.upload((function* () {
    yield { symbol: "ACME", amount: BigInt(LEAST) }
    throw new ContractError("CLOSED", { details: { at: BigInt(MOST) } })
  })())
  const watched = take(market.watch({ symbol: "ACME" }))
  await frames()
  wire.receive("q::1:5", `s:MarketApi.watch:2:{"success":false,"type":"CLOSED","data":{"at":${MOST}},"statusCode":409}`,)
  const [item, error] = await frames()
  assert.equal(item, `n::1:{"symbol":"ACME","amount":${LEAST}}`)
  assert.ok(error.startsWith(`n::1;x=1:{"success":false,"type":"CLOSED","data":{"at":${MOST}},`))
  assert.deepEqual((await watched).error.details, { at: BigInt(MOST) })
  wire.receive(`s:MarketApi.upload:1:{"success":true,"type":"OK","data":{"count":1}}`)
  assert.deepEqual(await upload, { count: 1 })
})
