// The types of svelte.js: stores for the generated clients of grest-ws contracts.

import type { Readable } from "svelte/store"
import type {
  AnswerOf, Caller, CallState, HeldSocket, MessageData, MessageName, MessagesOptions, OpenStream, RequestName, StreamState,
  WithGaps
} from "./bindings.js"
import type { ContractTypes, Gap, Listener, Snapshot, Socket } from "./runtime.js"

export type { Caller, CallState, HeldSocket, MessagesOptions, StreamState, WithGaps } from "./bindings.js"

/** A client that is open for as long as the store has subscribers, and what it is doing. */
export type HeldStore<T extends ContractTypes> = Readable<HeldSocket<T>>

/** What `socketStore` returns, or a client that the application keeps open by itself. */
export type SocketSource<T extends ContractTypes> = HeldStore<T> | Socket<T>

/**
 * Keep a client open for as long as there are subscribers, to this store or to others that are made of it. They share the client.
 *
 * @param open opens the client, or returns nothing where there is none to open
 */
export declare function socketStore<T extends ContractTypes>(open: () => Socket<T> | undefined): HeldStore<T>

/** What a client is doing that no store opens. */
export declare function snapshotStore<T extends ContractTypes>(client: Socket<T>): Readable<Snapshot>

/**
 * Handle what the server calls, and keep the client open meanwhile. Call it in an effect, or pass its result to `onDestroy`.
 *
 * @returns a function that ends that
 */
export declare function listen<T extends ContractTypes>(source: SocketSource<T>, listener: Listener<T["handlers"]>): () => void

/** The latest messages of one type, the oldest first, since there are subscribers. */
export declare function messageStore<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options?: MessagesOptions
): Readable<readonly MessageData<T, Type>[]>

/** The same, with a Gap wherever messages are missing, in front of the list too once the limit has dropped some. */
export declare function messageStore<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options: MessagesOptions & WithGaps
): Readable<readonly (MessageData<T, Type> | Gap)[]>

/**
 * Calls of a method, and what becomes of the latest one. The client stays open for them. What is unfinished is cancelled with the last
 * subscriber; without any, a call goes on to its end.
 */
export declare function callStore<T extends ContractTypes, M extends RequestName<T>>(
  source: SocketSource<T>,
  method: M
): Readable<CallState<AnswerOf<T["calls"][M]>>> & Caller<T["calls"][M]>

/**
 * The latest item of a stream, which is opened with the first subscriber, once the client is open, and anew where a lost connection has
 * ended it.
 */
export declare function streamStore<T extends ContractTypes, Item>(
  source: SocketSource<T>,
  open: OpenStream<T, Item>
): Readable<StreamState<Item>>
