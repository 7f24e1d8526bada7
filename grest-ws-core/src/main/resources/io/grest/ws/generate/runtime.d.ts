// The types of runtime.js, which the generated clients of grest-ws contracts run on.

/** What a client is doing. `closed` is for good, `disconnected` waits for the next attempt. */
export type State = "connecting" | "open" | "disconnected" | "closed"

/** The types of one contract, as generated code writes them. */
export interface ContractTypes {
  path: object
  query: object
  calls: object
  handlers: object
  messages: { type: string; data?: unknown }
  errors: Error
  /** For each method that is answered, what a call of it fails with. Only where there are such methods. */
  failures?: object
  /** Only where the contract lists sub-protocols. */
  protocols?: string
  /** Only where it is not the usual one. */
  dialect?: "envelope"
  /** Only where another contract has the same path. */
  shared?: true
  /** Only where a client may go on with another socket. */
  resume?: true
}

declare const brand: unique symbol

/** A value that is not to be mistaken for others of its kind, such as an id. Take one for it by `as`: `"42" as UserId`. */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name }

/** Fire-and-forget, with an answer, or answered with a stream. */
export type Mode = "send" | "request" | "stream"

/** One contract at run time, as generated code writes it. */
export interface ContractDefinition<T extends { calls: object; handlers: object } = AnyMethods> {
  name: string
  dialect: "grest" | "envelope"
  path: string
  /** The version of the contract, which the server compares with its own. */
  fingerprint?: string
  /** The sub-protocols that a client offers, the one to be preferred first. */
  subProtocols?: string[]
  calls: { [M in keyof T["calls"]]: Mode }
  handlers: { [M in keyof T["handlers"]]: Mode }
  /** The methods that take no payload. Such handlers get none, whatever arrives; calls that are not answered are not listed. */
  withoutInput?: { calls?: string[]; handlers?: string[] }
  /** The methods that take a stream, as their last argument before the options. */
  takesItems?: { calls?: string[]; handlers?: string[] }
  /** Only where longs are bigint or string. */
  longs?: LongCodec
  /** For each method the types that it declares, with their status codes. */
  errors?: { calls?: Record<string, Record<string, number>>; handlers?: Record<string, Record<string, number>> }
  /** Only where the dialect is not the usual one. */
  connection?: DialectSupport
  /** Only where the server requests something of its clients. */
  requests?: RequestSupport
  /** Only where a method has a stream. */
  streams?: StreamSupport
  /** Only where another contract has the same path. */
  shared?: SocketSharing
  /** The same: the query parameters that the contract declares. */
  query?: string[]
  /** Only where a client may go on with another socket. */
  resume?: SessionSupport
  /** Only where calls are made again when their connection is lost. */
  again?: RepeatSupport
}

/** Answers requests of the server, as `requests.js` does it. */
export type RequestSupport = (connection: never) => unknown

/** Speaks a dialect, as `envelope.js` has it. */
export type DialectSupport = new (...args: never) => unknown

/** Has clients share a connection, as `shared.js` does it. */
export interface SocketSharing {
  readonly join: unknown
}

/** Runs streams, as `streams.js` has it. */
export interface StreamSupport {
  readonly open: unknown
  readonly calling: unknown
  readonly answering: unknown
}

/** Keeps sessions beyond one socket, as `resume.js` does it. */
export type SessionSupport = (...args: never) => unknown

/** Makes calls again, as `again.js` does it. */
export interface RepeatSupport {
  readonly make: unknown
}

/** Reads and writes JSON with exact longs, as `longs.js` makes it. */
export interface LongCodec {
  parse(side: string, name: string, json: string): unknown
  stringify(side: string, name: string, value: unknown): string | undefined
}

type AnyMethods = { calls: Record<string, unknown>; handlers: Record<string, unknown> }

/** Make the function that opens clients of a contract. Called by generated code. */
export declare function socketApi<T extends ContractTypes>(definition: ContractDefinition<T>): SocketApi<T>

/** The same of a definition that has the connection of its dialect. Called by generated code. */
export declare function dialectApi<T extends ContractTypes>(
  definition: ContractDefinition<T> & { readonly connection: unknown }): SocketApi<T>

/** A contract: call it with the values of its path variables to open a client. */
export interface SocketApi<T extends ContractTypes> {
  /**
   * Open a client. It connects at once, and again whenever the connection is lost.
   *
   * @throws TypeError for a path variable without a value, and where there is no URL or no WebSocket
   * @throws RangeError for an option that is not a number in its range
   */
  (...args: OpenArguments<T>): Socket<T>

  /** Whether this is an error that the server of this contract answered with; then `type` (or `code`) tells which. */
  isError(error: unknown): error is T["errors"]

  /**
   * Whether this is an error that a call of this method may fail with; then `type` is one of that method's.
   *
   * @throws TypeError for a method that the server does not answer
   */
  isError<M extends keyof FailuresOf<T>>(error: unknown, method: M): error is FailuresOf<T>[M]
}

type FailuresOf<T extends ContractTypes> = T extends { failures: infer F } ? F : Nothing

type Nothing = Record<never, never>

type OpenArguments<T extends ContractTypes> = Nothing extends T["query"]
  ? Nothing extends T["path"]
    ? [path?: T["path"], options?: OptionsOf<T>]
    : [path: T["path"], options?: OptionsOf<T>]
  : [path: T["path"], options: OptionsOf<T> & { query: QueryOption<T["query"]> }]

type OptionsOf<T extends ContractTypes> = DialectOptions<T>
  & (T extends { protocols: infer P } ? ProtocolsOption<P> : unknown)
  & (T extends { shared: true } ? SharedOption : unknown)
  & (T extends { resume: true } ? ResumeOptions<T> : unknown)

type DialectOptions<T extends ContractTypes> = T extends { dialect: "envelope" }
  ? EnvelopeOptions<T["query"]>
  : SocketOptions<T["query"]>

type FromValueOrFunction<V> = V | (() => V | Promise<V>)

type QueryOption<Query> = Query | (() => QueryWithOthers<Query> | Promise<QueryWithOthers<Query>>)

/** The query of the contract, and beside it parameters that the contract does not have. */
export type QueryWithOthers<Query> =
  | Query
  | ([Query[keyof Query]] extends [never]
      ? { [name: string]: string | undefined }
      : Query & { [name: string]: Query[keyof Query] | string | undefined })

/** Options of a client. A function among them runs anew for each attempt to connect. */
export interface SocketOptions<Query = object> {
  /**
   * Scheme, host and port of the server, any path before that of the contract, and any query; by default, those of the page
   * without path and query. Of scheme ws, wss, http or https, or in a page a path from its root. The client ends on another.
   */
  url?: FromValueOrFunction<string | URL>

  /**
   * Added to the query of `url`, in place of its parameters of the same names. What a function returns may hold parameters
   * beside those of the contract, such as a ticket that serves once.
   */
  query?: QueryOption<Query>

  /**
   * What the handshake carries, as a bearer token in `authorization`. Names are sent in lower case. With over 32 KB of them
   * the client ends. A function is called as well before the rights of an
   * open connection end, and when the server asks for new credentials, if the server knows the extension `credentials`.
   */
  headers?: FromValueOrFunction<Record<string, string | undefined>>

  /** `false` for no second attempt. */
  reconnect?: boolean | ReconnectOptions

  /** When the server is asked whether it is still there; `false` for never. */
  heartbeat?: false | HeartbeatOptions

  /**
   * How long the server may take to accept, 5000 ms, once the connection is there. Until then an attempt may take 30 s,
   * from asking for `url`, `query` and `headers` on.
   */
  handshakeTimeout?: number

  /** How long a request may take, 30000 ms; `Infinity` for no limit. A call may have its own; one with a stream has no other. */
  requestTimeout?: number

  /**
   * How many bytes a frame of the server may have, from 1024 to 2147483647, 1048576 by default: told to a server that knows the extension `limits`, which sends
   * PAYLOAD_TOO_LARGE in place of a longer answer, and drops a longer message. Others are not bound by it.
   */
  maxFrameSize?: number

  /** Used in place of the global one, such as that of the package `ws`. */
  WebSocket?: new (url: URL, protocols?: string[]) => object
}

/** Options of a client of the envelope dialect, which has no headers, no requests, no heartbeat and no limits of frames. */
export type EnvelopeOptions<Query = object> = Omit<
  SocketOptions<Query>,
  "headers" | "heartbeat" | "handshakeTimeout" | "requestTimeout" | "maxFrameSize"
>

/** The option that there is only where the contract lists sub-protocols. */
export interface ProtocolsOption<Protocol> {
  /**
   * Which of the contract's sub-protocols to offer, the one to be preferred first; by default all of them, in the contract's
   * order. None are offered if it is empty.
   */
  protocols?: readonly Protocol[]
}

/** The option that there is only where another contract has the same path. */
export interface SharedOption {
  /**
   * Whether the client shares its connection with those of other contracts, where path, query, headers and sub-protocols are
   * equal and nothing else keeps them apart. Headers that are made by a function, and parameters that such a `query` adds, count
   * as equal: those of the client opened last are used. By default true in a page, and false elsewhere, as a program may
   * connect for several users.
   */
  shared?: boolean
}

/** The options that there are only where the contract lets a client go on with another socket. */
export interface ResumeOptions<T extends ContractTypes> {
  /**
   * Whether the client goes on with another socket when it loses one, true by default, where `reconnect` is not `false`. Meanwhile
   * calls wait, for as long as the server keeps the session, or their own time; those that are not answered yet, and streams, go on.
   */
  resume?: boolean

  /**
   * Called for each new session, the first one too, before `onopen`, with a client that is open: it joins rooms and the like. What
   * waits is sent after it. Not called where the session goes on, as the server still knows all of it. If it fails, the connection is
   * closed, and opened again as any that is lost.
   */
  setup?: (client: Socket<T>) => unknown

  /** The `positions` of an earlier client, such as that of a page that was reloaded, from which topics go on. */
  since?: Positions
}

/** How far a client has heard topics, by their names, those latest heard last. Each position is a text of the server. */
export type Positions = { readonly [topic: string]: string }

/** What is known of a session when it is there. */
export interface Opened {
  /** `same` goes on; `clean` follows one that has ended in order; `new` is any other, the first one too. */
  readonly session: "same" | "clean" | "new"
  /**
   * `complete`: no frame and no message of a topic is lost or doubled. `topics`: the topics are whole, other messages may be lost.
   * `none`: nothing is known of what was missed, or a topic has a gap.
   */
  readonly resumed: "complete" | "topics" | "none"
}

/** A topic of which messages are missing, such as `room:42`. */
export interface LostTopic {
  readonly topic: string
  /** Such as `trimmed`, `expired`, `forked`, `too-many`, `slow` or `too-large`. */
  readonly why: string
  readonly method?: undefined
}

/** A message to the server that waited for a socket, and was not sent. */
export interface LostMessage {
  readonly method: string
  readonly input: unknown
  readonly why: "not-sent"
  readonly topic?: undefined
}

/** What a client can do in addition if its contract lets it go on with another socket. */
export interface ResumeMembers {
  /** Called for each topic of which messages are missing, and for each message to the server that waited in vain. */
  onlost: ((lost: LostTopic | LostMessage) => void) | null

  /** How far the client has heard topics that have a history, for the option `since`. */
  readonly positions: Positions
}

/** When to try again: after `baseDelay`, doubled for each further attempt. Delays in milliseconds, 1 to 2147483647. */
export interface ReconnectOptions {
  /** How many attempts in a row may fail; without a limit by default. */
  maxRetries?: number
  /** 1000. */
  baseDelay?: number
  /** 30000. */
  maxDelay?: number
  /** How far a delay is spread, as a part of it: 0 to 1, 0.5 by default. */
  jitter?: number
  /** How long a connection must have held for the count of attempts to begin anew, 10000. */
  resetAfter?: number
}

/** All times in milliseconds. */
export interface HeartbeatOptions {
  /** After how long a silence it is asked, 20000; `Infinity` for never, but when the page is looked at or online again. */
  interval?: number
  /** How long it may take to say anything, 10000. Then the connection is closed, and opened again. */
  timeout?: number
}

/** What a call that is answered may be given after its input. */
export interface CallOptions {
  /**
   * Rejects the call with its reason when it aborts, and cancels it at a server that knows the extension `streams`. Whether
   * such a server has done the work is unknown.
   */
  signal?: AbortSignal | undefined

  /**
   * How long the call may take, in milliseconds, in place of the option `requestTimeout`; at least 1, `Infinity` for no limit.
   * Told to a server that knows the extension `streams`, which stops then. A call with a stream has no other limit of time.
   */
  timeout?: number | undefined
}

/** The same of a call that is answered with a stream. */
export interface StreamOptions extends CallOptions {
  /** How many items may be on their way or wait to be taken, 1 to 64, which is the default. */
  window?: number | undefined
}

/**
 * What a call returns that is answered with a stream. Each loop over it makes the call anew, with the first item that it asks
 * for. The loop ends with the stream, or fails with an error of the method after the items before it. Leaving the loop cancels
 * the call. A stream does not go on over another connection, unless its session does: it fails with a ConnectionClosedError.
 */
export interface SocketStream<Item> {
  [Symbol.asyncIterator](): AsyncIterableIterator<Item>

  /** The same as a stream of the platform. It makes the call when it is first read, and cancels it when it is cancelled. */
  toReadableStream(): ReadableStream<Item>
}

/**
 * What a call takes as a stream, or a handler answers with. It is asked for items as the other side wants them, for one at most
 * ahead of that, and is left, by `return()`, when the other side wants no more.
 */
export type StreamSource<Item> = AsyncIterable<Item> | Iterable<Item>

/** The last argument of a handler that is to answer. */
export interface CallContext {
  /**
   * Aborts when the server cancels the call or its deadline has passed, which the server is told at once, and when the
   * connection is lost. What the handler answers then is dropped.
   */
  readonly signal: AbortSignal
}

/** A client of a contract, with the methods of the server. */
export type Socket<T extends ContractTypes> = MembersOf<T> & Omit<T["calls"], keyof MembersOf<T> | NeverMember>

type MembersOf<T extends ContractTypes> = SocketMembers<T> & (T extends { resume: true } ? ResumeMembers : unknown)

// What every object has.
type Inherited = typeof Object.prototype

/** Methods of such a name are among the `calls` only: they would hide what every object has, or are taken for something else. */
type NeverMember = keyof Inherited | "__proto__" | `__${"define" | "lookup"}${"Getter" | "Setter"}__` | "then" | "toJSON"

/** What handles calls of the server. A method that every object has, such as `toString`, counts where it is its own. */
export type Listener<H> = { [M in keyof H]?: M extends keyof Inherited ? H[M] | Inherited[M] : H[M] }

/** What a client can do beside the methods of its contract. */
export interface SocketMembers<T extends ContractTypes> {
  /**
   * The methods of the server, among them those whose names a member of the client has, or every object. Until the first
   * attempt to connect has ended, up to 1024 calls wait for it, and fail with it; a fire-and-forget one is then dropped, and
   * the console told. Later a call fails at once while there is no connection, unless its session may go on. One that is longer than a server takes
   * that knows the extension `limits` fails with PAYLOAD_TOO_LARGE before it is sent. The `length` of one that is answered is the number
   * of arguments before its options.
   */
  readonly calls: T["calls"]

  readonly state: State

  /**
   * Have a function called whenever `getSnapshot()` has another result, for any number of observers, such as React's
   * `useSyncExternalStore`.
   *
   * @returns a function that removes it
   */
  subscribe(listener: () => void): () => void

  /** What the client is doing: the same frozen object until that changes. */
  getSnapshot(): Snapshot

  /**
   * Called at each connection, the first and those after a loss. Where the contract lets a client go on with another socket, it is told
   * with which session, once it is known what has become of the topics that the server has added it to, or after 5 s.
   */
  onopen: (T extends { resume: true } ? (opened: Opened) => void : () => void) | null

  /** Called when an attempt has failed or a connection is lost, not after `close()`. */
  onclose: ((event: Closed) => void) | null

  /** Called when the state has changed. */
  onstate: ((state: State) => void) | null

  /** Called for each frame as it is on the wire, for tools. It may hold tokens. */
  onframe: ((direction: "in" | "out", text: string) => void) | null

  /** Resolves once open. Rejects if the attempt under way, or the next one, fails, though the client may go on trying. */
  opened(): Promise<void>

  /**
   * Handle what the server calls. Of several listeners all get a message; the latest that has the method answers a request.
   * An answer fails by a thrown ContractError of a type that the method declares; any other error becomes SERVER_ERROR.
   * The last argument of a method that answers has a signal, which aborts when nobody waits for the answer.
   *
   * @returns a function that removes the listener
   */
  on(listener: Listener<T["handlers"]>): () => void

  /** The messages of all types, from now on, as an iterator of its own; otherwise as those of one type. */
  messages(options?: { gaps?: false }): AsyncIterableIterator<T["messages"]>

  /** The same, with a Gap where messages are missing. */
  messages(options: GapsOption): AsyncIterableIterator<T["messages"] | Gap>

  /** The payloads of one message, with a Gap where some are missing. It does not fail for who is slow, but goes on after it. */
  messages<Type extends T["messages"]["type"]>(type: Type, options: GapsOption): AsyncIterableIterator<DataOf<T, Type> | Gap>

  /**
   * The payloads of one message, from now on and across connections. At most 1024 are kept for who is slow to take them:
   * with one more they are dropped, and the iterator fails with a RangeError at once. It ends at `close()`, and throws a
   * WsError when the client ends by itself. Each iterator gets all messages, and ends when a loop over it is left.
   */
  messages<Type extends T["messages"]["type"]>(type: Type, options?: { gaps?: false }): AsyncIterableIterator<DataOf<T, Type>>


  /**
   * All messages that have arrived since the client was opened and that nobody has taken: loops and `receive()` share them,
   * each message goes to one, and what a loop that is left has not taken is for the next. At most 1024 are kept: what was
   * lost after these is told by a RangeError in its place, once. Ends as `messages` does.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T["messages"]>

  /** The next message, as a loop over the client takes it. Rejects once the client is closed and all have been taken. */
  receive(): Promise<T["messages"]>

  /**
   * Connect now: drop the connection or the attempt that there is, or do not wait for the time of the next one. Nothing is
   * to be had of a client that is closed.
   */
  forceReconnect(): void

  /**
   * Close for good: from then on nothing is told but the end.
   *
   * @param code 1000, or 3000 to 4999
   * @param reason at most 123 bytes
   */
  close(code?: number, reason?: string): void

  /** Send no new requests, wait for the unfinished ones of both sides, at most for the request timeout, and close. */
  teardown(): Promise<void>
}

type DataOf<T extends ContractTypes, Type> = Extract<T["messages"], { type: Type }>["data"]

/** Has an iterator yield a Gap where messages are missing. */
export interface GapsOption {
  gaps: true
}

/** Stands in an iterator for messages that it does not have. */
export declare class Gap {
  private constructor()
  /**
   * `reconnected`: the client has another connection, and what the server sent between the two is missing. `overflow`: the
   * messages that waited to be taken are dropped, as there were more than 1024, or a list that a binding shows keeps fewer. `lost`: a topic has a gap, of which `onlost` tells.
   */
  readonly reason: "reconnected" | "overflow" | "lost"
  /** How many messages have arrived and are dropped; 0 for any other reason, as it is not known what the server sent. */
  readonly dropped: number
}

/** What a client is doing, at one moment. */
export interface Snapshot {
  readonly state: State
  /** Why it is not open, once a connection or an attempt has failed; absent while it is open, and after `close()`. */
  readonly error: WsError | undefined
  /** While it is `disconnected`, which attempt follows, from 1, and after how many milliseconds at most. */
  readonly retry: { readonly attempt: number; readonly delay: number } | undefined
}

/** Why a client is not open. */
export interface Closed {
  code: number
  reason: string
  error: WsError
  /** Which attempt follows, from 1, and in how many milliseconds; absent where the client has given up. */
  retry?: { attempt: number; delay: number }
}

/**
 * An error that a request failed with, or that a handler answers a request of the server with. `message` is what the other
 * side meant for a person, or else the type.
 */
export interface ContractError<Type extends string = string, Code extends number = number, Details = unknown>
  extends Error {
  readonly name: "ContractError"
  readonly type: Type
  readonly code: Code
  readonly details: Details
  /** Names an entry in the log of the side that raised it. */
  readonly ref: string | undefined
  /**
   * Of an error of this side in place of an answer: whether the request was handed to a socket, so that the server may have run it.
   * If false, it has not.
   */
  readonly mayHaveRun?: boolean
}

export declare const ContractError: {
  new <Type extends string, Details = undefined>(
    type: Type,
    options?: { code?: number; message?: string; details?: Details; cause?: unknown }
  ): ContractError<Type, number, Details>
  prototype: ContractError
}

/**
 * A request that was not answered within the option `requestTimeout`, or its own `timeout`: whether the server has run it is unknown. This side
 * raises it.
 */
export interface RequestTimeoutError extends ContractError<"SERVER_ERROR", 500, undefined> {
  readonly message: "Request timeout"
  /** False if it waited for a socket all the time. */
  readonly mayHaveRun: boolean
}

export declare const RequestTimeoutError: {
  new (options?: { cause?: unknown }): RequestTimeoutError
  prototype: RequestTimeoutError
}

/**
 * A request whose connection has closed before the answer: whether the server has run it is unknown. This side raises it;
 * `cause` is the WsError with the close code.
 */
export interface ConnectionClosedError extends ContractError<"SERVER_ERROR", 500, undefined> {
  readonly message: "Socket connection closed!"
  readonly mayHaveRun: true
}

export declare const ConnectionClosedError: {
  new (options?: { cause?: unknown }): ConnectionClosedError
  prototype: ConnectionClosedError
}

/**
 * A request or message that was not sent, as the client was not connected: `message` says what it is doing, `cause` is what
 * the last connection or attempt failed with. This side raises it.
 */
export interface NotConnectedError extends ContractError<"SERVER_ERROR", 500, undefined> {
  readonly mayHaveRun: false
}

export declare const NotConnectedError: {
  new (options?: { message?: string; cause?: unknown }): NotConnectedError
  prototype: NotConnectedError
}

/** A connection that was rejected or lost. */
export interface WsError<Code extends number = number, Details = unknown> extends Error {
  readonly name: "WsError"
  /** The close code. */
  readonly code: Code
  readonly reason: string
  /** The error that the server rejected with, such as NOT_AUTHORIZED; absent where an open connection was lost. */
  readonly type: string | undefined
  readonly details: Details
  readonly ref: string | undefined
}

export declare const WsError: {
  new (code: number, reason?: string): WsError
  prototype: WsError
}

/**
 * A connection that the server has closed with 4003: the rights of this client have expired or were revoked, as `reason`
 * tells. The client connects once more, with new credentials, and ends if their rights end within 10 s.
 */
export type RightsExpiredError = WsError<4003, undefined>

export declare const RightsExpiredError: {
  new (reason?: string): RightsExpiredError
  prototype: RightsExpiredError
}

/** What is wrong with an input. */
export interface ValidationIssue {
  /** Where, with dots: `items.0.name`; empty for the input as a whole. */
  path: string
  /** The rule that was broken, such as `invalid.notBlank`. */
  code: string
  message: string
  params?: Record<string, unknown>
}

/** A call with a stream that was not sent, as the server does not know the extension `streams`. This side raises it. */
export type StreamsRequired = ContractError<"STREAMS_REQUIRED", 501, undefined>

/**
 * The errors that any request may fail with: FORBIDDEN and NOT_AUTHORIZED only by the security of the server, BAD_REQUEST,
 * CANCELLED and DEADLINE_EXCEEDED only if it knows the extension `streams`.
 */
export type StandardError =
  | ContractError<"VALIDATION_ERROR", 422, ValidationIssue[] | undefined>
  | ContractError<"SERVER_ERROR", 500, undefined>
  | ContractError<"ROUTE_NOT_FOUND", 404, undefined>
  | ContractError<"PAYLOAD_TOO_LARGE", 413, undefined>
  | ContractError<"TOO_MANY_REQUESTS", 429, undefined>
  | ContractError<"FORBIDDEN", 403, undefined>
  | ContractError<"NOT_AUTHORIZED", 401, undefined>
  | ContractError<"BAD_REQUEST", 400, undefined>
  | ContractError<"CANCELLED", 499, undefined>
  | ContractError<"DEADLINE_EXCEEDED", 504, undefined>

/** The errors that any connection of the envelope dialect may end with. */
export type EnvelopeStandardError = WsError<4422, { message: string; errors: { field: string; message: string }[] }>
