// The types that the bindings of all frameworks share.

import type { ContractTypes, Snapshot, Socket } from "./runtime.js"

declare const held: unique symbol

/** The client that a component keeps open, and what it is doing. */
export interface HeldSocket<T extends ContractTypes> extends Snapshot {
  /** Absent until the component is there, and where it opens none. */
  readonly socket: Socket<T> | undefined
  readonly [held]: true
}

/** The names of the methods that are answered, by a value and not by a stream. */
export type RequestName<T extends ContractTypes> = {
  [M in keyof T["calls"]]: T["calls"][M] extends (...args: never) => Promise<unknown> ? M : never
}[keyof T["calls"]]

/** The names of the messages of the server. */
export type MessageName<T extends ContractTypes> = T["messages"]["type"]

/** The payload of a message. */
export type MessageData<T extends ContractTypes, Type> = Extract<T["messages"], { type: Type }>["data"]

/** What a call answers with. */
export type AnswerOf<F> = F extends (...args: never) => Promise<infer Answer> ? Answer : never

/** What a call takes, its options included. */
export type ArgumentsOf<F> = F extends (...args: infer Arguments) => Promise<unknown> ? Arguments : never

/** What has become of the latest call of a method. */
export interface CallState<Answer> {
  /** The latest answer, kept while the next call is unfinished. Absent once a call has failed. */
  readonly data: Answer | undefined
  /** Why the latest call has failed. */
  readonly error: Error | undefined
  /** Whether the latest call is unfinished. */
  readonly pending: boolean
}

/** Makes calls of one method. */
export interface Caller<F> {
  /**
   * Call the method, as the client does. The calls that are unfinished are cancelled when the component goes, or has another
   * client. If nobody handles the failure of the promise, it is only shown.
   */
  readonly call: F
  /** Cancel the calls that have no answer. Their promises are rejected with an AbortError. */
  readonly cancel: () => void
}

/** How far a stream has come. */
export interface StreamState<Item> {
  readonly latest: Item | undefined
  readonly error: Error | undefined
  /** Whether items may follow. */
  readonly pending: boolean
}

/** Opens a stream of a client, or none. The signal aborts when the items are of no use any more. */
export type OpenStream<T extends ContractTypes, Item> = (
  socket: Socket<T>,
  signal: AbortSignal
) => AsyncIterable<Item> | undefined

/** Has what is missing stand among the messages, as a Gap each. */
export interface WithGaps {
  gaps: true
}

/** How many messages are kept. */
export interface MessagesOptions {
  /** The number of messages, 100 by default, at least 1. With one more the oldest is dropped. */
  limit?: number | undefined
}
