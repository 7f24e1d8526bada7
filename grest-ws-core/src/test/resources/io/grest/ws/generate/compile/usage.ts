// What a client can do. All of it compiles.
import { boardApi, type BoardApiQuery } from "./BoardApi.js"
import { chatApi, type ChatApiError, type ChatApiMessage, type ChatApiQuery, type Draft, type DraftInput, type Message, type Mood, type Person, type PersonId } from "./ChatApi.js"
import { feedApi, type FeedApiTypes } from "./FeedApi.js"
import { lobbyApi, type Guest, type Seat, type SeatInput } from "./LobbyApi.js"
import { marketApi, type MarketApiError, type Order, type Price, type Ticker, type WatchInput } from "./MarketApi.js"
import { roomsApi, type RoomsApiTypes } from "./RoomsApi.js"
import { type CallContext, type CallOptions, ConnectionClosedError, ContractError, Gap, NotConnectedError, RequestTimeoutError, RightsExpiredError, type EnvelopeOptions, type ProtocolsOption, type QueryWithOthers, type LostMessage, type LostTopic, type Opened, type Positions, type ResumeOptions, type Snapshot, type SocketStream, type StreamOptions, type StreamSource, WsError } from "./runtime.js"

const chat = chatApi({ house: "home", floor: 2 }, { query: { lang: "en", quiet: true, moods: ["GLAD"] } })

export async function calls(): Promise<void> {
  const id: string = (await chat.sendMessage({ text: "Hello!", mood: "GLAD" })).id
  const names: string[] = await chat.names()
  chat.markAsRead([id, ...names])
  chat.ping()
  const draft: Draft = await chat.saveDraft({ text: "later", earlier: { text: "sooner", earlier: null } })
  const again: DraftInput = draft
  await chat.saveDraft(again)
  await chat.calls.names()
  const id1 = "6f1f2c1e-0000-4000-8000-000000000000" as PersonId
  const person: Person | undefined = await chat.person(id1)
  const text: string = id1
  if (person) await Promise.all(person.friends.map((friend) => chat.person(friend)))
  console.log(text.length, person?.ticket.toFixed())
  const latest: Message | undefined = await chat.latest()
  console.log(latest?.text)
}

export async function errors(): Promise<number | string> {
  try {
    return (await chat.joinRoom({ history: 50 })).present
  } catch (error) {
    if (chatApi.isError(error)) {
      switch (error.type) {
        case "ROOM_FULL": {
          const code: 409 = error.code
          return code + error.details.capacity
        }
        case "VALIDATION_ERROR":
          return error.details?.map((issue) => issue.path + ": " + issue.message).join() ?? ""
        default:
          return error.message
      }
    }
    if (error instanceof RightsExpiredError) {
      const code: 4003 = error.code
      return code + error.reason
    }
    if (error instanceof WsError && error.code === 4001) return error.reason
    throw error
  }
}

export async function errorsOfMethod(): Promise<string | number> {
  try {
    return (await chat.sendMessage({ text: "Hello!", mood: "GLAD" })).id
  } catch (error) {
    if (chatApi.isError(error, "sendMessage")) {
      switch (error.type) {
        case "FORBIDDEN":
        case "VALIDATION_ERROR":
        case "SERVER_ERROR":
        case "ROUTE_NOT_FOUND":
        case "PAYLOAD_TOO_LARGE":
        case "TOO_MANY_REQUESTS":
        case "NOT_AUTHORIZED":
        case "BAD_REQUEST":
        case "CANCELLED":
        case "DEADLINE_EXCEEDED":
          return error.code
        default: {
          const none: never = error
          return none
        }
      }
    }
    if (chatApi.isError(error, "joinRoom") && error.type === "ROOM_FULL") return error.details.capacity
    throw error
  }
}

export function unanswered(error: ChatApiError): string | number {
  if (error instanceof NotConnectedError) return error.message
  if (error instanceof RequestTimeoutError) return error.message
  if (error instanceof ConnectionClosedError) return error.cause instanceof WsError ? error.cause.code : error.code
  return error.type === "SERVER_ERROR" ? error.message : error.type
}

const newest: ProtocolsOption<FeedApiTypes["protocols"]> = { protocols: ["v2.feed.example"] }
feedApi({}, newest)
feedApi({}, { protocols: ["v1.feed.example", "v2.feed.example"], requestTimeout: 5_000 })
feedApi({}, { protocols: [] })
feedApi()

export function exhaustive(error: ChatApiError): number {
  switch (error.type) {
    case "ROOM_FULL":
    case "NOT_FOUND":
    case "FORBIDDEN":
    case "VALIDATION_ERROR":
    case "SERVER_ERROR":
    case "ROUTE_NOT_FOUND":
    case "PAYLOAD_TOO_LARGE":
    case "TOO_MANY_REQUESTS":
    case "NOT_AUTHORIZED":
    case "BAD_REQUEST":
    case "CANCELLED":
    case "DEADLINE_EXCEEDED":
      return error.code
    default: {
      const none: never = error
      return none
    }
  }
}

export const remove: () => void = chat.on({
  newMessage(message) {
    const at: string = message.at
    const lang: string | null = message.lang
    return void [at, lang]
  },
  async closing() {},
  areYouThere: async () => true,
  mayWeAsk: () => undefined,
  vote: (draft): Mood => {
    if (draft.earlier) throw new ContractError("EXISTS")
    return "SAD"
  },
})

export async function iteration(): Promise<string> {
  for await (const message of chat) {
    if (message.type === "newMessage") return message.data.text
    const closing: "closing" = message.type
    const nothing: undefined = message.data
    void [closing, nothing]
  }
  for await (const message of chat.messages("newMessage")) {
    const whole: Message = message
    return whole.author
  }
  for await (const message of chat.messages("newMessage", { gaps: true })) {
    if (message instanceof Gap) {
      const reason: "reconnected" | "overflow" | "lost" = message.reason
      console.log(reason, message.dropped)
    } else return message.text
  }
  for await (const message of chat.messages({ gaps: true })) {
    if (message instanceof Gap) continue
    if (message.type === "newMessage") return message.data.text
  }
  for await (const message of chat.messages()) if (message.type === "newMessage") return message.data.text
  const next: ChatApiMessage = await chat.receive()
  return next.type
}

export function life(): void {
  chat.onopen = () => console.log(chat.state)
  chat.onclose = (closed) => console.log(closed.code, closed.reason)
  const unsubscribe: () => void = chat.subscribe(() => {})
  const { state, error, retry }: Snapshot = chat.getSnapshot()
  console.log(state, error?.message, retry?.delay)
  useSyncExternalStore(chat.subscribe, chat.getSnapshot).state satisfies string
  unsubscribe()
  chat.close(4000, "done")
  void chat.teardown()
}

export const opened = chatApi(
  { house: "home", floor: 2 },
  {
    query: () => ({ moods: [] }),
    headers: async () => ({ authorization: "Bearer t" }),
    reconnect: { maxRetries: 3 },
    maxFrameSize: 5_000_000,
    url: "wss://example.org",
  }
)

declare function useSyncExternalStore<S>(subscribe: (listener: () => void) => () => void, getSnapshot: () => S): S

declare function fetchTicket(): Promise<string>

const annotated = async (): Promise<QueryWithOthers<ChatApiQuery>> => ({ moods: [], ticket: await fetchTicket() })
const declared: ChatApiQuery = { moods: [] }

export const withTickets = [
  chatApi({ house: "home", floor: 2 }, { query: annotated }),
  chatApi({ house: "home", floor: 2 }, { query: () => declared }),
  chatApi({ house: "home", floor: 2 }, { query: async () => ({ moods: ["GLAD"], lang: "en", ticket: await fetchTicket() }) }),
  chatApi({ house: "home", floor: 2 }, { query: () => ({ moods: [], ticket: "t" }) }),
  boardApi({}, { query: async () => ({ ticket: await fetchTicket() }) }),
  feedApi({}, { query: async () => ({ ticket: await fetchTicket() }) }),
]

const usual: EnvelopeOptions<BoardApiQuery> = { url: "/base", reconnect: false }
const board = boardApi({}, usual)

export function boards(): void {
  board.pin({ text: "note" })
  board.on({ pin: (draft) => console.log(draft.text) })
  boardApi({}, { query: { token: "t", page: 1 } })
  board.onclose = ({ error }) => {
    if (boardApi.isError(error)) {
      if (error.code === 4409) console.log(error.details.capacity, error.details.message)
      if (error.code === 4422) console.log(error.details.errors[0]?.field)
    }
  }
}

const market = marketApi()
const symbol = "ACME" as Ticker

export async function options(id: PersonId): Promise<void> {
  const { signal } = new AbortController()
  const options: CallOptions = { signal, timeout: 5_000 }
  await Promise.all([chat.names(options), chat.person(id, options), chat.calls.names({ signal: AbortSignal.timeout(50) })])
  const maybe: { signal: AbortSignal | undefined } = { signal }
  await chat.joinRoom({ history: 1 }, maybe)
  await chat.names({ timeout: Infinity })
}

export async function streams(signal: AbortSignal): Promise<number> {
  const watch: WatchInput = { symbol }
  const prices: SocketStream<Price> = market.watch(watch, { signal, window: 4, timeout: 60_000 })
  let total = 0
  for await (const { amount } of prices) {
    total += amount
    if (total > 100) break
  }
  const options: StreamOptions = { window: 1 }
  for await (const symbol of market.symbols(options)) total += symbol.length
  const readable: ReadableStream<Price> = prices.toReadableStream()
  const { value } = await readable.getReader().read()
  const iterator: AsyncIterableIterator<Price> = prices[Symbol.asyncIterator]()
  await iterator.return?.()
  return total + (value?.amount ?? 0)
}

export async function inputs(lines: ReadableStream<string>): Promise<number> {
  async function* orders() {
    yield { symbol, amount: 1 }
    yield { symbol, amount: 2, note: null }
  }
  const source: StreamSource<string> = new Set(["a"])
  const { count } = await market.upload(orders())
  await market.upload([{ symbol, amount: 1 }], { timeout: 50 })
  await market.append({ symbol, depth: null }, source)
  await market.append({ symbol }, "ab", { timeout: 50 })
  for await (const amount of market.convert([1, 2], { window: 2 })) return amount + count
  return lines.locked ? 1 : 0
}

export const removed: () => void = market.on({
  async *orders({ symbol }, { signal }) {
    while (!signal.aborted) yield { symbol, amount: 1, note: null }
  },
  count: async (prices) => {
    let count = 0
    for await (const { amount } of prices) count += amount
    return count
  },
  async keep(watch, amounts, context: CallContext) {
    return (await amounts.next()).value === watch.depth && !context.signal.aborted
  },
  mirror: (prices) => prices,
  areYouThere: ({ signal }) => !signal.aborted,
})
market.on({ orders: (): Iterable<Order> => [], mirror: async () => [] })

export async function errorsOfStream(): Promise<string | number> {
  try {
    for await (const { amount } of market.watch({ symbol })) return amount
  } catch (error) {
    if (marketApi.isError(error, "watch")) {
      switch (error.type) {
        case "CLOSED":
          return error.details.at
        case "STREAMS_REQUIRED":
        case "CANCELLED":
          return error.code
        default:
          return error.type
      }
    }
    if (marketApi.isError(error, "isOpen") && error.type === "DEADLINE_EXCEEDED") return error.code
  }
  return 0
}

export const needsStreams = (error: MarketApiError): boolean => error.type === "STREAMS_REQUIRED"

// Members that a topic shows have types, whatever sends them.
export const names = (guests: Guest[]): string[] => guests.map(({ name, since }) => name + since.toFixed())
const free: Seat = { table: 7, chair: null }
const taken: SeatInput = { table: 7 }
lobbyApi().sit(free.chair === null ? taken : free)

// Going on with another socket
const rooms = roomsApi({}, {
  resume: true,
  setup: async (client) => void (await client.join("lobby")),
  since: { "room:1": "17.k3f9Qa" },
})
roomsApi({}, { resume: false, setup: (client) => client.say("here") })
rooms.onopen = ({ session, resumed }: Opened) => {
  if (session !== "same" && resumed === "none") rooms.say("reload")
}
rooms.onopen = () => {}
rooms.onlost = (lost: LostTopic | LostMessage) => {
  if (lost.topic !== undefined) void rooms.join(lost.topic + lost.why)
  else console.log(lost.method, lost.input)
}
export const positions: Positions = rooms.positions
export const tag: string | undefined = rooms.positions["room:1"]
export const goingOn: ResumeOptions<RoomsApiTypes> = { since: rooms.positions }
rooms.calls.positions()

export async function resumed(): Promise<boolean | undefined> {
  try {
    await rooms.join("lobby")
  } catch (error) {
    if (error instanceof ConnectionClosedError) {
      const sent: true = error.mayHaveRun
      return sent
    }
    if (error instanceof NotConnectedError) {
      const sent: false = error.mayHaveRun
      return sent
    }
    if (error instanceof RequestTimeoutError) return error.mayHaveRun
    if (roomsApi.isError(error, "join")) return error.mayHaveRun
  }
  return undefined
}
